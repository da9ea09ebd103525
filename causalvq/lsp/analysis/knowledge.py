"""All that is known of one open text: what every capability is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from causalvq.dsl.text.nodes import MappingNode, Span
from causalvq.errors import Diagnostic, Place
from causalvq.lsp.analysis.spec_analysis import SpecAnalysis
from causalvq.lsp.texts.positions import Position, Range, Text
from causalvq.lsp.texts.repair import readable

if TYPE_CHECKING:  # the compiler is loaded once the first diagnostics are told
    from causalvq.compiler.capability.step_time import Estimate
    from causalvq.lsp.analysis.plan_analysis import PlanAnalysis


def untold(_: str) -> tuple[Diagnostic, ...]:
    """No faults: of a text that nobody edits."""
    return ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of a text.

    Args:
        read: what reading it gives.
        text_of: the text of any file, as the editor has it or as it is on disk; None where it cannot be read.
        others: what is known of all texts that are open, this one among them.
        judge: the faults, of the language alone, of another text in place of this one.
        compiled: what compiling the text gives, or gave when it last could be read; None until that is known.
        current: whether `compiled` is of the text as it is now.
        estimate: time and memory of the plan here; None until that is known.
    """

    read: SpecAnalysis
    text_of: Callable[[FilePath], Text | None]
    others: Callable[[], Iterable[Knowledge]] = tuple
    judge: Callable[[str], tuple[Diagnostic, ...]] = untold
    compiled: PlanAnalysis | None = None
    current: bool = False
    estimate: Estimate | None = None

    @property
    def text(self) -> Text:
        """The text itself."""
        return self.read.open.text

    @property
    def file(self) -> str:
        """How places name the text."""
        return str(self.read.open.path)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Of the language and of the compiler: until it has seen the text as it is, on lines that are as they were."""
        later = self.compiled.diagnostics if self.compiled is not None else ()
        kept = later if self.current else tuple(found for found in later if self.stands(found.place))
        return (*self.read.diagnostics, *kept) if self.read.is_spec else ()

    def stands(self, place: Place | None) -> bool:
        """Whether a line of this text still says what it said when it was looked at."""
        if place is None or place.file != self.file or place.line is None:
            return False
        lines = self.text.lines
        return place.line <= len(lines) and lines[place.line - 1] == place.excerpt

    def place_of(self, span: Span) -> tuple[FilePath, Range] | None:
        """The file and the range of a span; None for what was written in no file."""
        if span.source.whole:
            return None
        if span.source.file == self.file:
            return self.read.open.path, self.text.of_span(span)
        path = FilePath(span.source.file)
        text = self.text_of(path)
        return None if text is None else (path, text.of_span(span))

    def tree_of(self, path: FilePath) -> MappingNode | None:
        """The tree of a file; None where it cannot be read."""
        text = self.text_of(path)
        return None if text is None else readable(text.text, str(path))[0]

    def range_of(self, place: Place) -> Range:
        """The range of a place of this text; without a line, the first line."""
        if place.line is None:
            return self.text.line_range(0)
        if place.column is None:
            return self.text.line_range(place.line - 1)
        start = self.text.at(place.line - 1, place.column - 1)
        return self.text.range(start, min(start + place.length, len(self.text.text)))

    def range_of_key(self, *path: str) -> Range:
        """The range of a key that is written here, or of the nearest one around it that is."""
        entries, found = self.read.own.entries, Range(Position(0, 0), Position(0, 0))
        for step in path:
            entry = entries.get(step)
            if entry is None:
                break
            found = self.text.of_span(entry.key)
            entries = getattr(entry.node, "entries", {})
        return found
