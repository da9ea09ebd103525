"""Batches of pairs, gathered by index into arrays that are allocated once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Images, Integers


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """One batch. Axis b: pairs of the batch.

    Args:
        x: [b, H, W, C], images before, of the type that the data have.
        y: [b, H, W, C], images after.
        factor: int64 [b], position of the changed factor; -1 where the action is unknown.
        direction: int64 [b], +1 or -1 for a step; 0 otherwise.
        value: int64 [b], the value set; -1 where it is unknown.
    """

    x: Images
    y: Images
    factor: Integers
    direction: Integers
    value: Integers


def gather(images: Images, indices: Integers, out: Images | None = None) -> Images:
    """Images by index.

    Args:
        images: [N, H, W, C], in memory or mapped.
        indices: int64 [..., b], each in [0, N).
        out: [..., b, H, W, C] of the same type to write to; None allocates.

    Returns:
        [..., b, H, W, C]: `out`, or a new array.
    """
    # mode="clip" lets numpy write to `out` directly; its default checks every index and copies through a buffer.
    return np.take(images, indices, axis=0, out=out, mode="clip")


def gather_pairs(images: Images, pairs: Pairs, rows: Integers, out: Images | None = None) -> PairBatch:
    """The pairs at some positions, with their images.

    Args:
        images: [N, H, W, C].
        pairs: all pairs.
        rows: int64 [b], positions in `pairs`.
        out: [2, b, H, W, C] of the same type, where to write the images before and after; None allocates.
    """
    indices = np.concatenate([pairs.x[rows], pairs.y[rows]]).reshape(2, -1)
    x, y = gather(images, indices, out)
    return PairBatch(x=x, y=y, factor=pairs.factor[rows], direction=pairs.direction[rows], value=pairs.value[rows])
