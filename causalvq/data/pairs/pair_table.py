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

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from causalvq.data.data_faults import BAD_ROW, diagnostic, fault
from causalvq.data.facts import FactorFacts, SourceFacts, is_number
from causalvq.data.labels.canonical_values import folded, place_of, written
from causalvq.data.labels.file_names import is_image
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.meaning import Actions, Meaning
from causalvq.data.pairs.neighbours import NOWHERE, Neighbours, present_steps
from causalvq.data.pairs.transitions import Frames, frames_in, transitions
from causalvq.data.tables import Table, is_empty, read_table
from causalvq.data.tables.pair_columns import roles_of
from causalvq.data.types import Integers
from causalvq.data.written_numbers import is_not_finite, number_of
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import DataError, Diagnostic

FORMS: Final = (
    ("input", "output", "factor", "from", "to"),
    ("input", "output", "factor", "value"),
    ("input", "output", "action"),
)
HEADER: Final = "# causalvq pairs v1"
FAULTS_SHOWN: Final = 50
LOOKED_AT: Final = 20  # rows in which a column of images is looked for, to name it in a hint
ACTION: Final = re.compile(r"(?P<factor>.+?)(?:(?P<step>[+-])1|=(?P<value>.+))")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: images as written, and the action as (factor, before, after); None where the line does not say.

    Args:
        line: 1-based line of the file.
        x: image before, a path or a row number.
        y: image after, a path or a row number.
        factor: the factor's name.
        before: the value before.
        after: the value after.
        step: +1 or -1 when the line says the direction rather than the values.
        word: the action in the user's own words, which say none of these.
    """

    line: int
    x: str
    y: str
    factor: str | None = None
    before: str | None = None
    after: str | None = None
    step: int = 0
    word: str | None = None


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
        """The pairs of the table as images and actions.

        Args:
            actions: of which kind they are, factor by factor.
            facts: of the source; with the table's own factors when the images are unlabelled.
            chosen: columns of the factors that actions may change.
            find: from an image as written to its index; raises KeyError when there is none.
            labels: int64 [N, F], of all images; they fill in what a row leaves out, and a row that contradicts them is
                refused. None or [N, 0] when the images are unlabelled.
            neighbours: what a step from one value to another may be: `adjacent`, the neighbouring value; `present`,
                also one further on, unless labels show that an image of the same row of the grid lies between.

        Returns:
            the pairs in the order of the table, each once.

        Raises:
            DataError: CVQ310, one diagnostic for each row that names a missing image, factor or value, or whose
                values are no step or not those of its images; at most 50 of them.
        """
        positions = {facts.factors[column].name: position for position, column in enumerate(chosen)}
        reader = _Reader(self.path, actions, facts, positions, find, labels, _reach(facts, chosen, labels, neighbours))
        found: dict[tuple[int, ...], None] = {}
        faults: list[Diagnostic] = []
        for row in self.rows:
            try:
                found[reader.read(row)] = None
            except DataError as error:
                faults.extend(error.diagnostics)
        if faults:
            raise DataError(*faults[:FAULTS_SHOWN])
        columns = np.array(list(found), dtype=np.int64).reshape(-1, 5).T
        return Pairs(*(np.ascontiguousarray(column) for column in columns))


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
    if not path.is_file():
        return False
    with path.open("rb") as file:
        first = file.readline(200).decode(errors="replace").lstrip("\ufeff").strip()
    if first.startswith("# causalvq pairs") and not first.startswith(HEADER):
        message = "the table is of another version"
        raise fault(BAD_ROW, message, path, line=1, expected=HEADER, got=first[:80])
    return first.startswith(HEADER)


def pair_table_text(pairs: Pairs, labels: Integers, facts: SourceFacts, chosen: Sequence[int]) -> str:
    """Pairs as the text of a CSV that reads back as the same pairs.

    The form is that of values before and after where all of them are known, else that of actions.

    Args:
        pairs: the pairs.
        labels: int64 [N, F], of all images; [N, 0] when they are unlabelled.
        facts: of the source.
        chosen: columns of the factors that `pairs.factor` counts.
    """
    factors = [facts.factors[column] for column in chosen]
    by_values = labels.shape[1] > 0 and bool(np.all(pairs.value >= 0))
    text = StringIO(newline="")
    text.write(f"{HEADER} {facts.fingerprint}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FORMS[0] if by_values else FORMS[2])
    columns = (pairs.x, pairs.y, pairs.factor, pairs.direction, pairs.value)
    for x, y, position, direction, value in zip(*(column.tolist() for column in columns), strict=True):
        if by_values:
            factor = factors[position]
            before = factor.values[labels[x, chosen[position]]]
            writer.writerow((x, y, factor.name, before, factor.values[value]))
        else:
            writer.writerow((x, y, _action(factors[position], direction, value) if position >= 0 else ""))
    return text.getvalue()


def _action(factor: FactorFacts, direction: int, value: int) -> str:
    """The name of an action: `hair+1`, `hair-1` or `hair=red`, or a word of the user's own."""
    if factor.words:
        return factor.words[value if factor.values else int(direction < 0)]
    return f"{factor.name}{direction:+d}" if direction else f"{factor.name}={factor.values[value]}"


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


def action_row(line: int, x: str, y: str, cells: Mapping[str, str]) -> Row:
    """A pair with what some cells say was done.

    Args:
        line: of the table.
        x: image before.
        y: image after.
        cells: by role; an empty one says nothing.
    """
    said = {role: folded(cell) for role, cell in cells.items() if not is_empty(cell)}
    if "action" not in said:
        return Row(line, x, y, said.get("factor"), said.get("from"), said.get("to") or said.get("value"))
    match = ACTION.fullmatch(said["action"])
    if match is None:
        return Row(line, x, y, word=said["action"])
    step = {"+": 1, "-": -1, None: 0}[match["step"]]
    value = None if match["value"] is None else match["value"].strip()
    return Row(line, x, y, match["factor"].strip(), None, value, step)


def own_actions(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """If one action is a name of the user's own, all are: `turn-1` may then be a name as well."""
    if not any(row.word is not None for row in rows):
        return rows

    def own(row: Row) -> Row:
        if row.factor is None:
            return row
        name = f"{row.factor}={row.after}" if row.step == 0 else f"{row.factor}{row.step:+d}"
        return Row(row.line, row.x, row.y, word=name)

    return tuple(own(row) for row in rows)


def _distance(factor: FactorFacts, before: int, after: int, direction: int) -> int:
    """How many values on `after` is in a direction; negative where it lies the other way and nothing wraps."""
    difference = direction * (after - before)
    return difference % factor.size if factor.cyclic else difference


def _reach(
    facts: SourceFacts, chosen: Sequence[int], labels: Integers | None, neighbours: Neighbours
) -> Integers | None:
    """How far a step leads from each image, as `present_steps` gives it; None where only to the neighbouring value."""
    if neighbours == "adjacent":
        return None
    if labels is None or not labels.shape[1]:
        return np.full((0, len(chosen), 2), NOWHERE, dtype=np.int64)
    return present_steps(labels, facts.sizes, chosen, [facts.factors[column].cyclic for column in chosen])


def meant(factor: FactorFacts, word: str) -> tuple[str, int, str | None]:
    """The factor that a word acts on, with the step that it is or else the value that it sets."""
    if factor.values:
        return factor.name, 0, word
    return factor.name, 1 if word == factor.words[0] else -1, None


class _Reader:
    """One row at a time, held against the facts of the source."""

    def __init__(
        self,
        path: Path,
        actions: Actions,
        facts: SourceFacts,
        positions: Mapping[str, int],
        find: Callable[[str], int],
        labels: Integers | None,
        reach: Integers | None,
    ) -> None:
        self._path = path
        self._sets = {factor.name: actions.kind(factor) == "set" for factor in facts.factors}
        self._words = {word: meant(factor, word) for factor in facts.factors for word in factor.words}
        self._factors = {factor.name: factor for factor in facts.factors}
        self._positions = positions
        self._find = find
        self._labels = labels if labels is not None and labels.shape[1] else None
        self._reach = reach
        self._places: dict[tuple[str, str], int | None] = {}
        self._columns = {factor.name: column for column, factor in enumerate(facts.factors)}

    def read(self, row: Row) -> tuple[int, int, int, int, int]:
        """x, y, factor, direction and value of a row; -1, 0 and -1 where the action is unknown."""
        x, y = self._image(row, row.x), self._image(row, row.y)
        if row.word is not None:
            row = self._said(row, row.word)
        if row.factor is None:
            if row.before or row.after:
                raise self._fault(row, "a value without a factor")
            return x, y, -1, 0, -1
        if row.factor not in self._positions:
            known = ", ".join(self._positions) or "no factors"
            hint = did_you_mean(row.factor, self._positions)
            raise self._fault(row, f"there is no factor {row.factor!r} to act on", known, row.factor, hint)
        factor, position = self._factors[row.factor], self._positions[row.factor]
        before = self._held(row, factor, self._value(row, factor, row.before), x, "before")
        after = self._held(row, factor, self._value(row, factor, row.after), y, "after")
        direction = self._direction(factor, before, after, x)
        if row.step and direction not in (0, row.step):
            told = f"{factor.values[before]} before and {factor.values[after]} after"
            raise self._fault(row, f"the labels of the two images are no step {row.step:+d} of {factor.name}", got=told)
        direction = row.step or direction
        if self._sets[row.factor]:
            if after < 0:
                raise self._fault(row, "the row does not say which value is set", "a value")
            return x, y, position, 0, after
        if direction not in (1, -1):
            expected = "values next to each other" if self._reach is None else "the next value present in that row"
            raise self._fault(row, "the row is not one step of its factor", expected)
        return x, y, position, direction, after

    def _said(self, row: Row, word: str) -> Row:
        """A row in the user's own words as it would stand in those of factors."""
        place = self._place("", tuple(self._words), word)
        if place is None:
            raise self._fault(row, f"there is no action {word!r}", "FACTOR+1, FACTOR-1 or FACTOR=VALUE")
        factor, step, value = list(self._words.values())[place]
        return replace(row, factor=factor, step=step, after=value)

    def _image(self, row: Row, name: str) -> int:
        try:
            return self._find(name)
        except KeyError:
            raise self._fault(row, f"there is no image {name!r}", "a path relative to the table, or a row") from None

    def _value(self, row: Row, factor: FactorFacts, name: str | None) -> int:
        if name is None:
            return -1
        place = self._place(factor.name, factor.values, name)
        if place is not None:
            return place
        if name.isdecimal() and len(name) < 20 and int(name) < factor.size and not all(map(is_number, factor.values)):
            return int(name)
        hint = did_you_mean(name, factor.values)
        raise self._fault(row, f"factor {factor.name!r} has no value {name!r}", ", ".join(factor.values), name, hint)

    def _place(self, of: str, values: Sequence[str], text: str) -> int | None:
        """Where the value stands that a text means; looked for once."""
        if (of, text) not in self._places:
            self._places[of, text] = place_of(values, text)
        return self._places[of, text]

    def _held(self, row: Row, factor: FactorFacts, value: int, image: int, when: str) -> int:
        """A value held against the label of its image, which stands in where the row does not say."""
        if self._labels is None:
            return value
        label = int(self._labels[image, self._columns[factor.name]])
        if value not in (-1, label):
            message = f"the row is not true of its images: {factor.name} {when}"
            raise self._fault(row, message, f"{factor.values[label]}, the label of image {image}", factor.values[value])
        return label

    def _direction(self, factor: FactorFacts, before: int, after: int, x: int) -> int:
        """The step from one value to the next; 0 when the row does not say, 2 when it is none."""
        if before < 0 or after < 0:
            return 0
        if self._reach is not None:
            return self._over_gaps(factor, before, after, x)
        difference = after - before
        if factor.cyclic and factor.size > 2 and abs(difference) == factor.size - 1:
            difference = -1 if difference > 0 else 1
        return difference if abs(difference) == 1 else 2

    def _over_gaps(self, factor: FactorFacts, before: int, after: int, x: int) -> int:
        """The way that meets no value present in the row of x before it comes to `after`; the shorter of two."""
        assert self._reach is not None
        there = self._reach[x, self._positions[factor.name]].tolist() if self._labels is not None else (NOWHERE,) * 2
        ways = []
        for direction, following in zip((1, -1), there, strict=True):
            length = _distance(factor, before, after, direction)
            if length > 0 and (following == NOWHERE or length <= _distance(factor, before, following, direction)):
                ways.append((length, direction != (1 if after > before else -1), direction))
        return min(ways)[2] if ways else 2

    def _fault(
        self, row: Row, message: str, expected: str | None = None, got: str | None = None, hint: str | None = None
    ) -> DataError:
        return DataError(diagnostic(BAD_ROW, message, self._path, line=row.line, expected=expected, got=got, hint=hint))
