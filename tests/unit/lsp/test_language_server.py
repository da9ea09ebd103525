import json
import os
import threading

import pytest
from knowing import SMALL, marked
from lsprotocol import types

from causalvq.lsp.language_server import LanguageServer, folders_in, overrides_in, wanted_refreshes
from causalvq.lsp.wire.framing import framed, parse_body, read_body

DECLARED = SMALL.replace("{count: 7}", "[{name: a, factor: hair}, {name: b}]") + "graph: {required: [[a, |b]]}\n"


def test_diagnostics_come_as_one_types_and_go_when_the_fault_is_mended(editor):
    editor.open("a.yaml", SMALL.replace("codebook: {size", "codebook: {sise"))
    assert [found.code for found in editor.diagnostics("a.yaml")] == ["CVQ102", "CVQ101"]

    editor.change("a.yaml", SMALL)
    assert editor.diagnostics("a.yaml") == ()


def test_the_compilers_checks_on_the_data_follow(editor):
    editor.open("b.yaml", SMALL + "interventions: {actions: {moth: set}}\n")

    (found,) = editor.diagnostics("b.yaml", tellings=2)
    assert found.code == "CVQ201"
    assert "did you mean mouth?" in found.message
    assert found.range.start == types.Position(line=5, character=32)


def test_two_texts_that_are_not_saved_and_extend_each_other(editor):
    editor.open("base.yaml", SMALL.replace("size: 8", "size: 1"))
    editor.open("child.yaml", "extends: base.yaml\nseed: 3\n")
    (found,) = editor.diagnostics("child.yaml")
    assert (found.code, found.range.start.line) == ("CVQ104", 0)
    assert found.related_information[0].location.uri == editor.uri("base.yaml")

    editor.change("base.yaml", SMALL)
    editor.wait_for("base.yaml")
    editor.wait_for("child.yaml")
    editor.change("base.yaml", "extends: child.yaml\n" + SMALL)
    editor.wait_for("base.yaml", "CVQ121")
    editor.wait_for("child.yaml", "CVQ121")
    editor.close("base.yaml")


def test_hover_says_what_a_key_means_and_where_its_value_comes_from(editor):
    text, position = marked(SMALL.replace("size", "si|ze"))
    editor.open("c.yaml", text)

    told = editor.ask("text_document_hover", types.HoverParams(**editor.at("c.yaml", position))).contents.value
    assert "States of each variable" in told
    assert "Here it is `8`, written in line 5." in told


def test_completion_offers_keys_and_names_of_the_data(editor):
    text, position = marked(SMALL + "graph: {required: [[|")
    editor.open("d.yaml", text.replace("graph: {required: [[", ""))
    editor.diagnostics("d.yaml", tellings=2)
    editor.change("d.yaml", text)

    found = editor.ask("text_document_completion", types.CompletionParams(**editor.at("d.yaml", position)))
    assert {"eyes", "mouth"} <= {item.label for item in found.items}


@pytest.fixture
def declared(editor):
    """The parameters of a cursor on the variable b."""
    text, position = marked(DECLARED)
    editor.open("declared.yaml", text)
    return editor.at("declared.yaml", position)


def lines(locations):
    return [location.range.start.line for location in locations]


def test_definition_references_highlights(editor, declared):
    context = types.ReferenceContext(include_declaration=True)

    assert lines(editor.ask("text_document_definition", types.DefinitionParams(**declared))) == [3]
    assert lines(editor.ask("text_document_references", types.ReferenceParams(context=context, **declared))) == [3, 5]
    assert len(editor.ask("text_document_document_highlight", types.DocumentHighlightParams(**declared))) == 2


def test_rename_and_its_refusal(editor, declared):
    assert editor.ask("text_document_prepare_rename", types.PrepareRenameParams(**declared)).placeholder == "b"
    edit = editor.ask("text_document_rename", types.RenameParams(new_name="c", **declared))
    assert [one.new_text for one in edit.changes[editor.uri("declared.yaml")]] == ["c", "c"]
    with pytest.raises(Exception, match="CVQ181 there is a variable a already"):
        editor.ask("text_document_rename", types.RenameParams(new_name="a", **declared))


def test_code_actions(editor):
    editor.open("faulty.yaml", SMALL.replace("size", "sise"))
    whole = types.Range(start=types.Position(0, 0), end=types.Position(9, 0))
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(editor.uri("faulty.yaml")), whole, types.CodeActionContext(diagnostics=[])
    )

    assert any(action.edit.changes for action in editor.ask("text_document_code_action", params))


def test_symbols_folding_and_tokens(editor, declared):
    document = declared["text_document"]
    outline = editor.ask("text_document_document_symbol", types.DocumentSymbolParams(document))

    assert [one.name for one in outline[3].children] == ["a", "b"]
    assert editor.ask("text_document_folding_range", types.FoldingRangeParams(document)) == ()
    assert len(editor.ask("text_document_semantic_tokens_full", types.SemanticTokensParams(document)).data) > 50


def test_code_lens_and_inlay_hints(editor):
    editor.open("plan.yaml", SMALL.replace("size: 8", "size: auto"))
    editor.diagnostics("plan.yaml", tellings=2)
    document = types.TextDocumentIdentifier(editor.uri("plan.yaml"))
    whole = types.Range(start=types.Position(0, 0), end=types.Position(9, 0))

    (lens,) = editor.ask("text_document_code_lens", types.CodeLensParams(document))
    assert "parameters" in lens.command.title
    hints = editor.ask("text_document_inlay_hint", types.InlayHintParams(document, whole))
    assert any(hint.label.endswith("states") for hint in hints)


class Pipes:
    """A server in a thread, with what a client writes and reads."""

    def __init__(self):
        (incoming, write), (read, outgoing) = os.pipe(), os.pipe()
        self._write, self._read = os.fdopen(write, "wb", 0), os.fdopen(read, "rb")
        self._ends = os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")
        self.server = LanguageServer(*self._ends)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        self.status = self.server.serve()

    def write(self, data):
        self._write.write(data)

    def send(self, **message):
        self.write(framed({"jsonrpc": "2.0", **message}))

    def answer(self, **message):
        self.send(**message)
        return self.read(message.get("id"))

    def read(self, wanted):
        """The next answer to a request."""
        while True:
            message = parse_body(read_body(self._read))
            if "id" in message and message["id"] == wanted and "method" not in message:
                return message.get("error", {}).get("code", message.get("result"))

    def leave(self):
        self.send(id="bye", method="shutdown")
        self.read("bye")
        self.send(method="exit")
        self._thread.join(10)
        return self.status

    def close(self):
        self._write.close()  # which ends the server
        self._thread.join(10)
        for stream in (*self._ends, self._read):
            stream.close()


@pytest.fixture
def pipes():
    found = Pipes()
    yield found
    found.close()


OPEN = {"textDocument": {"uri": "file:///nowhere/a.yaml", "languageId": "yaml", "version": 1, "text": SMALL}}
HOVER = {"textDocument": {"uri": "file:///nowhere/a.yaml"}, "position": {"line": 4, "character": 12}}


def test_requests_out_of_order_are_answered_with_errors(pipes):
    assert pipes.answer(id=1, method="textDocument/hover", params=HOVER) == -32002
    pipes.send(method="textDocument/didOpen", params=OPEN)
    assert pipes.answer(id=2, method="initialize", params={})["serverInfo"]["name"] == "causalvq"
    assert pipes.answer(id=3, method="initialize", params={}) == -32600
    assert pipes.answer(id=4, method="textDocument/hover", params=HOVER) is None
    pipes.send(method="textDocument/didChange", params={"textDocument": {"uri": "file:///x"}, "contentChanges": []})
    assert pipes.answer(id=5, method="textDocument/nonsense", params={}) == -32601
    assert pipes.answer(id=6, method="textDocument/hover", params={"textDocument": 3}) == -32602
    assert pipes.answer(id=7, method="shutdown") is None
    assert pipes.answer(id=8, method="textDocument/hover", params=HOVER) == -32600
    pipes.send(method="exit")
    pipes._thread.join(10)
    assert (pipes.status, pipes.server.failures) == (0, 0)


def test_a_client_that_does_not_wait_for_answers(pipes):
    pipes.write(
        framed({"id": 1, "method": "initialize", "params": {}})
        + framed({"method": "textDocument/didOpen", "params": OPEN})
        + framed({"id": 2, "method": "textDocument/hover", "params": HOVER})
    )

    assert "States of each variable" in pipes.read(2)["contents"]["value"]
    assert pipes.leave() == 0


def test_malformed_messages_cost_no_other(pipes):
    pipes.answer(
        id=1, method="initialize", params={"workspaceFolders": "x", "capabilities": 3, "initializationOptions": []}
    )
    pipes.write(
        b"Content-Length: 5\r\n\r\n{oops" + b"nonsense\r\n\r\n" + framed({"jsonrpc": "2.0"}) + framed({"id": 5})
    )
    pipes.write(b"Content-Length: 2\r\n\r\n[]" + b"Content-Length: 4\r\n\r\nnull")
    for method in ("didOpen", "didChange", "didClose", "didSave"):
        pipes.send(method=f"textDocument/{method}", params={"textDocument": [], "contentChanges": 3})
        pipes.send(method=f"textDocument/{method}", params=[1])
    pipes.send(method="workspace/didChangeConfiguration", params={"settings": {"causalvq": {"set": [3, "seed=2"]}}})

    assert pipes.answer(id=2, method="textDocument/hover", params=HOVER) is None
    assert pipes.leave() == 0
    assert pipes.server.failures == 0


def test_requests_that_are_taken_back(pipes):
    pipes.answer(id=1, method="initialize", params={})
    pipes.write(
        framed({"method": "textDocument/didOpen", "params": OPEN})
        + framed({"id": 2, "method": "textDocument/hover", "params": HOVER})
        + framed({"method": "$/cancelRequest", "params": {"id": 3}})
        + framed({"id": 3, "method": "textDocument/hover", "params": HOVER})
    )

    assert pipes.read(3) == -32800
    pipes.send(method="$/cancelRequest", params={"id": 2})  # answered already
    assert pipes.leave() == 0


def test_a_client_that_goes_away(pipes):
    pipes.answer(id=1, method="initialize", params={})
    pipes._write.close()
    pipes._thread.join(10)

    assert pipes.status == 1


def test_a_fault_of_ours_is_an_answer_and_no_end(pipes, monkeypatch):
    pipes.answer(id=1, method="initialize", params={})
    monkeypatch.setattr("causalvq.lsp.features.hover.hover", lambda *_: 1 / 0)
    pipes.send(method="textDocument/didOpen", params=OPEN)

    assert pipes.answer(id=2, method="textDocument/hover", params=HOVER) == -32603
    assert pipes.server.failures == 1
    assert pipes.leave() == 0


def test_what_a_client_says_of_itself():
    refresh = {"workspace": {"codeLens": {"refreshSupport": True}, "inlayHint": {"refreshSupport": False}}}

    assert wanted_refreshes(refresh) == ["workspace/codeLens/refresh"]
    assert wanted_refreshes(None) == wanted_refreshes({"workspace": 3}) == []
    assert overrides_in({"set": ["seed=1", 3]}) == ("seed=1",)
    assert overrides_in(json.loads("null")) == ()
    assert folders_in({"workspaceFolders": [{"uri": "file:///a"}, 3], "rootUri": "file:///b"}) == [
        "file:///a",
        "file:///b",
    ]


def test_other_yaml_is_offered_nothing(editor):
    editor.open("compose.yaml", "services: {}\nversion: 3\n")
    document = types.TextDocumentIdentifier(editor.uri("compose.yaml"))

    assert editor.diagnostics("compose.yaml") == ()
    assert editor.ask("text_document_document_symbol", types.DocumentSymbolParams(document)) is None
    editor.open("empty.yaml", "")
    place = {"text_document": types.TextDocumentIdentifier(editor.uri("empty.yaml")), "position": types.Position(0, 0)}
    assert editor.ask("text_document_completion", types.CompletionParams(**place)).items
