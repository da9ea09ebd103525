"""Held-out parts that are grown along pairs, so that these stay whole.

A part begins with a pair drawn at random and takes images next to it, always for the factor of which it has the least
of what it should have. Where the share of images allows it every pair is a new beginning; where it does not, a clump
grows to 16 images before the next one begins, so that the part is spread over the whole set. Images that hang together
in small groups, as the pairs of a table often do, are taken together. Axes: N images, F factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final, NamedTuple

import numpy as np

from causalvq.data import streams
from causalvq.data.parts.links import Links
from causalvq.data.parts.targets import PLENTY, least_of_each, wanted_of_each
from causalvq.data.types import Flags, Integers

FREE, VALIDATION, TEST = 0, 1, 2
CLUMP: Final = 16
"""Images that hang together, where there are not enough for pairs that do not."""
CANDIDATES: Final = 8
"""Neighbours that are compared before one of them is taken."""
BEGINNINGS: Final = 64
"""Pairs that are tried before a part is said to have no place for another."""
KEPT: Final = 1 / 3
"""Of its share of images and of each factor's pairs, what training keeps in any case."""


def grown(links: Links, factors: int, shares: Sequence[float], counts: Sequence[int], seed: int) -> Integers:
    """The part of each image.

    Args:
        links: the images and their pairs.
        factors: how many factors the pairs count.
        shares: of training, validation and test in [0, 1].
        counts: images of each, which the two last exceed where they would have too few pairs of a factor.
        seed: equal seeds give equal parts.

    Returns:
        int64 [N]: 0 for training, 1 for validation, 2 for test.
    """
    growth = _Growth(links, factors, shares, counts, seed)
    growth.take_pairs()
    growth.fill()
    return growth.parts()


class _Terms(NamedTuple):
    """On what terms a part takes images: how many at most, and the pairs of each kind that training keeps."""

    room: int
    kept: Sequence[int]


class _Growth:
    """The parts as far as they have grown; every image is free, which is training's, until a part takes it."""

    def __init__(self, links: Links, factors: int, shares: Sequence[float], counts: Sequence[int], seed: int) -> None:
        kinds = factors + 1
        total = np.bincount(links.kind, links.weight, kinds).astype(np.int64)
        self._links = links
        self._factors = factors
        self._shuffle = np.random.default_rng([seed, streams.GROWTH])
        self._random = Random(seed)
        self._part = bytearray(len(links.first) - 1)
        self._budget = {part: counts[part] if shares[part] else 0 for part in (TEST, VALIDATION)}
        self._size = dict.fromkeys(self._budget, 0)
        self._wanted: dict[int, list[float]] = {
            part: wanted_of_each(total[:factors], shares[part], PLENTY).tolist() for part in self._budget
        }
        self._least = {p: least_of_each(total[:factors]).tolist() if shares[p] else [0] * factors for p in self._budget}
        self._have = {part: [0] * kinds for part in self._budget}
        self._total: list[int] = total.tolist()
        self._free_pairs: list[int] = list(self._total)
        self._least_kept: list[int] = least_of_each(total).tolist()
        self._kept_pairs = [
            max(least, int(pairs * shares[FREE] * KEPT))
            for least, pairs in zip(self._least_kept, self._total, strict=True)
        ]
        self._free = len(self._part)
        self._kept = max(1, int(self._free * shares[FREE] * KEPT))
        self._pairs_of_edge: list[float] = (total / np.maximum(1, np.bincount(links.kind, minlength=kinds))).tolist()
        self._beginnings = self._drawn_beginnings()
        self._by_component = np.argsort(links.component, kind="stable")
        self._components = links.component[self._by_component]
        self._hanging = np.bincount(links.component)[links.component]
        self._around: dict[int, list[tuple[int, int, int]]] = {}
        self._clump = dict.fromkeys(self._budget, 0)
        self._near: dict[int, list[list[int]]] = {part: [[] for _ in range(kinds)] for part in self._budget}
        self._next_to: dict[int, list[list[int]]] = {part: [[] for _ in range(kinds)] for part in self._budget}
        self._full: set[tuple[int, int]] = set()
        self._without_beginning: set[tuple[int, int]] = set()

    def parts(self) -> Integers:
        """The part of each image, int64 [N]."""
        return np.frombuffer(self._part, dtype=np.uint8).astype(np.int64)

    def take_pairs(self) -> None:
        """Give each part pairs, one after another, until it has what it should have or there is no place for more."""
        while (needy := self._neediest()) is not None:
            if not self._extend(*needy):
                self._full.add(needy)

    def fill(self) -> None:
        """Take images at random until each part has its share of them."""
        for part in self._budget:
            if self._room(part) > 0:
                self._fill(part)

    def _drawn_beginnings(self) -> list[list[int]]:
        """The edges of each factor in a random order, to be taken from the end."""
        edges = self._shuffle.permutation(len(self._links.kind))
        kind = self._links.kind[edges]
        return [edges[kind == factor].tolist() for factor in range(self._factors)]

    def _neediest(self) -> tuple[int, int] | None:
        """The part and factor that have the least of what they should have; test comes first, and training too.

        Where training keeps a smaller share of all pairs than the part has of those wanted, the part makes do with the
        least.
        """
        best, least = None, 1.0
        for part, have in self._have.items():
            wanted = self._wanted[part]
            goal = wanted if self._room(part) > 0 else self._least[part]
            for factor in range(self._factors):
                if have[factor] >= goal[factor] or (part, factor) in self._full:
                    continue
                share = have[factor] / wanted[factor]
                if share < least and (have[factor] < self._least[part][factor] or share < self._training(factor)):
                    best, least = (part, factor), share
        return best

    def _room(self, part: int) -> int:
        return self._budget[part] - self._size[part]

    def _small(self, part: int) -> int:
        """Images that hang together and are taken together, at most."""
        return max(2, self._budget[part] // 8)

    def _extend(self, part: int, factor: int) -> bool:
        """Let a part have one pair more of a factor; says whether it has."""
        terms = _Terms(self._room(part), self._kept_pairs)
        if self._have[part][factor] < self._least[part][factor]:
            terms = _Terms(max(terms.room, self._small(part)), self._least_kept)
        scarce = terms.room - 2 < self._missing(part) - 1
        if scarce and self._clump[part] < CLUMP and self._grow(part, self._near[part][factor], terms):
            return True
        return self._begin(part, factor, terms) or self._grow(part, self._next_to[part][factor], terms)

    def _missing(self, part: int) -> float:
        """How many images, at one for a pair, would give a part all that it should have."""
        missing = 0.0
        for wanted, have, pairs in zip(self._wanted[part], self._have[part], self._pairs_of_edge, strict=False):
            missing += max(0.0, wanted - have) / max(1.0, pairs)
        return missing

    def _begin(self, part: int, factor: int, terms: _Terms) -> bool:
        """Take a pair of a factor of which no image is in a part yet, with what hangs on it if that is little."""
        if terms.room < 2 or (part, factor) in self._without_beginning:
            return False
        edges = self._beginnings[factor]
        while edges and not self._is_free(edges[-1]):
            edges.pop()
        for edge in edges[: -BEGINNINGS - 1 : -1]:
            if self._is_free(edge) and self._take_around(edge, part, terms):
                return True
        self._without_beginning.add((part, factor))
        return False

    def _is_free(self, edge: int) -> bool:
        one, other = self._links.ends[:, edge].tolist()
        return not self._part[one] and not self._part[other]

    def _take_around(self, edge: int, part: int, terms: _Terms) -> bool:
        """Take a pair as the beginning of a clump, or all the images that hang on it where these are few."""
        before = self._near[part], self._clump[part]
        self._near[part], self._clump[part] = [[] for _ in self._near[part]], 0
        pair = self._links.ends[:, edge].tolist()
        group = self._group(pair[0]) if self._hanging[pair[0]] <= self._small(part) else pair
        # A small group is divided only where training could not do without it.
        if len(group) <= terms.room and any(self._take(images, part, terms.kept) for images in (group, pair)):
            return True
        self._near[part], self._clump[part] = before
        return False

    def _group(self, image: int) -> list[int]:
        """The free images that hang together with one of them."""
        component = self._links.component[image]
        begin, end = np.searchsorted(self._components, [component, component + 1])
        return [other for other in self._by_component[begin:end].tolist() if not self._part[other]]

    def _grow(self, part: int, nearby: list[int], terms: _Terms) -> bool:
        """Take the image next to the part that closes most of the pairs that it should have."""
        if terms.room < 1:
            return False
        while nearby:
            drawn: list[int] = []
            while nearby and len(drawn) < CANDIDATES:
                place = self._random.randrange(len(nearby))
                nearby[place], nearby[-1] = nearby[-1], nearby[place]
                image = nearby.pop()
                if not self._part[image]:
                    drawn.append(image)
            for image in sorted(drawn, key=lambda one: self._value(one, part), reverse=True):
                if self._take([image], part, terms.kept):
                    nearby.extend(other for other in drawn if other != image)
                    return True
        return False

    def _value(self, image: int, part: int) -> float:
        """What an image is worth to a part: the pairs that it closes less those that training loses by it.

        Each pair counts by how much the part lacks of what it should have of its factor, or training of all there are.
        """
        value = 0.0
        wanted, have = self._wanted[part], self._have[part]
        for other, kind, weight in self._neighbours(image):
            if self._part[other] == part and kind < self._factors and wanted[kind]:
                value += weight * max(0.0, 1 - have[kind] / wanted[kind])
            elif not self._part[other]:
                value -= weight * (1 - self._training(kind))
        return value

    def _training(self, kind: int) -> float:
        """The share of the pairs of a kind that training still has."""
        return self._free_pairs[kind] / max(1, self._total[kind])

    def _neighbours(self, image: int) -> list[tuple[int, int, int]]:
        if image not in self._around:
            self._around[image] = self._links.around(image)
        return self._around[image]

    def _take(self, images: Sequence[int], part: int, keep: Sequence[int]) -> bool:
        """Give free images to a part, unless training would be left with too few images or pairs of a kind."""
        joining, kinds = set(images), self._factors + 1
        gained, lost = [0] * kinds, [0] * kinds
        for image in images:
            for other, kind, weight in self._neighbours(image):
                within = other in joining
                if within and other < image:
                    continue  # counted from the other side
                if within or self._part[other] == part:
                    gained[kind] += weight
                if within or not self._part[other]:
                    lost[kind] += weight
        left = zip(self._free_pairs, lost, keep, strict=True)
        if self._free - len(images) < self._kept or any(gone and free - gone < least for free, gone, least in left):
            return False
        for image in images:
            self._part[image] = part
        for kind in range(kinds):
            self._have[part][kind] += gained[kind]
            self._free_pairs[kind] -= lost[kind]
        self._free -= len(images)
        self._size[part] += len(images)
        self._clump[part] += len(images)
        self._note_neighbours(images, part)
        return True

    def _note_neighbours(self, images: Iterable[int], part: int) -> None:
        for image in images:
            for other, kind, _ in self._neighbours(image):
                if not self._part[other]:
                    self._near[part][kind].append(other)
                    self._next_to[part][kind].append(other)
                    self._full.discard((part, kind))

    def _fill(self, part: int) -> None:
        """Take free images at random, those of a small group together."""
        free = np.flatnonzero(self._free_mask())
        together = self._hanging[free] <= self._small(part)
        names = np.where(together, self._links.component[free], len(self._part) + free)
        _, group, size = np.unique(names, return_inverse=True, return_counts=True)
        group = group.reshape(-1)
        order = self._shuffle.permutation(len(size))
        useful = np.bincount(group, self._has_free_neighbour()[free]) > 0
        order = order[np.argsort(useful[order], kind="stable")]  # first what training has no pair of
        fits = np.cumsum(size[order]) <= self._room(part)
        alone = order[~fits][size[order[~fits]] == 1]
        chosen = np.zeros(len(size), dtype=bool)
        chosen[order[fits]] = True
        chosen[alone[: self._room(part) - int(size[chosen].sum())]] = True
        if self._training_keeps(free[chosen[group]]):
            self._give(free[chosen[group]], part)
            return
        by_group = free[np.argsort(group, kind="stable")]
        begin = np.cumsum(size) - size
        for one in order.tolist():
            if size[one] <= self._room(part):
                self._take(by_group[begin[one] : begin[one] + size[one]].tolist(), part, self._kept_pairs)

    def _has_free_neighbour(self) -> Flags:
        """Whether an image is one of a pair that training has: bool [N]."""
        free = self._free_mask()
        both = free[self._links.ends[0]] & free[self._links.ends[1]]
        found = np.zeros_like(free)
        found[self._links.ends[:, both]] = True
        return found

    def _between_free(self, taken: Integers) -> list[int]:
        """Pairs of each kind that training has when some more images are taken."""
        free = self._free_mask()
        free[taken] = False
        left = free[self._links.ends[0]] & free[self._links.ends[1]]
        pairs = np.bincount(self._links.kind[left], self._links.weight[left], self._factors + 1)
        return [int(count) for count in pairs]

    def _free_mask(self) -> Flags:
        free: Flags = np.frombuffer(self._part, dtype=np.uint8) == FREE
        return free

    def _training_keeps(self, images: Integers) -> bool:
        """Whether training has enough images and pairs when it loses these images."""
        pairs = zip(self._between_free(images), self._kept_pairs, strict=True)
        return self._free - len(images) >= self._kept and all(left >= keep for left, keep in pairs)

    def _give(self, images: Integers, part: int) -> None:
        self._free_pairs = self._between_free(images)
        np.frombuffer(self._part, dtype=np.uint8)[images] = part
        self._free -= len(images)
        self._size[part] += len(images)
