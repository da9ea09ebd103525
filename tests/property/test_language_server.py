"""Half-typed texts: whatever an editor asks, at whatever moment, there is an answer, and soon."""

import os
import random
import threading
import zlib
from contextlib import contextmanager

import pytest
from editor_requests import ask_everything, texts

from causalvq.lsp.capabilities import ANSWERERS
from causalvq.lsp.editor_session import Session
from causalvq.lsp.language_server import LanguageServer
from causalvq.lsp.wire.framing import framed, parse_body, read_body

SOON = 0.5  # seconds; of the processor, as machines are busy
WHOLE = list(texts())


def half_typed(seed, count):
    """Some prefixes of examples and golden specs, half of them with what stood behind the next few signs."""
    rng = random.Random(seed)
    for _ in range(count):
        path, text = rng.choice(WHOLE)
        end = rng.randrange(len(text) + 1)
        rest = text[end + rng.randrange(20) :] if rng.random() < 0.5 else ""
        yield path, text[:end] + rest, end


def test_some_half_typed_texts():
    session = Session(WHOLE[0][0].parent)
    ask_everything(session, WHOLE[0][0], WHOLE[0][1], 0)  # what is loaded once counts for none of them
    for path, text, offset in half_typed(zlib.crc32(b"some"), 25):
        assert ask_everything(session, path, text, offset) < SOON, (path, offset)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "text"), WHOLE, ids=[path.stem for path, _ in WHOLE])
def test_every_prefix_of_every_spec(path, text):
    session = Session(path.parent)
    for end in range(len(text) + 1):
        if text[:end] not in MET:
            MET.add(text[:end])
            assert ask_everything(session, path, text[:end], end) < SOON, end


MET: set[str] = set()
"""Prefixes that another spec has had."""


SIGNS = ("a", ":", " ", "\n", "- ", "{", "}", "[", "]", '"', "'", "#", "🦊", "\t", "&a ", "*a", "\r\n")


def edits(rng, lengths):
    """A random edit of one of some texts: signs typed, signs removed, a part of a spec pasted."""
    name = rng.choice(list(lengths))
    line, character = rng.randrange(lengths[name] + 2), rng.randrange(40)
    if rng.random() < 0.5:
        word = rng.choice(
            ["a", ":", " ", "\n", "- ", "{", "}", "[", "]", '"', "'", "#", "🦊", "\t", "&a ", "*a", "\r\n"]
        )
    else:
        _, text = rng.choice(WHOLE)
        start = rng.randrange(len(text))
        word = text[start : start + rng.randrange(60)]
    end = (line, character) if rng.random() < 0.5 else (line + rng.randrange(3), rng.randrange(40))
    return name, {"range": {"start": at(line, character), "end": at(*end)}, "text": word}


def at(line, character):
    return {"line": line, "character": character}


METHODS = ("completion", "hover", "definition", "references", "documentSymbol", "foldingRange", "semanticTokens/full")


@contextmanager
def served(folder):
    """A way to send messages to a server, and the server, which has shut down afterwards."""
    (incoming, write), (read, outgoing) = os.pipe(), os.pipe()
    streams = [os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb"), os.fdopen(write, "wb"), os.fdopen(read, "rb")]
    server = LanguageServer(streams[0], streams[1])
    serving = threading.Thread(target=server.serve)
    told = threading.Thread(target=drain, args=(streams[3],))
    serving.start()
    told.start()

    def send(**message):
        streams[2].write(framed({"jsonrpc": "2.0", **message}))

    send(id=0, method="initialize", params={"rootUri": folder.as_uri()})
    yield send, server
    send(id="end", method="shutdown")
    send(method="exit")
    streams[2].close()
    serving.join()
    streams[1].close()
    told.join()
    for stream in streams:
        stream.close()


def edit_at_random(folder, count, seed):
    """So many random edits of two texts, the second of which extends the first, through a server; its failures."""
    rng, start = random.Random(seed), [WHOLE[0][1], "extends: a.yaml\nseed: 1\n"]
    uris = [(folder / name).as_uri() for name in ("a.yaml", "b.yaml")]
    with served(folder) as (send, server):
        for number in range(count):
            if number % 200 == 0:  # or what is typed soon has nothing to do with specs
                for uri, text in zip(uris, start, strict=True):
                    item = {"uri": uri, "languageId": "yaml", "version": number, "text": text}
                    send(method="textDocument/didOpen", params={"textDocument": item})
            uri, change = edits(rng, dict.fromkeys(uris, 60))
            document = {"uri": uri, "version": number + 1}
            send(method="textDocument/didChange", params={"textDocument": document, "contentChanges": [change]})
            if number % 5 == 0:
                params = {"textDocument": document, "position": change["range"]["start"], "context": {}}
                send(id=number + 1, method=f"textDocument/{rng.choice(METHODS)}", params=params)
                if rng.random() < 0.1:
                    send(method="$/cancelRequest", params={"id": number + 1})
    return server.failures


def drain(stream):
    """Read what a server says, so that it need not wait."""
    while (body := read_body(stream)) is not None:
        parse_body(body)


def test_some_random_edits(tmp_path):
    assert edit_at_random(tmp_path, 300, seed=1) == 0


@pytest.mark.slow
def test_20_000_random_edits(tmp_path):
    assert edit_at_random(tmp_path, 20_000, seed=2) == 0


TEXTS = ("apiVersion: causalvq/v1\nname: x\nvariables: [{name: a}, {name: b}]\n", "\ud800🦊: {a", 5, None)
URIS = ("file:///nowhere/a.yaml", "untitled:x", "file://[", "http://x/y.yaml", "", 3, None)
NUMBERS = (0, 1, 2, 99, -5, 2**40, "x", None)
ODD = (None, 3, "", [], {}, [{}], {"uri": 3})


def odd_params(rng):
    """Parameters of any request, most of them wrong in some way."""

    def place():
        return {"line": rng.choice(NUMBERS), "character": rng.choice(NUMBERS)}

    stretch = {"start": place(), "end": place()}
    document = {
        "uri": rng.choice(URIS),
        "version": rng.choice(NUMBERS),
        "languageId": "yaml",
        "text": rng.choice(TEXTS),
    }
    params = {
        "textDocument": document,
        "position": place(),
        "range": stretch,
        "newName": rng.choice(["x", "", 3, "\0", "b"]),
        "context": rng.choice([{}, None, {"only": ["quickfix"]}, {"only": 3}]),
        "contentChanges": rng.choice([[{"text": "a: 1"}], [{"range": stretch, "text": "\udc00x\n"}], [{}], None]),
        "settings": rng.choice([{"causalvq": {"set": ["seed=1", "=", 3]}}, {"causalvq": 3}, None]),
    }
    if rng.random() < 0.3:
        params[rng.choice(list(params))] = rng.choice(ODD)
    return params if rng.random() < 0.95 else rng.choice(ODD)


def test_messages_that_are_not_as_the_protocol_says(tmp_path):
    rng = random.Random(3)
    changes = ("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave")
    methods = (*ANSWERERS, "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles", "$/unknown")
    with served(tmp_path) as (send, server):
        for number in range(1, 2_000):
            if rng.random() < 0.5:
                send(method=rng.choice(changes), params=odd_params(rng))
            else:
                send(id=rng.choice([number, str(number), None]), method=rng.choice(methods), params=odd_params(rng))

    assert server.failures == 0
