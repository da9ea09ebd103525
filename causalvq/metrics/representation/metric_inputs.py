"""Arrays as metrics take them: checked, numbered, and with one column a state where they are codes.

Axes: N samples, V variables, F factors, K columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Floats, Integers
from causalvq.metrics.array_checks import FARTHEST, as_array, as_indices, as_numbers, as_table, as_whole, factor_names
from causalvq.metrics.metric_faults import BAD_ARRAY, NOTHING_VARIES, TOO_FEW, TOO_LARGE, UNLIKE, fault
from causalvq.metrics.representation.information import numbered

LEAST = 4
"""Samples: two to fit to, two to be measured on."""

MOST_CELLS = 2**28
"""Samples times states, which are 2 GB of columns."""

BINS = 20
"""Of equal width, into which the information in a vector is counted, as in disentanglement_lib."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Codes or vectors beside the factors that made them.

    Args:
        states: int64 [N, V], numbered as they are first met: of vectors, the bin of each value.
        columns: float64 [N, K], what a classifier sees: of codes one column a state, of vectors the values.
        owners: int64 [K], the variable that each column is of.
        labels: int64 [N, F], numbered in the order of values; every factor has two or more.
        names: of the factors.
        left_out: names of the factors of one value, which are no part of it.
        discrete: whether it was made of codes.
        sizes: states that the codebook of each variable has, used or not; empty where that is not known.
    """

    states: Integers
    columns: Floats
    owners: Integers
    labels: Integers
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    discrete: bool
    sizes: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.states)

    @property
    def variables(self) -> int:
        """How many there are, the dead ones among them."""
        return int(self.states.shape[1])

    def __getitem__(self, rows: Integers) -> Sample:
        """Some samples, with the states, values and columns of all."""
        return replace(self, states=self.states[rows], columns=self.columns[rows], labels=self.labels[rows])

    def halves(self, seed: int = 0) -> tuple[Sample, Sample]:
        """What is fitted to and what is measured on, drawn at random."""
        first, rest = np.array_split(np.random.default_rng(seed).permutation(len(self)), 2)
        return self[first], self[rest]

    def by_variable(self, values: Floats) -> Floats:
        """Columns added up for each variable.

        Args:
            values: [..., K].

        Returns:
            [..., V].
        """
        found: Floats = values @ np.eye(self.variables)[self.owners]
        return found


def sample_of_codes(
    codes: npt.ArrayLike, factors: npt.ArrayLike, names: Sequence[str] = (), sizes: npt.ArrayLike | None = None
) -> Sample:
    """Codes, which are names of states: what number a state has makes no difference to any score.

    Args:
        codes: whole numbers of at least 0, [N, V] or [N].
        factors: whole numbers or words, [N, F] or [N].
        names: of the factors; empty for factor_0, factor_1, ...
        sizes: states of the codebook of each variable, whole numbers [V] or one for all; None where not known.

    Raises:
        MetricError: CVQ601, CVQ602, CVQ603 or CVQ608, which name the array; CVQ606 where no factor varies.
    """
    table = _codes(codes)
    labels, kept, left_out = _factors(factors, len(table), "codes", names)
    most = int(table.max()) + 1
    if most > len(table):
        message = "array 'codes' has more states than samples"
        column = int(table.max(0).argmax())
        hint = "number the states that occur from 0, or give more samples"
        raise fault(TOO_FEW, message, f"codes below {len(table)}", f"{most - 1} in column {column}", hint)
    states = np.stack([numbered(column) for column in table.T], axis=1)
    used = states.max(0) + 1
    owners = np.repeat(np.arange(len(used)), used)
    if len(states) * int(used.sum()) > MOST_CELLS:
        message = "array 'codes' has more states than fit in memory beside its samples"
        got = f"{len(states):,} samples and {used.sum():,} states"
        hint = "score some of the samples, or some of the variables"
        raise fault(TOO_LARGE, message, f"at most {MOST_CELLS:,} samples times states", got, hint)
    columns = np.zeros((len(states), int(used.sum())))
    np.put_along_axis(columns, states + (np.cumsum(used) - used), 1.0, axis=1)
    books = _codebooks(sizes, table) if sizes is not None else ()
    return Sample(states, columns, owners, labels, kept, left_out, discrete=True, sizes=books)


def sample_of_states(codes: npt.ArrayLike, sizes: npt.ArrayLike | None = None) -> Sample:
    """Codes without factors, of which the use of states can be told and nothing else.

    Args:
        codes: as for `sample_of_codes`.
        sizes: as for `sample_of_codes`.

    Raises:
        MetricError: as `sample_of_codes`.
    """
    table = _codes(codes)
    states = np.stack([numbered(column) for column in table.T], axis=1)
    books = _codebooks(sizes, table) if sizes is not None else ()
    none = np.zeros((len(states), 0), dtype=np.int64)
    return Sample(states, none.astype(np.float64), none[0], none, (), (), discrete=True, sizes=books)


def sample_of_vectors(vectors: npt.ArrayLike, factors: npt.ArrayLike, names: Sequence[str] = ()) -> Sample:
    """Vectors, of which each dimension is a variable.

    Args:
        vectors: finite numbers, [N, V] or [N].
        factors: as for codes.
        names: as for codes.

    Raises:
        MetricError: as for codes.
    """
    table = as_numbers(as_table(vectors, "vectors", LEAST), "vectors")
    if np.abs(table).max() > FARTHEST:
        got = f"{table.flat[np.abs(table).argmax()]:g}"
        raise fault(BAD_ARRAY, "array 'vectors' has numbers that are too large", f"up to {FARTHEST:g}", got)
    labels, kept, left_out = _factors(factors, len(table), "vectors", names)
    least, spread = table.min(0), np.ptp(table, axis=0)
    bins = ((table - least) / np.where(spread > 0, spread, 1) * BINS).astype(np.int64).clip(0, BINS - 1)
    states = np.stack([numbered(column) for column in bins.T], axis=1)
    return Sample(states, table, np.arange(table.shape[1]), labels, kept, left_out, discrete=False)


def _codes(codes: npt.ArrayLike) -> Integers:
    """Whole numbers from 0, [N, V]."""
    table = as_whole(as_table(codes, "codes", LEAST), "codes", "give vectors as the array 'vectors'")
    if table.min() < 0:
        row, column = np.argwhere(table < 0)[0].tolist()
        hint = "number states from 0; leave out samples that have no code"
        got = f"{table[row, column]} in row {row}, column {column}"
        raise fault(BAD_ARRAY, "array 'codes' has negative codes", "whole numbers of at least 0", got, hint)
    return table


def _codebooks(sizes: npt.ArrayLike, codes: Integers) -> tuple[int, ...]:
    """The size of the codebook of each variable, which holds its codes."""
    given = as_array(sizes, "codebook_sizes")
    each = np.repeat(given.reshape(-1), codes.shape[1]) if given.size == 1 else given
    books = as_indices(each, "codebook_sizes", codes.shape[1], None)
    small = books <= codes.max(0)
    if small.any():
        column = int(small.argmax())
        got = f"size {books[column]} and code {codes[:, column].max()} in column {column}"
        raise fault(BAD_ARRAY, "array 'codebook_sizes' has a codebook that lacks codes", "codes below the size", got)
    return tuple(books.tolist())


def _factors(
    factors: npt.ArrayLike, rows: int, other: str, names: Sequence[str]
) -> tuple[Integers, tuple[str, ...], tuple[str, ...]]:
    """Numbered labels of the factors that vary, their names, and the names of the others."""
    table = as_table(factors, "factors", LEAST)
    if len(table) != rows:
        got = f"{len(table)} rows of factors and {rows} of {other}"
        raise fault(UNLIKE, f"arrays 'factors' and {other!r} have different lengths", "a row for each sample", got)
    if table.dtype.kind not in "US":
        table = as_whole(table, "factors", "cut measurements into bins")
    called = factor_names(names, table.shape[1], "columns of 'factors'")
    labels = np.stack([np.unique(column, return_inverse=True)[1].reshape(-1) for column in table.T], axis=1)
    values = labels.max(0) + 1
    if values.max() > rows // 2:
        column = int(values.argmax())
        got = f"{values[column]} values of {rows} samples in column {column}"
        hint = "cut measurements into bins, or give more samples"
        raise fault(
            TOO_FEW,
            "array 'factors' has a factor of too many values",
            "at most half as many values as samples",
            got,
            hint,
        )
    varied = values > 1
    if not varied.any():
        raise fault(NOTHING_VARIES, "array 'factors': every factor has one value", "a factor of two values or more")
    kept = tuple(name for name, varies in zip(called, varied, strict=True) if varies)
    left_out = tuple(name for name, varies in zip(called, varied, strict=True) if not varies)
    return labels[:, varied].astype(np.int64), kept, left_out
