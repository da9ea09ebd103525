"""From what a network takes pairs for to what words mean.

A pair of the word b, seen backwards, is a pair of the opposite of b. A network that is told the word of each pair, and
of each pair seen backwards that it is the inverse of the word, cannot tell a word from the inverse of its opposite: it
says either as often. A word that sets a value is mistaken for the inverses of its alternatives, each as often as it was
there before; and the image after it alone says which word it was.

Axes: K words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from causalvq.data.pairs.meaning import Meaning
from causalvq.data.types import Floats

UNDOES = 0.25
"""Share of a word's pairs that are taken for the inverse of another, of half of them at most, from which both are taken
for opposites."""

SHOWS = 0.55
"""Nats that the image after an action says of its word, from which the word sets a value. A step through n values says
about log(n / (n - 1)), which is 0.41 for three."""

RELATED = 0.05
"""The same share from which two words that set values set them of one factor."""

LEANS = 0.08
"""And from which two words that do not are opposites that were seen in different states."""

CLEAR = 0.5
"""Mean probability that pairs are of their word or of the inverse of its opposite, from which the two are told from all
others: a network that has learned little takes any word for any other."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What a network says of held-out pairs.

    Args:
        words: names of actions, K of them.
        said: float64 [K, K], mean probability that a pair of a word (row) is of another (column).
        inverse: float64 [K, K], that it is of the inverse of another.
        shown: float64 [K], nats that the image after an action alone says of its word.
        pairs: how many pairs were looked at.
    """

    words: tuple[str, ...]
    said: Floats
    inverse: Floats
    shown: Floats
    pairs: int

    def undoing(self) -> Floats:
        """Share of the pairs of each word that are taken for the inverse of each, of those taken for a likely one."""
        likely = self.said.diagonal() + self.inverse.sum(1)
        shares: Floats = self.inverse / np.maximum(likely, 1e-9)[:, None]
        return shares


def meaning_of(evidence: Evidence) -> Meaning:
    """The opposites and alternatives that the evidence speaks for.

    Opposites are found first: they mistake each other most, and as much as can be. Of two states, on and off say the
    same as opposites and as alternatives.
    """
    words, shares = evidence.words, evidence.undoing()
    told = evidence.said.diagonal()[:, None] + evidence.inverse
    both = np.where((told + told.T) / 2 >= CLEAR, (shares + shares.T) / 2, 0.0)
    opposites = list(_matched(both, UNDOES, set(range(len(words)))))
    left = set(range(len(words))) - {word for pair in opposites for word in pair}
    setting = {word for word in left if evidence.shown[word] >= SHOWS}
    groups = list(_together((shares + shares.T) / 2, setting))
    opposites += _matched(both, LEANS, left - setting, itself=False)
    return Meaning(
        tuple(sorted((words[first], words[second]) for first, second in opposites)),
        tuple(sorted(tuple(words[word] for word in group) for group in groups)),
    )


def _matched(both: Floats, least: float, words: set[int], *, itself: bool = True) -> list[tuple[int, int]]:
    """Pairs of words that mistake each other more than any other, the surest first; a word may be its own."""
    found, free = [], set(words)
    order = [
        (both[one, other], one, other) for one in words for other in words if one < other or (itself and one == other)
    ]
    for share, one, other in sorted(order, reverse=True):
        if share >= least and {one, other} <= free:
            found.append((one, other))
            free -= {one, other}
    return found


def _together(both: Floats, setting: set[int]) -> list[tuple[int, ...]]:
    """Words that set values, in groups of those that are mistaken for each other, directly or over others."""
    groups, left = [], set(setting)
    while left:
        group, edge = set(), {min(left)}
        while edge:
            group |= edge
            left -= edge
            edge = {word for word in left if any(both[word, other] >= RELATED for other in edge)}
        groups.append(tuple(sorted(group)))
    return groups
