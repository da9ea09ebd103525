"""Images as a graph whose edges are pairs, to be asked for the neighbours of an image. Axes: N images, E edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.parts.split import linked
from causalvq.data.types import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Which images pairs lead to.

    Args:
        ends: int64 [2, E], two different images; each two of them and each kind once.
        kind: int64 [E], the factor of the pairs; one more than the last factor where the action is unknown.
        weight: int64 [E], how many ordered pairs there are of this kind between the two.
        first: int64 [N + 1], where the neighbours of each image begin in `other`.
        other: int64 [2 E], neighbours.
        edge: int64 [2 E], the edge that leads to each of them.
        component: int64 [N], equal for images that hang together.
    """

    ends: Integers
    kind: Integers
    weight: Integers
    first: Integers
    other: Integers
    edge: Integers
    component: Integers

    def around(self, image: int) -> list[tuple[int, int, int]]:
        """The neighbours of an image, with the kind and the number of the pairs between them."""
        rows = slice(int(self.first[image]), int(self.first[image + 1]))
        edges = self.edge[rows]
        return list(zip(self.other[rows].tolist(), self.kind[edges].tolist(), self.weight[edges].tolist(), strict=True))


def links(count: int, pairs: Pairs, factors: int) -> Links:
    """The graph of some pairs.

    Args:
        count: how many images there are.
        pairs: known and unknown; those of an image with itself are left out.
        factors: how many factors the pairs count.
    """
    kinds = factors + 1
    kind = np.where(pairs.factor < 0, factors, pairs.factor)
    key = (np.minimum(pairs.x, pairs.y) * count + np.maximum(pairs.x, pairs.y)) * kinds + kind
    key, weight = np.unique(key[pairs.x != pairs.y], return_counts=True)
    ends = np.stack([key // kinds // count, key // kinds % count])
    start, other = np.concatenate([ends, ends[::-1]], axis=1)
    order = np.argsort(start, kind="stable")
    return Links(
        ends=ends,
        kind=key % kinds,
        weight=weight.astype(np.int64),
        first=np.searchsorted(start[order], np.arange(count + 1)),
        other=other[order],
        edge=order % max(1, len(key)),
        component=linked(count, *ends),
    )
