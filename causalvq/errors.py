"""What goes wrong, as values: one diagnostic type, and one exception class for each stage.

A fault of the user's is always a `CausalVQError` that carries one or more `Diagnostic`s; the command line prints them
and exits 1. Any other exception is a fault of ours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, Self

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was written.

    Args:
        file: path as the user gave it, or a pseudo-file such as `--set codebook.size`.
        line: 1-based line, or None when the whole file is meant.
        column: 1-based column, or None when the whole line is meant.
        length: characters to underline from `column` on.
        excerpt: the source line itself, without its line break.
    """

    file: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    excerpt: str | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic speaks of, for example the other side of a contradiction."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change of a spec that a hint speaks of, by what it does; `dsl/edits` makes it an edit of the text.

    Args:
        act: `name` writes `text` for the name `was`; `write` puts the YAML `text` in place of a value, or adds the key
            where it is not written; `remove` takes a key or an item of a list out; `move` takes a key to the path
            `text`.
        text: a name, YAML or a path, as `act` says.
        path: the value's path, such as `codebook.size`; empty for what the diagnostic's place names.
        was: the name that is wrong.
        certain: whether it can only be meant so, and may be done without asking.
    """

    act: Literal["name", "write", "remove", "move"]
    text: str = ""
    path: str = ""
    was: str = ""
    certain: bool = False


class Hint(str):
    """The remedy of a diagnostic in words, with the changes of the spec that the words speak of.

    It is text, as a `Code` is: whatever makes a diagnostic with such a hint says how to mend it too.
    """

    remedies: tuple[Remedy, ...]

    def __new__(cls, text: str, *remedies: Remedy) -> Self:  # noqa: D102
        made = super().__new__(cls, text)
        made.remedies = remedies
        return made

    def __reduce__(self) -> tuple[type[Hint], tuple[str | Remedy, ...]]:
        return type(self), (str(self), *self.remedies)  # copies know the changes too


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: a stable code, what is wrong and where, what was expected, what was found, and the remedy."""

    code: Code
    message: str
    place: Place | None = None
    expected: str | None = None
    got: str | None = None
    hint: str | None = None
    related: tuple[Related, ...] = ()
    severity: Severity = "error"

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The changes of the spec that the hint speaks of."""
        return self.hint.remedies if isinstance(self.hint, Hint) else ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        details = [
            f"{label}: {text}"
            for label, text in (("expected", self.expected), ("got", self.got), ("hint", self.hint))
            if text
        ]
        return "; ".join([f"{where}{self.code} {self.message}", *details])


class Code(str):
    """A stable code such as CVQ101, with what `causalvq explain CODE` and the reference say about it.

    It is text: it prints, compares and is written as its code. Each stage has its own as constants of one module, and
    what reports a fault names the constant, so that no code is reported without being documented.

    Args:
        code: CVQ and three digits, the first of which is the stage's.
        summary: what is wrong, in a few words.
        text: why it is wrong and what to do, in a few sentences.
        example: input that has the fault, where a few lines can show it.
    """

    summary: str
    text: str
    example: str

    def __new__(cls, code: str, summary: str, text: str, example: str = "") -> Self:  # noqa: D102
        made = super().__new__(cls, code)
        made.summary, made.text, made.example = summary, text, example
        return made

    def __reduce__(self) -> tuple[type[Code], tuple[str, str, str, str]]:
        return type(self), (str(self), self.summary, self.text, self.example)  # copies know all of it


def counted(codes: Counter[Code]) -> str:
    """How many faults there are of each kind, most first: `12 of 2 kinds: 11 of CVQ301 (...), 1 of CVQ310 (...)`."""
    kinds = ", ".join(f"{count:,} of {code} ({code.summary})" for code, count in codes.most_common())
    return f"{codes.total():,} of {len(codes)} kind{'s' * (len(codes) > 1)}: {kinds}"


class Notice(UserWarning):
    """Something is done otherwise than was asked, and works: a warning that the command line prints in one line."""


class CausalVQError(Exception):
    """Base of every error that is the input's fault.

    Args:
        diagnostics: at least one diagnostic; all the faults that could be found together.
    """

    def __init__(self, *diagnostics: Diagnostic) -> None:
        assert diagnostics, "an error without a diagnostic says nothing"
        self.diagnostics = diagnostics
        super().__init__("\n".join(str(diagnostic) for diagnostic in diagnostics))


class SpecError(CausalVQError):
    """The text of a spec is not valid (CVQ1xx)."""


class CompileError(CausalVQError):
    """A valid spec cannot be lowered to a plan, or a plan is not one (CVQ2xx)."""


class DataError(CausalVQError):
    """Images, factors or pairs are missing, damaged or contradictory (CVQ3xx)."""


class RunError(CausalVQError):
    """A run cannot be started, continued or read (CVQ4xx)."""


class QueryError(CausalVQError):
    """A causal query asks for what the run does not have (CVQ5xx)."""


class MetricError(CausalVQError):
    """Arrays that are given to a metric cannot be scored (CVQ6xx)."""


class BenchError(CausalVQError):
    """A suite cannot be run, or runs of it failed (CVQ54x, CVQ55x)."""
