"""Text -> the same text with every fault mended whose remedy is certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from causalvq.dsl.documents.migration import migrated
from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.key_order import comments_of
from causalvq.dsl.edits.text_edits import Fix, changed, overlap
from causalvq.dsl.edits.text_layout import layout_of
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import Diagnostic, SpecError

Judge = Callable[[str], Sequence[Diagnostic]]
"""All that is wrong with a text."""

MOST_ROUNDS: Final = 12
"""A key that is named right lets the faults below it be seen, and so on; specs are not deeper."""


class Mended(NamedTuple):
    """A text after its fixes.

    Args:
        text: the text.
        done: what was done, in order.
        left: what is still wrong.
    """

    text: str
    done: tuple[str, ...]
    left: tuple[Diagnostic, ...]


def mend(text: str, file: str, judge: Judge) -> Mended:
    """A text with every fault mended whose remedy is certain.

    It is never left with more faults than it had, nor with fewer comments.

    Args:
        text: of the file, without its byte order mark.
        file: how the diagnostics' places name it; faults of other files are theirs.
        judge: all that is wrong with a text in place of this one.
    """
    new, done = current(text, file)
    left = judge(new)
    for _ in range(MOST_ROUNDS):
        together = settled(new, file, judge, left)
        step = together or next(filter(None, (alone(new, fix, judge, left) for fix in certain(new, file, left))), None)
        if step is None:
            break
        new, done, left = step.text, (*done, *step.done), step.left
    return Mended(new, done, tuple(left))


def current(text: str, file: str) -> tuple[str, tuple[str, ...]]:
    """The text in the current version of the language, and what was done; as it is where its version is not known."""
    try:
        version, new = migrated(text, file, Faults())
    except SpecError:
        return text, ()
    return new, () if new == text else (f"bring it up to date from {version}",)


def certain(text: str, file: str, faults: Sequence[Diagnostic]) -> list[Fix]:
    """The certain fixes of a text, each once."""
    layout = layout_of(text)
    here = [fault for fault in faults if fault.place and fault.place.file == file]
    fixes = [fix for fault in here if layout for fix in fixes_of(fault, layout) if fix.certain]
    return list({fix.edits: fix for fix in fixes}.values())


def settled(text: str, file: str, judge: Judge, faults: Sequence[Diagnostic]) -> Mended | None:
    """The text once all certain fixes were done, and those of what came to light thereby; None where that helps not."""
    new, left, seen = text, faults, {text}
    done: list[str] = []
    for _ in range(MOST_ROUNDS):
        batch: list[Fix] = []
        for fix in certain(new, file, left):
            batch += [] if any(overlap(fix.edits, other.edits) for other in batch) else [fix]
        after = changed(new, [edit for fix in batch for edit in fix.edits])
        if after in seen:
            break
        seen.add(after)
        new, left, done = after, judge(after), [*done, *(fix.title for fix in batch)]
    return better(text, Mended(new, tuple(done), tuple(left)), faults)


def alone(text: str, fix: Fix, judge: Judge, faults: Sequence[Diagnostic]) -> Mended | None:
    """The text with one fix, if that helps."""
    new = changed(text, fix.edits)
    return better(text, Mended(new, (fix.title,), tuple(judge(new))), faults)


def better(text: str, new: Mended, faults: Sequence[Diagnostic]) -> Mended | None:
    """What was mended, if it differs, has fewer faults or as many others, and all the comments."""
    before, after = layout_of(text), layout_of(new.text)
    if new.text == text or before is None or after is None or len(new.left) > len(faults):
        return None
    same = {(one.code, one.message) for one in new.left} == {(one.code, one.message) for one in faults}
    return new if comments_of(before) == comments_of(after) and not same else None
