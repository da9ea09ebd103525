"""Checks of label tables that every format shares: shape, type, range, and factors that vary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.arrays import Integers
from causalvq.data.facts import FactorFacts
from causalvq.data.faults import BAD_LABELS, CONSTANT_FACTOR, WRONG_SHAPE, diagnostic, fault
from causalvq.errors import DataError, Diagnostic


def checked_labels(labels: npt.NDArray[Any], factors: Sequence[FactorFacts], images: int, path: Path) -> Integers:
    """A label table that is what its factors say.

    Args:
        labels: integers [images, F].
        factors: the factors that the columns stand for.
        images: how many rows there must be.
        path: the file to blame.

    Returns:
        int64 [images, F].

    Raises:
        DataError: CVQ303 for a wrong shape or type, CVQ305 for values out of range, CVQ306 for a factor with one
            value; all the faults of the table together.
    """
    expected = (images, len(factors))
    if labels.shape != expected or labels.dtype.kind not in "iu":
        raise fault(
            WRONG_SHAPE,
            "the labels have the wrong shape or type",
            path,
            expected=f"integers of shape {expected}",
            got=f"{labels.dtype} of shape {labels.shape}",
        )
    table = labels.astype(np.int64)
    faults = [
        found for column, factor in enumerate(factors) for found in _column_faults(table[:, column], factor, path)
    ]
    if faults:
        raise DataError(*faults)
    return table


def _column_faults(column: Integers, factor: FactorFacts, path: Path) -> list[Diagnostic]:
    if factor.size < 2:
        return [
            diagnostic(
                CONSTANT_FACTOR,
                f"factor {factor.name!r} has only one value, so nothing can change it",
                path,
                hint="leave it out of the file's factors",
            )
        ]
    wrong = np.flatnonzero((column < 0) | (column >= factor.size))
    if not len(wrong):
        return []
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return [
        diagnostic(
            BAD_LABELS,
            f"factor {factor.name!r} has a label out of range in row {wrong[0]}{more}",
            path,
            expected=f"0 to {factor.size - 1}",
            got=str(column[wrong[0]]),
        )
    ]
