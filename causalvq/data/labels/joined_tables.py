"""Rows of several tables by the image that they speak of: tables of one kind follow each other, others are joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from causalvq.data.data_faults import BAD_ROW, diagnostic
from causalvq.data.tables import Table
from causalvq.errors import Diagnostic

Kind = frozenset[str]


class Joined:
    """What tables say of each image.

    Args:
        of_files: the columns of file names.
    """

    def __init__(self, of_files: Iterable[str]) -> None:
        self._of_files = frozenset(of_files)
        self._rows: dict[str, list[tuple[Table, tuple[str, ...], int]]] = {}
        self._kinds: dict[Kind, Path] = {}
        self._by_table: dict[int, Kind] = {}
        self._meet = False  # whether an image has rows in several tables

    def add(self, table: Table, row: tuple[str, ...], line: int, name: str, file: str) -> Diagnostic | None:
        """Take a row in; what is wrong where the image has one already that says the same things of it."""
        kind = self._kind(table)
        for other, said, first in self._rows.get(file, ()):
            shared = kind & self._kind(other)
            if not kind - shared and not self._kind(other) - shared:
                told = f"line {first}" + ("" if other is table else f" of {other.path.name}")
                message = f"the row names {name}, as {told} does: one image would have two labels"
                return diagnostic(BAD_ROW, message, table.path, line=line, hint="keep one of the two rows")
            for column in sorted(shared):
                here, there = row[table.header.index(column)], said[other.header.index(column)]
                if here != there:
                    message = f"{column} of {name} is {here} here, and {there} in {other.path.name}:{first}"
                    hint = "correct one of the two tables, or name one of them in data.source.metadata"
                    return diagnostic(BAD_ROW, message, table.path, line=line, hint=hint)
        rows = self._rows.setdefault(file, [])
        rows.append((table, row, line))
        self._meet = self._meet or len(rows) > 1
        self._kinds.setdefault(kind, table.path)
        return None

    @property
    def named(self) -> tuple[str, ...]:
        """The images that a row names."""
        return tuple(self._rows)

    @property
    def files(self) -> tuple[str, ...]:
        """The images of which all is known."""
        if not self._meet:
            return self.named
        return tuple(file for file, rows in self._rows.items() if len(rows) == len(self._kinds))

    @property
    def tables(self) -> tuple[Path, ...]:
        """For each image, the first table that names it."""
        return tuple(self._rows[file][0][0].path for file in self.files)

    def incomplete(self) -> list[tuple[str, Path]]:
        """What is missing where tables are joined: images that one of them does not name, and that table."""
        found = []
        for file, rows in self._rows.items() if self._meet else ():
            kinds = {self._kind(table) for table, _, _ in rows}
            found += [(f"no row names {file}", path) for kind, path in self._kinds.items() if kind not in kinds][:1]
        return found

    def columns(self, tables: Sequence[Table]) -> dict[str, tuple[str, ...]]:
        """The cells of each image in each column: of all tables where they are joined, else in those that all have."""
        names = dict.fromkeys(name for table in tables for name in table.header if name not in self._of_files)
        rows = [self._rows[file] for file in self.files]
        found = {}
        for name in names:
            where = {id(table): table.header.index(name) for table in tables if name in table.header}
            if not self._meet and len(where) == len(tables):
                found[name] = tuple([row[where[id(table)]] for ((table, row, _),) in rows])
            elif self._meet:
                found[name] = tuple(
                    next(row[where[id(table)]] for table, row, _ in said if id(table) in where) for said in rows
                )
        return found

    def _kind(self, table: Table) -> Kind:
        if id(table) not in self._by_table:
            self._by_table[id(table)] = frozenset(table.header) - self._of_files
        return self._by_table[id(table)]
