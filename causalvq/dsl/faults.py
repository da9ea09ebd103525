"""A list of diagnostics that grows while a text is read, so that one reading tells all of its faults."""

from __future__ import annotations

from causalvq.dsl.nodes import Span
from causalvq.errors import Diagnostic, Place, Related, SpecError


class Faults:
    """What was found wrong so far. The only mutable thing in the language, and it never leaves `load`."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: str,
        message: str,
        at: Span | Place | None,
        *,
        expected: str | None = None,
        got: str | None = None,
        hint: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        """Note one error."""
        place = at.place() if isinstance(at, Span) else at
        self.found.append(Diagnostic(code, message, place, expected, got, hint, related))

    def stop(self) -> SpecError:
        """Everything found, in the order of the text, as the exception to raise."""
        return SpecError(*in_order(self.found))


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """By file (the order in which files were met), line and column; without repetitions."""
    files = dict.fromkeys(d.place.file if d.place else "" for d in diagnostics)
    rank = {file: index for index, file in enumerate(files)}

    def key(d: Diagnostic) -> tuple[int, int, int]:
        place = d.place or Place("")
        return rank[place.file], place.line or 0, place.column or 0

    return sorted(dict.fromkeys(diagnostics), key=key)
