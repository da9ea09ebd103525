"""Looking at everything: each image of a source decoded once, all that is broken listed together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import numpy as np

from causalvq.data.budget import rows_at_a_time
from causalvq.data.pixels import PIXEL_BYTES
from causalvq.data.source import Source
from causalvq.data.types import Integers
from causalvq.errors import DataError, Diagnostic


@runtime_checkable
class SelfChecking(Protocol):
    """A source of many files, which goes on after a broken one."""

    def broken(self) -> Iterator[Diagnostic]:
        """One diagnostic for each file that cannot be used."""


def check_source(source: Source) -> list[Diagnostic]:
    """Read every image of a source.

    Args:
        source: the source, in its native size.

    Returns:
        what is wrong with it, file by file; empty when nothing is.
    """
    if isinstance(source, SelfChecking):
        return list(source.broken())
    try:
        facts = source.facts
        size = facts.height * facts.width * facts.channels * PIXEL_BYTES[facts.dtype]
        for _ in source.chunks(rows_at_a_time(256, size)):
            pass
    except DataError as error:
        return list(error.diagnostics)
    return []


def class_balance(source: Source) -> tuple[Integers, ...]:
    """How many images have each value of each factor.

    Returns:
        int64 [size] for each factor.
    """
    labels = source.factors(np.arange(len(source), dtype=np.int64))
    return tuple(np.bincount(labels[:, column], minlength=size) for column, size in enumerate(source.facts.sizes))
