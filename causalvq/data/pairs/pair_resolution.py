"""Rows of a table of pairs held against a source: which images they name, and which action led from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from causalvq.data.data_faults import BAD_ROW, a_few, diagnostic
from causalvq.data.facts import FactorFacts, SourceFacts, is_number
from causalvq.data.labels.canonical_values import place_of
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.meaning import Actions
from causalvq.data.pairs.neighbours import NOWHERE, Neighbours, present_steps
from causalvq.data.pairs.pair_rows import Row
from causalvq.data.types import Integers
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import DataError, Diagnostic


def resolve(
    path: Path,
    rows: Iterable[Row],
    actions: Actions,
    facts: SourceFacts,
    chosen: Sequence[int],
    find: Callable[[str], int],
    labels: Integers | None = None,
    neighbours: Neighbours = "adjacent",
) -> Pairs:
    """The pairs of a table as images and actions.

    Args:
        path: of the table.
        rows: its rows.
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
            values are no step or not those of its images; the first few of each kind, then how many there are.
    """
    positions = {facts.factors[column].name: position for position, column in enumerate(chosen)}
    reader = RowReader(path, actions, facts, positions, find, labels, _reach(facts, chosen, labels, neighbours))
    found: dict[tuple[int, ...], None] = {}
    faults: list[Diagnostic] = []
    for row in rows:
        try:
            found[reader.read(row)] = None
        except DataError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise DataError(*a_few(faults, path))
    columns = np.array(list(found), dtype=np.int64).reshape(-1, 5).T
    return Pairs(*(np.ascontiguousarray(column) for column in columns))


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


class RowReader:
    """One row at a time, held against the facts of the source.

    Args:
        path: of the table, for what is wrong with it.
        actions: of which kind they are, factor by factor.
        facts: of the source.
        positions: of the factors that actions may change, by name.
        find: from an image as written to its index; raises KeyError when there is none.
        labels: int64 [N, F], of all images; None or [N, 0] when they are unlabelled.
        reach: how far a step leads from each image; None where only to the neighbouring value.
    """

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
        row = self._cut_elsewhere(row)
        assert row.factor is not None
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

    def _cut_elsewhere(self, row: Row) -> Row:
        """A row whose action was cut at the first `=`, of a factor that has one in its name."""
        if row.factor is None or row.step or row.after is None or self._has(row.factor, row.after):
            return row
        text = f"{row.factor}={row.after}"
        if text[-2:] in ("+1", "-1") and text[:-2].strip() in self._positions:
            return replace(row, factor=text[:-2].strip(), after=None, step=int(text[-2:]))
        parts = text.split("=")
        for end in range(len(parts) - 1, 0, -1):
            factor, value = "=".join(parts[:end]).strip(), "=".join(parts[end:]).strip()
            if self._has(factor, value):
                return replace(row, factor=factor, after=value)
        return row

    def _has(self, factor: str, value: str) -> bool:
        """Whether there is such a factor, with such a value."""
        known = factor in self._positions
        return known and self._place(factor, self._factors[factor].values, value) is not None

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


def _distance(factor: FactorFacts, before: int, after: int, direction: int) -> int:
    """How many values on `after` is in a direction; negative where it lies the other way and nothing wraps."""
    difference = direction * (after - before)
    return difference % factor.size if factor.cyclic else difference
