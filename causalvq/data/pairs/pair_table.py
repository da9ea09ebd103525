"""The user's own pairs: a table of images before and after, and what was done between them.

    before,after,factor,from,to        a step, or a value set, with the value before it
    before,after,factor,value          a value set
    before,after,action                `hair+1`, `hair-1`, `hair=red`; or a name of the user's own, such as `push_left`
    episode,frame,image,action         a row a frame, of which each and the next are a pair (`transitions`)

Columns may be called by other words of the field (input and output, source and target, ...: `pair_columns`). Images are
paths relative to the table or to the folder of images, the end of such a path, or row numbers of the source. Values
are names, or indices where these are no numbers. A row that does not say what was done is a pair whose action is
unknown. If the images are unlabelled, the table's own factors and values are the facts; what names of the user's own
mean is said by `meaning.Meaning`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Final

from causalvq.data.data_faults import BAD_ROW, fault
from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.labels.canonical_values import written
from causalvq.data.labels.file_names import is_image
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.meaning import Actions, Meaning
from causalvq.data.pairs.neighbours import Neighbours
from causalvq.data.pairs.pair_resolution import resolve
from causalvq.data.pairs.pair_rows import Row, action_row, own_actions
from causalvq.data.pairs.transitions import Frames, frames_in, transitions
from causalvq.data.tables import Table, is_empty, read_table
from causalvq.data.tables.pair_columns import roles_of
from causalvq.data.types import Integers
from causalvq.data.written_numbers import is_not_finite, number_of
from causalvq.regular_files import open_regular

FORMS: Final = (
    ("input", "output", "factor", "from", "to"),
    ("input", "output", "factor", "value"),
    ("input", "output", "action"),
)
HEADER: Final = "# causalvq pairs v1"
LOOKED_AT: Final = 20  # rows in which a column of images is looked for, to name it in a hint


@dataclass(frozen=True, slots=True)
class PairTable:
    """A table of pairs as it is written, before it is held against a source.

    Args:
        path: the file.
        rows: its pairs.
        numbered: whether images are row numbers of the source; otherwise a number may be the name of a file.
        notices: how the table was read, in words, where a person should know.
    """

    path: Path
    rows: tuple[Row, ...]
    numbered: bool = False
    notices: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Of what the rows say, in their order; where they stand, and how they are written down, does not matter."""
        said = attrgetter(*(field.name for field in fields(Row) if field.name != "line"))
        found = hashlib.sha256()
        for row in self.rows:
            found.update(repr(said(row)).encode(errors="surrogateescape"))
        return found.hexdigest()

    @property
    def words(self) -> tuple[str, ...]:
        """The names of actions in the user's own words, in the order in which they appear."""
        of = written(row.word for row in self.rows if row.word is not None).of
        return tuple(dict.fromkeys(of[row.word] for row in self.rows if row.word is not None))

    def factors(self, meaning: Meaning | None = None) -> tuple[FactorFacts, ...]:
        """The factors and values that the table itself names, for images without labels.

        Values that are all numbers are in numeric order, words that have an order in that, others in the order in which
        they appear.

        Args:
            meaning: of the user's own words; without it each of them is the step of a factor of its own.

        Raises:
            DataError: CVQ316 when a meaning names words that the table does not have.
        """
        if self.words:
            first, *others = (meaning or Meaning()).factors(self.words)
            said = written(row.word for row in self.rows if row.word is not None)
            return (replace(first, notices=said.notices), *others)
        values: dict[str, dict[str, None]] = {}
        for row in self.rows:
            if row.factor is not None:
                named = values.setdefault(row.factor, {})
                named.update((value, None) for value in (row.before, row.after) if value is not None)
        return tuple(self._named(name, list(texts)) for name, texts in values.items())

    def _named(self, name: str, texts: list[str]) -> FactorFacts:
        """A factor with the values that rows name."""
        found = written(texts)
        numbers = [number_of(value) is not None for value in found.values]
        stray = [value for value in found.values if is_not_finite(value)]
        if stray and sum(numbers) + len(stray) == len(numbers) > len(stray):
            line = next(row.line for row in self.rows if row.factor == name and stray[0] in (row.before, row.after))
            message = f"factor {name!r} has a value that is not finite"
            raise fault(BAD_ROW, message, self.path, line=line, got=stray[0], hint="say in a word what it is")
        scaled = bool(found.scale) and len(found.values) > 2  # of two, the first that is named comes first
        values = found.values if all(numbers) or scaled else tuple(dict.fromkeys(found.of[text] for text in texts))
        return FactorFacts(name, len(values), values, notices=(*found.notices, *([found.scale] if scaled else [])))

    def resolve(
        self,
        actions: Actions,
        facts: SourceFacts,
        chosen: Sequence[int],
        find: Callable[[str], int],
        labels: Integers | None = None,
        neighbours: Neighbours = "adjacent",
    ) -> Pairs:
        """The pairs of the table as images and actions; arguments and faults are those of `pair_resolution.resolve`."""
        return resolve(self.path, self.rows, actions, facts, chosen, find, labels, neighbours)


def read_pair_table(
    path: Path, columns: Mapping[str, str] = MappingProxyType({}), files: Sequence[str] = ()
) -> PairTable:
    """A table of pairs.

    Args:
        path: the file.
        columns: for some of `pair_columns.ROLES`, the name of the column; the others are told by their words.
        files: the images, where columns of a table of frames name them together.

    Raises:
        DataError: CVQ301 when it is missing, CVQ302 when it is no table, CVQ307 when it lacks a column that is named,
            CVQ310 when its header or a row has the wrong cells.
    """
    made_here = require_version(path)
    table = read_table(path)
    frames = frames_in(table, columns)
    if frames is not None:
        return followed(table, frames, files)
    shown = [name for name in table.header if any(map(is_image, table.column(name)[:LOOKED_AT]))]
    roles = roles_of(table.header, columns, path, table.header_line, shown)
    rows = tuple(_rows(table, roles))
    if not rows:
        raise fault(BAD_ROW, "the table has no rows", path)
    told = own_actions(rows) if "action" in roles else rows
    return PairTable(path, told, numbered=made_here, notices=table.notices)


def followed(table: Table, frames: Frames, files: Sequence[str]) -> PairTable:
    """The pairs of a table of frames."""
    found, notices = transitions(table, frames, files)
    rows = tuple(action_row(one.line, one.x, one.y, {"action": one.action}) for one in found)
    return PairTable(table.path, own_actions(rows), notices=(*table.notices, *notices))


def require_version(path: Path) -> bool:
    """Whether this program wrote a table, by its first line; one of a later version is refused.

    Raises:
        DataError: CVQ310.
    """
    try:
        with open_regular(path) as file:
            first = file.readline(200).decode(errors="replace").lstrip("\ufeff").strip()
    except OSError:  # which reading the table will tell
        return False
    if first.startswith("# causalvq pairs") and not first.startswith(HEADER):
        message = "the table is of another version"
        raise fault(BAD_ROW, message, path, line=1, expected=HEADER, got=first[:80])
    return first.startswith(HEADER)


def _rows(table: Table, roles: Mapping[str, int]) -> Iterator[Row]:
    for cells, line in zip(table.rows, table.lines, strict=True):
        x, y = cells[roles["before"]], cells[roles["after"]]
        if is_empty(x) or is_empty(y):
            message = "the row does not name two images"
            raise fault(
                BAD_ROW,
                message,
                table.path,
                line=line,
                expected="an image before and one after",
                got=",".join(cells)[:200],
            )
        yield action_row(line, x, y, {role: cells[index] for role, index in roles.items()})
