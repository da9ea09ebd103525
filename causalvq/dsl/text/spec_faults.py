"""A list of diagnostics that grows while a text is read, so that one reading tells all of its faults."""

from __future__ import annotations

from collections import Counter

from causalvq.dsl.language_diagnostics import TOO_MANY_FAULTS
from causalvq.dsl.text.nodes import Span
from causalvq.errors import Code, Diagnostic, Place, Related, SpecError, counted

MAX_FAULTS = 1000
MAX_OF_A_KIND = 200


class Faults:
    """What was found wrong so far. The only mutable thing in the language, and it never leaves `load`.

    After `MAX_FAULTS`, or `MAX_OF_A_KIND` of one code, the rest is only counted: whoever has thousands of faults has
    given the wrong file, or made one mistake again and again, among which another kind should not be lost.
    """

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self.told_of: Counter[Code] = Counter()
        self.untold: Counter[Code] = Counter()

    def add(
        self,
        code: Code,
        message: str,
        at: Span | Place | None,
        *,
        expected: str | None = None,
        got: str | None = None,
        hint: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Note one error."""
        if len(self.found) >= MAX_FAULTS or self.told_of[code] >= MAX_OF_A_KIND:
            self.untold[code] += 1
            return
        self.told_of[code] += 1
        place = at.place() if isinstance(at, Span) else at
        self.found.append(Diagnostic(code, message, place, expected, got, hint, related))

    def told(self) -> list[Diagnostic]:
        """Everything found, in the order of the text."""
        found = in_order(self.found)
        if self.untold:
            kinds, first = counted(self.told_of + self.untold), found[0].place
            message = f"{self.untold.total():,} more faults are not shown; in all {kinds}"
            place = Place(first.file) if first else None
            found.append(Diagnostic(TOO_MANY_FAULTS, message, place, hint="is this file a spec?"))
        return found

    def stop(self) -> SpecError:
        """Everything found as the exception to raise."""
        return SpecError(*self.told())


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """By file (the order in which files were met), line and column; without repetitions."""
    files = dict.fromkeys(d.place.file if d.place else "" for d in diagnostics)
    rank = {file: index for index, file in enumerate(files)}

    def key(d: Diagnostic) -> tuple[int, int, int]:
        place = d.place or Place("")
        return rank[place.file], place.line or 0, place.column or 0

    return sorted(dict.fromkeys(diagnostics), key=key)
