"""The server: takes messages from a client, has them answered, and tells diagnostics when nothing else is to be done.

Everything happens in one thread, in the order in which it came; two others read and compile, and put what they have
into the same row.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from causalvq.lsp.capabilities import ANSWERERS, SERVER, answer
from causalvq.lsp.wire.framing import Json, framed
from causalvq.lsp.wire.mailbox import END, Mailbox
from causalvq.lsp.wire.refusal import CANCELLED, INTERNAL, INVALID, NOT_INITIALIZED, PARAMS, UNKNOWN, Refusal
from causalvq.version import __version__

if TYPE_CHECKING:  # the language is loaded when the client has its first answer
    from causalvq.lsp.analysis.background import Background, Found
    from causalvq.lsp.analysis.spec_analysis import SpecAnalysis
    from causalvq.lsp.editor_session import Session

QUIET: Final = 0.01
"""Seconds without a message after which what was typed is checked."""

LATEST: Final = 0.2
"""Seconds after which it is checked though messages still come."""


class LanguageServer:
    """One client.

    Args:
        incoming: what the client writes.
        outgoing: what it reads.
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self.failures = 0
        self._mail, self._out = Mailbox(incoming), outgoing
        self._state = "new"  # then running, then shut down
        self._hurry = False
        self._dirty_since = 0.0
        self._asked = 0
        self._refreshes: tuple[str, ...] = ()
        self._session: Session
        self._background: Background

    def serve(self) -> int:
        """Answer until the client leaves; the status to exit with: 0 where it has said so before."""
        self._mail.open()
        while True:
            found = self._mail.next(self._patience())
            try:
                if found is None:
                    self._tell_next()
                elif callable(found):
                    found()
                elif found is END or found.get("method") == "exit":
                    return 0 if self._state == "shut down" else 1
                else:
                    self._take(found)
            except ConnectionError:
                return 1
            except Exception as error:
                self._failed(error)

    def _patience(self) -> float | None:
        """Seconds to wait for a message before something else is done; None where nothing else is to be done."""
        if self._state != "running" or not self._session.dirty:
            self._dirty_since, self._hurry = 0.0, False
            return None
        now = time.monotonic()
        self._dirty_since = self._dirty_since or now
        return 0.0 if self._hurry or now - self._dirty_since > LATEST else QUIET

    def _tell_next(self) -> None:
        """Tell the diagnostics of the text that has waited longest, then have it compiled."""
        uri = next(iter(self._session.dirty))
        del self._session.dirty[uri]
        self._dirty_since = 0.0
        self._publish(uri)
        gc.enable()  # again, once the first diagnostics are told
        read = self._session.read(uri)
        if read is not None:
            self._background.want(uri, read)

    # Messages.

    def _take(self, message: Json) -> None:
        """One message: a request, a notification, an answer to one of ours, or none of these."""
        method, params = message.get("method"), message.get("params")
        given = params if isinstance(params, dict) else {}
        if isinstance(method, str):
            if "id" in message:
                self._answer(message["id"], method, given)
            else:
                self._heed(method, given)
        elif "error" in message and "id" not in message:
            self._send({"id": None, "error": message["error"]})
        elif "result" not in message and "error" not in message:
            self._send({"id": message.get("id"), "error": {"code": INVALID, "message": "this is no message"}})

    def _answer(self, request: Any, method: str, params: Mapping[str, Any]) -> None:
        """Answer a request, with an error if need be."""
        try:
            if self._mail.take_back(request):
                raise Refusal(CANCELLED, "taken back")
            answered = {"result": self._result(method, params)}
        except Refusal as refusal:
            answered = {"error": {"code": refusal.code, "message": str(refusal)}}
        except Exception as error:
            self._failed(error)
            answered = {"error": {"code": INTERNAL, "message": f"{type(error).__name__}: {error}"}}
        self._send({"id": request, **answered})
        if method == "initialize" and self._state == "new" and "result" in answered:
            self._start(params)  # what is loaded takes a while, for which the client need not wait

    def _result(self, method: str, params: Mapping[str, Any]) -> Any:
        """What a request is answered with.

        Raises:
            Refusal: with an error.
        """
        if method == "initialize":
            return self._initialize(params)
        if self._state != "running":
            raise Refusal(NOT_INITIALIZED if self._state == "new" else INVALID, f"the server is {self._state}")
        if method == "shutdown":
            self._state = "shut down"
            return None
        if method not in ANSWERERS:
            raise Refusal(UNKNOWN, f"there is no {method} here")
        try:
            uri = str(params["textDocument"]["uri"])
        except (KeyError, TypeError) as error:
            raise Refusal(PARAMS, f"{method} names no text") from error
        known = self._session.known(uri)
        return None if known is None or not known.read.may_be_spec else answer(method, known, params)

    def _initialize(self, params: Mapping[str, Any]) -> Any:
        """The first request: what both sides can do.

        Raises:
            Refusal: it is not the first.
        """
        if self._state != "new":
            raise Refusal(INVALID, f"the server is {self._state}")
        self._refreshes = tuple(wanted_refreshes(params.get("capabilities")))
        return {"capabilities": SERVER, "serverInfo": {"name": "causalvq", "version": __version__}}

    def _start(self, params: Mapping[str, Any]) -> None:
        """Load the language."""
        from causalvq.lsp.analysis.background import Background
        from causalvq.lsp.editor_session import Session

        self._session = Session(Path.cwd(), overrides_in(params.get("initializationOptions")))
        self._session.enter(folders_in(params))
        self._background = Background(
            lambda uri, read, found: self._mail.post(lambda: self._compiled(uri, read, found)),
            lambda error: self._mail.post(lambda: self._failed(error)),
        )
        self._state = "running"

    def _heed(self, method: str, params: Mapping[str, Any]) -> None:
        """Take a notification; what is not known, or not as it should be, is passed over."""
        heeded = {
            "textDocument/didOpen": self._opened,
            "textDocument/didChange": self._changed,
            "textDocument/didClose": self._closed,
            "textDocument/didSave": self._disk_changed,
            "workspace/didChangeWatchedFiles": self._disk_changed,
            "workspace/didChangeConfiguration": self._configured,
        }.get(method)
        if heeded is None or self._state != "running":
            return
        try:
            heeded(params)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._log(f"{method} is not as the protocol says: {error!r}")

    def _opened(self, params: Mapping[str, Any]) -> None:
        self._session.open(params["textDocument"])
        self._hurry = True

    def _changed(self, params: Mapping[str, Any]) -> None:
        text = params["textDocument"]
        self._session.change(str(text["uri"]), params["contentChanges"], text.get("version"))

    def _closed(self, params: Mapping[str, Any]) -> None:
        uri = str(params["textDocument"]["uri"])
        self._session.close(uri)
        self._background.drop(uri)
        self._notify("textDocument/publishDiagnostics", {"uri": uri, "diagnostics": []})

    def _disk_changed(self, _: Mapping[str, Any]) -> None:
        self._background.look_again()
        self._session.forget()

    def _configured(self, params: Mapping[str, Any]) -> None:
        settings = params.get("settings")
        self._session.set(overrides_in(settings.get("causalvq") if isinstance(settings, dict) else None))

    # What the server says by itself.

    def _publish(self, uri: str) -> None:
        """Tell the diagnostics of a text."""
        from causalvq.lsp.features.published import published

        known = self._session.known(uri)
        if known is not None:
            told = {"uri": uri, "version": known.read.open.version, "diagnostics": published(known)}
            self._notify("textDocument/publishDiagnostics", told)

    def _compiled(self, uri: str, read: SpecAnalysis, found: Found) -> None:
        """Tell what data and compiler say, if the text is as it was."""
        if self._session.found(uri, read, found):
            self._publish(uri)
            for method in self._refreshes:
                self._asked += 1
                self._send({"id": f"causalvq-{self._asked}", "method": method})

    def _failed(self, error: BaseException) -> None:
        """Tell of a fault of ours; the server goes on."""
        self.failures += 1
        self._log("".join(traceback.format_exception(error)))

    def _log(self, text: str) -> None:
        with suppress(ConnectionError):
            self._notify("window/logMessage", {"type": 1, "message": f"causalvq: {text}"})

    def _notify(self, method: str, params: Json) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Json) -> None:
        self._out.write(framed({"jsonrpc": "2.0", **message}))
        self._out.flush()


def wanted_refreshes(capabilities: Any) -> list[str]:
    """What a client can be asked to ask again."""
    workspace = capabilities.get("workspace") if isinstance(capabilities, dict) else None
    asked = {"codeLens": "workspace/codeLens/refresh", "inlayHint": "workspace/inlayHint/refresh"}
    return [
        method
        for name, method in asked.items()
        if isinstance(workspace, dict) and isinstance(able := workspace.get(name), dict) and able.get("refreshSupport")
    ]


def overrides_in(options: Any) -> tuple[str, ...]:
    """The `--set` texts among options of a client: `{"set": ["codebook.size=16"]}`."""
    texts = options.get("set") if isinstance(options, dict) else None
    return tuple(text for text in texts if isinstance(text, str)) if isinstance(texts, list) else ()


def folders_in(params: Mapping[str, Any]) -> list[str]:
    """The folders of the client's workspace, as URIs."""
    folders = params.get("workspaceFolders")
    named = [one.get("uri") for one in folders if isinstance(one, dict)] if isinstance(folders, list) else []
    return [uri for uri in (*named, params.get("rootUri")) if isinstance(uri, str)]


def serve_standard_streams() -> int:
    """Serve the client that started this process; the status to exit with."""
    gc.disable()  # imports leave no garbage
    incoming, outgoing = os.fdopen(os.dup(sys.stdin.fileno()), "rb"), sys.stdout.buffer  # Python closes its own at exit
    sys.stdout = sys.stderr  # what a library prints must not get among the messages
    return LanguageServer(incoming, outgoing).serve()
