"""From cells to a table: names for columns, rows of one length, no row of nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from causalvq.data.budget import require_cells, require_columns
from causalvq.data.data_faults import BAD_ROW, DAMAGED, fault
from causalvq.data.tables.table import Table, number_text, whole
from causalvq.dsl.name_rule import cleaned


def make_table(path: Path, header: Sequence[str], records: Iterable[tuple[int, Sequence[str]]], line: int = 0) -> Table:
    """A table of cells.

    Args:
        path: the file.
        header: names; empty ones at the end are dropped with their cells, as spreadsheets leave them.
        records: the line of each row, and its cells.
        line: of the header.

    Raises:
        DataError: CVQ310 when a name is there twice or a row has more cells than there are names, CVQ309 when there
            are too many columns or cells.
    """
    names = [whole(cleaned(name)) for name in header]
    while names and not names[-1]:
        names.pop()
    require_columns(len(names), path)
    taken = set(names)
    named = [name or free_name(f"column_{index + 1}", taken) for index, name in enumerate(names)]
    counted = Counter(named)
    twice = next((name for name in named if counted[name] > 1), None)
    if twice is not None:
        raise fault(BAD_ROW, f"the header names {twice} twice", path, line=line or None, got=",".join(named)[:200])
    rows, lines = [], []
    for number, record in records:
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if any(cells[len(named) :]):
            message = f"the row has {len(cells)} cells, but the header names {len(named)} columns"
            raise fault(BAD_ROW, message, path, line=number, got=",".join(cells)[:200])
        cells = (cells + [""] * (len(named) - len(cells)))[: len(named)]
        rows.append(tuple(cells))
        lines.append(number)
        require_cells(len(rows), len(named), path)
    return Table(path, tuple(named), tuple(rows), tuple(lines), line)


def table_of_mappings(path: Path, records: Iterable[tuple[int, Mapping[str, Any]]]) -> Table:
    """A table of mappings from names of columns to values; a name that a mapping does not have is an empty cell.

    A mapping within a mapping is as many columns: `{"pose": {"x": 1}}` has a column pose_x.
    """
    found = [(line, flat(record)) for line, record in records]
    header = list(dict.fromkeys(str(name) for _, record in found for name in record))
    rows = ((line, [number_text(record.get(name)) for name in header]) for line, record in found)
    return make_table(path, header, rows)


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping without mappings in it: their keys follow their own name and an underscore."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping) and value:
            found |= {f"{name}_{inner}": cell for inner, cell in flat(value).items()}
        else:
            found[str(name)] = value
    return found


def free_name(name: str, taken: Container[str]) -> str:
    """A name for a column that has none."""
    while name in taken:
        name += "_"
    return name


def no_table(path: Path, why: str) -> Exception:
    """The error for a file that holds something else."""
    return fault(DAMAGED, f"{path.name} is not a table: {why}", path)
