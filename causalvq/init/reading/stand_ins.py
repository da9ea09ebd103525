"""Cells that stand for no value: `unknown` among words, -1 or 9999 among numbers that it does not belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from causalvq.data.tables import is_empty, number_text

WORDS: Final = frozenset(
    {
        *("unknown", "unk", "missing", "undefined", "unspecified", "not available", "not applicable", "not known"),
        *("not recorded", "not given", "no data", "no value", "n.d.", "n/k", "tbd", "unlabeled", "unlabelled"),
        *("?", "??", "-", "--", "."),
    }
)
"""What people write where nothing is known."""

AMONG_NUMBERS: Final = WORDS | {"none", "nil", "na", "nd", "x", "void", "empty"}
"""The same, and words that only are no value where all others are numbers."""

NINES: Final = frozenset({9.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0})
FAR: Final = 10  # times as large as any other number, and it is a mark
LEAST: Final = 2  # different values beside the mark
OF_SIGN: Final = 2  # the greatest of numbers from 0 above which -1 is no step below 0, as in -1, 0, 1


def stand_ins(columns: Mapping[str, Sequence[object]]) -> dict[str, tuple[str, ...]]:
    """For each column that has some, the cells that stand for no value, as they are written."""
    found = {name: of_column([number_text(cell) for cell in cells]) for name, cells in columns.items()}
    return {name: texts for name, texts in found.items() if texts}


def of_column(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of one column that stand for no value."""
    distinct = sorted({cell for cell in cells if not is_empty(cell)})
    numbers = {cell: number for cell in distinct if (number := as_number(cell)) is not None}
    words = [cell for cell in distinct if cell not in numbers]
    known = (AMONG_NUMBERS if numbers else WORDS) - ({"-"} if "+" in words else set())
    marks = [cell for cell in words if cell.strip().lower() in known]
    if numbers and len(marks) < len(words):  # words beside them: these are no numbers of anything
        marks = [cell for cell in marks if cell.strip().lower() in WORDS]
    if len(words) == len(marks):
        marks += [cell for cell in numbers if is_mark(numbers[cell], [n for c, n in numbers.items() if c != cell])]
    return tuple(marks) if len(distinct) - len(marks) >= LEAST else ()


def is_mark(number: float, others: Sequence[float]) -> bool:
    """Whether a number stands for no value among others: -1 below counts, or nines far above what is measured."""
    if len(others) < LEAST or any(abs(other) in NINES and abs(other) > abs(number) for other in others):
        return False
    if number == -1:
        whole = all(other == round(other) for other in others)
        return whole and min(others) >= 0 and max(others) >= OF_SIGN
    if number < 0:
        return -number in NINES and min(others) >= 0
    return number in NINES and number >= FAR * max(1.0, *(abs(other) for other in others))


def as_number(text: str) -> float | None:
    """A cell as a number; None where it is none, or not finite."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def told(empty: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[object]]) -> tuple[str, ...]:
    """How many rows have such a cell, in words."""
    found = []
    for name, texts in empty.items():
        counts = Counter(number_text(cell) for cell in columns[name])
        rows = sum(counts[text] for text in texts)
        found.append(f"{rows:,} row{'s' * (rows != 1)} in which {name} is {' or '.join(texts)}, taken for no value")
    return tuple(found)
