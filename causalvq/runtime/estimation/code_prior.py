"""How probable groups of codes are: a tree over the variables, of largest likelihood, counted on training images.

C. K. Chow and C. N. Liu, "Approximating discrete probability distributions with dependence trees", IEEE Transactions
on Information Theory 14 (1968): among all trees, that of largest mutual information has the largest likelihood.

Axes: N images, n samples, V variables, m pairs of states that were met.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.data.types import Integers

SMOOTHING = 0.5
"""Added to the count of each pair of states when a probability is told: codes that were never met are rare, not
impossible. What is drawn was met."""


@dataclass(frozen=True, slots=True, eq=False)
class CodePrior:
    """A tree: each variable given its parent, by the pairs of states that were met.

    Args:
        parent: of each variable; -1 where there is none.
        order: the variables, parents first.
        pairs: for each variable, states of the parent (0 where there is none) and of itself, sorted.
        counts: for each variable, how often each pair was met.
        states: of each variable.
    """

    parent: tuple[int, ...]
    order: tuple[int, ...]
    pairs: tuple[Int[Tensor, "_ 2"], ...]
    counts: tuple[Int[Tensor, " _"], ...]
    states: tuple[int, ...]

    def sample(self, count: int, generator: torch.Generator) -> Int[Tensor, "n V"]:
        """Draw codes, ancestors first."""
        codes = torch.zeros(count, len(self.parent), dtype=torch.int64)
        for variable in self.order:
            pairs, upto = self.pairs[variable], self.counts[variable].cumsum(0)
            given = self._given(codes, variable)
            first = torch.searchsorted(pairs[:, 0].contiguous(), given)
            last = torch.searchsorted(pairs[:, 0].contiguous(), given, right=True) - 1
            below = torch.where(first > 0, upto[first - 1], 0)
            # One of the images in which the parent had this state, each as likely as another.
            image = below + (torch.rand(count, generator=generator) * (upto[last] - below)).long()
            codes[:, variable] = pairs[torch.searchsorted(upto, image, right=True), 1]
        return codes

    def log_probability(self, codes: Int[Tensor, "n V"]) -> Float[Tensor, " n"]:
        """Log-probability of codes in nats, smoothed."""
        total = torch.zeros(len(codes), dtype=torch.float64)
        for variable in self.order:
            pairs, counts = self.pairs[variable], self.counts[variable].double()
            given, states = self._given(codes, variable), self.states[variable]
            # Pairs are sorted, so that as numbers of base `states` they are too.
            own = _counted(pairs[:, 0] * states + pairs[:, 1], counts, given * states + codes[:, variable])
            all_ = _counted(pairs[:, 0].contiguous(), counts, given)
            total += ((own + SMOOTHING) / (all_ + SMOOTHING * self.states[variable])).log()
        return total

    def _given(self, codes: Int[Tensor, "n V"], variable: int) -> Int[Tensor, " n"]:
        parent = self.parent[variable]
        return codes[:, parent].contiguous() if parent >= 0 else torch.zeros(len(codes), dtype=torch.int64)


def _counted(
    sorted_keys: Int[Tensor, " m"], counts: Float[Tensor, " m"], wanted: Int[Tensor, " n"]
) -> Float[Tensor, " n"]:
    """The counts of each key that is wanted, added up."""
    upto = torch.cat([counts.new_zeros(1), counts.cumsum(0)])
    first, last = (torch.searchsorted(sorted_keys, wanted, right=right) for right in (False, True))
    return upto[last] - upto[first]


def fit_prior(codes: Int[Tensor, "N V"], states: tuple[int, ...]) -> CodePrior:
    """The tree of largest likelihood of the codes of images; there must be an image."""
    table = codes.numpy()
    variables = table.shape[1]
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(variables))
    for one in range(variables):
        for other in range(one + 1, variables):
            shared = mutual_information(table[:, one], table[:, other])
            if shared > chance(table[:, one], table[:, other]):
                graph.add_edge(one, other, weight=shared)
    forest = nx.maximum_spanning_tree(graph)
    parent, order = [-1] * variables, []
    for root in sorted(min(component) for component in nx.connected_components(forest)):
        order.append(root)
        for cause, effect in nx.bfs_edges(forest, root):
            parent[effect] = cause
            order.append(effect)
    pairs, counts = [], []
    for variable in range(variables):
        given = table[:, parent[variable]] if parent[variable] >= 0 else np.zeros(len(table), dtype=np.int64)
        met, count = np.unique(np.stack([given, table[:, variable]], 1), axis=0, return_counts=True)
        pairs.append(torch.from_numpy(met))
        counts.append(torch.from_numpy(count))
    return CodePrior(tuple(parent), tuple(order), tuple(pairs), tuple(counts), states)


def mutual_information(one: Integers, other: Integers) -> float:
    """Mutual information of two columns of codes, in nats, by their frequencies."""
    both = _entropy(np.stack([one, other], 1))
    return _entropy(one[:, None]) + _entropy(other[:, None]) - both


def chance(one: Integers, other: Integers) -> float:
    """What frequencies show of mutual information where there is none: half the degrees of freedom, an image."""
    return (len(np.unique(one)) - 1) * (len(np.unique(other)) - 1) / len(one)


def _entropy(rows: Integers) -> float:
    counts = np.unique(rows, axis=0, return_counts=True)[1]
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum())
