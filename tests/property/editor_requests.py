"""Everything that an editor may ask of a text, at a place of it."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from causalvq.lsp.capabilities import ANSWERERS, answer
from causalvq.lsp.features.published import published
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Text
from causalvq.lsp.wire.refusal import Refusal

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "examples").rglob("*.yaml")) + sorted((ROOT / "tests" / "golden").rglob("*.yaml"))


def texts():
    """The examples and golden specs that are text, with the folders that they lie in."""
    for path in SPECS:
        try:
            yield path, path.read_text()
        except UnicodeDecodeError:
            continue


def ask_everything(session, path, text, offset):
    """Open a text, or change it to this one, and ask all at a place; the longest that one answer took, in seconds."""
    uri = uri_of(path)
    if uri in session.texts:
        session.change(uri, [{"text": text}], None)
    else:
        session.open({"uri": uri, "languageId": "yaml", "version": 1, "text": text})
    place = Text(text).position(offset)._asdict()
    params = {
        "position": place,
        "range": {"start": {"line": 0, "character": 0}, "end": place},
        "newName": "another",
        "context": {"includeDeclaration": True},
    }
    works = [lambda method=method: answer(method, session.known(uri), params) for method in ANSWERERS]
    return max(map(timed, [lambda: published(session.known(uri)), *works]))


def timed(work):
    """The seconds of the processor that some work takes; to refuse is an answer too."""
    began = time.thread_time()
    with suppress(Refusal):
        work()
    return time.thread_time() - began
