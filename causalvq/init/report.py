"""What `causalvq init` found, took and left aside, as rows of a short table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from causalvq.compiler.artifacts.compilation import Compilation
from causalvq.compiler.placement.action_kinds import told
from causalvq.data.facts import PairCounts, SourceFacts
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.inventory import Inventory
from causalvq.init.writing import one_line

ORDERS: Final = {"cyclic": "the last next to the first", "none": "in no order: set, not stepped through"}


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say.

    Args:
        found: the inventory.
        reading: how the data were read.
        facts: of the source, with the factors that actions change.
        dropped: factors without pairs.
        made: the compilation of the spec.
    """

    found: Inventory
    reading: Reading
    facts: SourceFacts
    dropped: tuple[str, ...]
    made: Compilation

    def rows(self) -> Iterator[tuple[str, str]]:
        """What, and what of it."""
        found, reading, facts = self.found, self.reading, self.facts
        yield "images", f"{facts.images:,} of {found.size_text(facts)}"
        if reading.pixels:
            yield "pixels", f"{reading.pixels}; networks see the range of the training images (or data.image.range)"
        for left in facts.skipped:
            yield "skipped", left
        if found.cut is not None:
            yield "cut", f"the list of files was cut at {found.cut}: what follows is of those seen"
        if reading.labels:
            yield "labels", reading.labels
        for factor in facts.factors:
            column = next((one for one in reading.columns if one.name == factor.name), None)
            values = ", ".join(factor.values[:6]) + (", ..." if factor.size > 6 else "")
            cut = f" ({column.why})" if column is not None and column.bins is not None else ""
            order = "" if factor.order == "ordered" else f", {ORDERS[factor.order]}"
            values_told = f"{factor.size} values{cut}{order}: {values}" if factor.size else "its steps alone are known"
            if not factor.words:
                yield "factor", f"{factor.name}: {values_told}"
        for factor in facts.factors:
            for told_of in factor.notices:
                yield "note", f"{factor.name}: {told_of}"
        words = [word for factor in facts.factors for word in factor.words]
        if words:
            yield "words", f"{', '.join(words[:12])}{', ...' if len(words) > 12 else ''}: each an action"
        for column in reading.left_out:
            yield "left out", f"{column.name}: {column.why}"
        for name in self.dropped:
            yield "left out", f"{name}: with it, no or few images differ in one factor alone"
        if reading.part is not None:
            yield "split", f"the parts that {reading.part} names"
        elif self.made.plan.data.split_by == reading.group:
            yield "split", f"by {reading.group}, whose groups stay together"
        yield "pairs", reading.pairs_from or "made from the factors"
        if self.made.counts is not None:
            yield from self._counts(self.made.counts)
        yield "actions", self._actions()
        for note in (*facts.notices, *reading.notes):
            yield "note", note
        for other in reading.others:
            yield "or", other
        for unused in reading.unused:
            yield "not used", unused

    def lines(self) -> Iterator[str]:
        """The rows as text, the first column padded."""
        for what, text in self.rows():
            yield f"  {what:<9} {one_line(text)}"

    @staticmethod
    def _counts(counts: PairCounts) -> Iterator[tuple[str, str]]:
        """How many pairs each factor has, in each part."""
        for factor in counts.factors:
            parts = counts.of(factor)
            by_part = ", ".join(f"{part} {count:,}" for part, count in parts.items())
            yield "", f"{factor}: {sum(parts.values()):,} ({by_part})"

    def _actions(self) -> str:
        actions = self.made.plan.actions
        names = ", ".join(action.name for action in actions[:6]) + (", ..." if len(actions) > 6 else "")
        return f"{told(actions, open_words=self.made.plan.data.open_words)}: {names}" if actions else "none"
