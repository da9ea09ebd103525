"""What can be done about faults: the edits that their hints speak of, one by one, or all that are certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.mending import mend
from causalvq.dsl.edits.text_edits import Fix
from causalvq.dsl.edits.text_layout import layout_of
from causalvq.errors import Diagnostic
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.features.published import shown, where
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Range, Text

QUICK, ALL = "quickfix", "source.fixAll"


def code_actions(known: Knowledge, wanted: Range, kinds: Sequence[str] | None) -> list[dict[str, Any]]:
    """What can be done about the faults at a place, the surest first.

    Args:
        known: what is known of the text.
        wanted: the place.
        kinds: of actions that are wanted; None for all.
    """
    found: list[dict[str, Any]] = []
    if asked(QUICK, kinds):
        for fault in known.diagnostics:
            if where(known, fault).meets(wanted):
                found += quick_fixes(known, fault)
    if asked(ALL, kinds):
        found += fix_all(known)
    return found


def fix_all(known: Knowledge) -> Iterator[dict[str, Any]]:
    """All certain fixes of the text together, where there are any."""
    if not any(remedy.certain for fault in known.diagnostics for remedy in fault.remedies):
        return
    text = known.text.text
    mended = mend(text, known.file, known.judge)
    if mended.text != text:
        edit = {"range": known.text.whole.json(), "newText": mended.text}
        count = len(mended.done)
        yield {
            "title": f"fix all that is certain ({count} edit{'s' * (count != 1)})",
            "kind": ALL,
            "edit": {"changes": {known.read.open.uri: [edit]}},
        }


def asked(kind: str, kinds: Sequence[str] | None) -> bool:
    """Whether a kind of action is wanted, by its name or by one that stands above it."""
    return kinds is None or any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in kinds)


def quick_fixes(known: Knowledge, fault: Diagnostic) -> Iterator[dict[str, Any]]:
    """The ways to mend one fault."""
    text = known.text_of(Path(fault.place.file)) if fault.place is not None and fault.remedies else None
    layout = layout_of(text.text) if text is not None else None
    if text is None or layout is None:
        return
    fixes = fixes_of(fault, layout)
    for fix in sorted(fixes, key=lambda one: not one.certain):
        yield {
            "title": fix.title,
            "kind": QUICK,
            "diagnostics": [shown(known, fault)],
            "isPreferred": fix.certain and len(fixes) == 1,
            "edit": {"changes": {uri_of(Path(fix.file)): edits_of(fix, text)}},
        }


def edits_of(fix: Fix, text: Text) -> list[dict[str, Any]]:
    """The edits of a fix as the protocol writes them."""
    return [
        {
            "range": text.range(
                text.at(edit.line - 1, edit.column - 1), text.at(edit.end_line - 1, edit.end_column - 1)
            ).json(),
            "newText": edit.text,
        }
        for edit in fix.edits
    ]
