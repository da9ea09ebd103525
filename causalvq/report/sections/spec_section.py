"""The spec, line by line, so that a line can be linked to."""

from __future__ import annotations

from typing import Final

from causalvq.regular_files import read_text
from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.report_section import Made, first

MOST_LINES: Final = 2_000
MOST_SIGNS: Final = 2_000  # of a line
MOST_BYTES: Final = 16 * 2**20


def spec_section(subject: Subject) -> Made:
    """The lines of the run's spec.

    Raises:
        Missing: when the run has none.
    """
    if subject.run.alone:
        raise Missing("This is a model folder by itself, which has the plan and not the spec.")
    try:
        lines = read_text(subject.run.path / "spec.yaml", MOST_BYTES).splitlines()
    except (OSError, ValueError) as error:
        raise Missing("The spec of the run cannot be read.") from error
    shown = [line if len(line) <= MOST_SIGNS else line[:MOST_SIGNS] + "…" for line in lines[:MOST_LINES]]
    return Made(tuple(shown), first(len(shown), len(lines), "lines"))
