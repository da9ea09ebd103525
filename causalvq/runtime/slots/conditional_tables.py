"""How a variable follows its parents: P(state after | own state before, parents' states after), as counts.

Only contexts that were seen are kept, so that a table grows with the data and not with states to the power of parents.

Axes: b pairs, p parents, K contexts, S states, V variables.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.capability.trainability import MAX_CONTEXTS
from causalvq.runtime.slots.noise import AdditiveNoise

SMOOTHING = 0.01
"""Added to every count of the parents' table."""
BACK_OFF = 1.0
"""Pairs that the parents' table is worth when the own state before is known too."""


class ContextCounts(nn.Module):
    """Counts of outcomes in the contexts that were seen.

    Args:
        states: number of outcomes.
        contexts: rows to make room for, before a saved table is loaded.
    """

    keys: Tensor
    counts: Tensor

    def __init__(self, states: int, contexts: int = 0) -> None:
        super().__init__()
        self.register_buffer("keys", torch.zeros(contexts, dtype=torch.int64))
        self.register_buffer("counts", torch.zeros(contexts, states))

    @torch.no_grad()
    def fit(self, keys: Int[Tensor, " b"], outcomes: Int[Tensor, " b"]) -> None:
        """Count the outcomes of each context; what was counted before is forgotten.

        Args:
            keys: the context of each pair, as a number.
            outcomes: the state that followed.
        """
        # Sorted keys, so that a context is found by binary search and a table has a row for each one that was seen.
        self.keys, places = torch.unique(keys, return_inverse=True)
        counts = torch.zeros(len(self.keys), self.counts.shape[1], device=keys.device)
        self.counts = counts.index_put_((places, outcomes), torch.ones((), device=keys.device), accumulate=True)

    def forward(self, keys: Int[Tensor, " b"]) -> Float[Tensor, "b S"]:
        """The counts of some contexts; zeros for one that was never seen."""
        if not len(self.keys):
            return self.counts.new_zeros(len(keys), self.counts.shape[1])
        place = torch.searchsorted(self.keys, keys).clamp_max(len(self.keys) - 1)
        return self.counts[place] * (self.keys[place] == keys)[:, None]


class ConditionalTable(nn.Module):
    """The mechanism of one variable that has parents.

    The parents' states alone give a first estimate; the variable's own state before sharpens it where enough pairs
    were seen. With exogenous noise it is instead the noise that is kept from one image to its counterfactual.

    Args:
        variable: index of the variable.
        parents: indices of its parents, at least one.
        states: states of the largest codebook.
        contexts: rows of the tables before saved ones are loaded: by the parents alone, with the variable's own
            state, and of the noise.
        keeps_noise: what a variable owes to nothing in the graph is the same before and after (exogenous noise).
    """

    def __init__(
        self,
        variable: int,
        parents: Sequence[int],
        states: int,
        contexts: tuple[int, int, int] = (0, 0, 0),
        *,
        keeps_noise: bool = False,
    ) -> None:
        super().__init__()
        self.variable, self.parents, self.states = variable, list(parents), states
        assert states ** (len(self.parents) + 1) <= MAX_CONTEXTS, "contexts are numbered in 63 bits"
        self.coarse = ContextCounts(states, contexts[0])
        self.fine = ContextCounts(states, contexts[1])
        self.noise = AdditiveNoise(states, contexts[2]) if keeps_noise else None

    def fit(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> None:
        """Count how the variable followed, in pairs where a parent changed and no action set the variable."""
        coarse, fine = self._keys(x, y)
        self.coarse.fit(coarse, y[:, self.variable])
        self.fine.fit(fine, y[:, self.variable])
        if self.noise is not None:
            self.noise.fit(self._keys(x, x)[0], x[:, self.variable], coarse, y[:, self.variable])

    def log_probabilities(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b S"]:
        """Log-probability in nats of each state, given the variable before and its parents after.

        Where the parents' states were never seen together the variable is expected to stay.
        """
        coarse, fine = self._keys(x, y)
        stay = nn.functional.one_hot(x[:, self.variable], self.states)
        # The prior keeps the state: of parents that were never seen together nothing else is known.
        given_parents = _normalised(self.coarse(coarse) + SMOOTHING * (1 + stay))
        if self.noise is not None:
            kept: Tensor = self.noise(self._keys(x, x)[0], x[:, self.variable], coarse, given_parents)
            return kept.log()
        # Dirichlet back-off: the parents alone decide until the finer context
        # has been seen in more pairs than they are worth.
        return _normalised(self.fine(fine) + BACK_OFF * given_parents).log()

    def disturbed(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Bool[Tensor, " b"]:
        """Which pairs have a parent that changed."""
        return (x[:, self.parents] != y[:, self.parents]).any(1)

    def _keys(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> tuple[Int[Tensor, " b"], Int[Tensor, " b"]]:
        """The context of each pair as one number: of the parents after, and with the variable before."""
        key = torch.zeros_like(x[:, 0])
        for parent in self.parents:
            # A number in base S, whose digits are the states of the parents.
            key = key * self.states + y[:, parent]
        return key, key * self.states + x[:, self.variable]


def _normalised(counts: Float[Tensor, "b S"]) -> Float[Tensor, "b S"]:
    return counts / counts.sum(-1, keepdim=True)
