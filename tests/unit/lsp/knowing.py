"""Texts with a mark where the cursor is, and what is known of them without a process."""

from __future__ import annotations

from pathlib import Path

from causalvq.lsp.analysis.background import Found
from causalvq.lsp.analysis.data_watch import OpenData
from causalvq.lsp.analysis.plan_analysis import compile_open
from causalvq.lsp.editor_session import Session
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Position, Text

EXAMPLES = Path(__file__).parents[3] / "examples"
SMALL = """\
apiVersion: causalvq/v1
name: small
data: {source: critters}
variables: {count: 7}
codebook: {size: 8}
"""
DATA = OpenData()


def marked(text):
    """A text without its mark `|`, and the place of the mark."""
    before, _, after = text.partition("|")
    return before + after, Text(before + after).position(len(before))


def session_of(folder, **texts):
    """A session with texts open in a folder, by the stems of their names."""
    session = Session(Path(folder))
    for stem, text in texts.items():
        session.open({"uri": uri(folder, stem), "languageId": "yaml", "version": 1, "text": text})
    return session


def uri(folder, stem):
    return uri_of(Path(folder).resolve() / f"{stem}.yaml")


def known_of(text, folder=EXAMPLES, stem="open", *, compiled=False, **others):
    """What is known of a text; with `compiled`, by the compiler too."""
    session = session_of(folder, **others, **{stem: text})
    if compiled:
        compile_all(session)
    return session.known(uri(folder, stem))


def compile_all(session):
    """Let the compiler look at every text that it can."""
    for one in session.texts:
        read = session.read(one)
        if read.document is not None:
            session.found(one, read, Found(compile_open(read.document, DATA)))
    return session


def applied(known, changes):
    """A text after the edits of it, none of which overlap."""
    spans = []
    for edit in changes:
        start, end = (known.text.offset(Position(**edit["range"][side])) for side in ("start", "end"))
        spans.append((start, end, edit["newText"]))
    text = known.text.text
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text
