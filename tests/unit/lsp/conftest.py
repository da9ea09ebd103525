from __future__ import annotations

import asyncio
import sys
import threading

import pytest

lsp = pytest.importorskip("pygls.lsp.client", reason="the client of pygls is in the extra dev")
from lsprotocol import types  # noqa: E402


class Editor:
    """pygls' own client of a server in a process, called from where nothing is asynchronous."""

    def __init__(self, folder):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.told = {}
        self.logged = []
        self.changed = threading.Condition()
        self.client = lsp.LanguageClient("tests", "1")
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self.take(params))
        self.client.feature(types.WINDOW_LOG_MESSAGE)(lambda params: self.logged.append(params.message))
        self.run(self.client.start_io(sys.executable, "-m", "causalvq", "lsp"))
        self.capabilities = self.ask(
            "initialize",
            types.InitializeParams(
                capabilities=types.ClientCapabilities(),
                workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name="here")],
            ),
        ).capabilities
        self.client.initialized(types.InitializedParams())
        self.folder, self.version = folder, 0

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def ask(self, name, params):
        return self.run(getattr(self.client, f"{name}_async")(params))

    def take(self, params):
        with self.changed:
            self.told.setdefault(params.uri, []).append(params)
            self.changed.notify_all()

    def uri(self, name):
        return (self.folder / name).as_uri()

    def open(self, name, text):
        self.version += 1
        self.told.pop(self.uri(name), None)
        document = types.TextDocumentItem(uri=self.uri(name), language_id="yaml", version=self.version, text=text)
        self.call("text_document_did_open", types.DidOpenTextDocumentParams(text_document=document))

    def change(self, name, text):
        self.version += 1
        whole = types.TextDocumentContentChangeWholeDocument(text=text)
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.version)
        self.told.pop(self.uri(name), None)
        self.call("text_document_did_change", types.DidChangeTextDocumentParams(document, [whole]))

    def close(self, name):
        document = types.TextDocumentIdentifier(uri=self.uri(name))
        self.call("text_document_did_close", types.DidCloseTextDocumentParams(document))

    def call(self, name, params):
        self.loop.call_soon_threadsafe(getattr(self.client, name), params)

    def diagnostics(self, name, tellings=1):
        """The last diagnostics of a text, once it has been told so many times since it was opened or changed."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.told.get(self.uri(name), [])) >= tellings, 60), self.logged
            return self.told[self.uri(name)][-1].diagnostics

    def wait_for(self, name, *codes):
        """Wait until a text's diagnostics have exactly these codes."""
        with self.changed:
            found = self.changed.wait_for(lambda: self.codes(name) == list(codes), 60)
            assert found, (self.codes(name), self.logged)

    def codes(self, name):
        told = self.told.get(self.uri(name))
        return None if not told else [found.code for found in told[-1].diagnostics]

    def at(self, name, position):
        return {"text_document": types.TextDocumentIdentifier(uri=self.uri(name)), "position": place(position)}

    def leave(self):
        self.run(self.client.shutdown_async(None))
        self.call("exit", None)
        self.run(self.client.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)


def place(position):
    return types.Position(line=position.line, character=position.character)


@pytest.fixture(scope="session")
def editor(tmp_path_factory):
    found = Editor(tmp_path_factory.mktemp("editor"))
    yield found
    found.leave()
    assert found.logged == []
