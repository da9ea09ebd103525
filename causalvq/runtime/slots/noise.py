"""Exogenous noise of a mechanism: state = centre(parents) + noise, as far as there are states.

States are values in order, and a counterfactual keeps the noise of the image that it starts from (Pearl, Causality,
2009, section 7.1: abduction, action, prediction) under an additive mechanism (Hoyer et al., NeurIPS 2008).

Axes: b pairs, K contexts, S states, N = 2 S - 1 values of the noise.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

SWEEPS = 40
"""Improvements of the centres, each of a random half of them; a few are enough."""
PRIOR_KEPT = 1.0
"""Pairs that the belief in kept noise is worth for each value of it."""
LOOSE = 0.02
"""Probability that a mechanism does not keep its noise after all: codes are not free of errors."""


class AdditiveNoise(nn.Module):
    """The centres of a variable for the states of its parents, and how its noise goes from x to y.

    Args:
        states: states of the largest codebook.
        contexts: rows to make room for, before saved ones are loaded.
    """

    keys: Tensor
    centre: Tensor
    highest: Tensor
    kept: Tensor

    def __init__(self, states: int, contexts: int = 0) -> None:
        super().__init__()
        self.states = states
        self.register_buffer("keys", torch.zeros(contexts, dtype=torch.int64))
        self.register_buffer("centre", torch.zeros(contexts, dtype=torch.int64))
        self.register_buffer("highest", torch.zeros((), dtype=torch.int64))
        self.register_buffer("kept", torch.zeros(2 * states - 1, 2 * states - 1))

    @torch.no_grad()
    def fit(
        self, before: Int[Tensor, " b"], x: Int[Tensor, " b"], after: Int[Tensor, " b"], y: Int[Tensor, " b"]
    ) -> None:
        """Find the centres under which most pairs keep their noise, then count how it is kept.

        Args:
            before: context of the parents in x, as a number.
            x: the variable's state in x.
            after: context of the parents in y.
            y: the variable's state in y.
        """
        if not len(x):  # no pair shows how the variable follows: `forward` then has nothing to say
            self.keys, self.centre = self.keys[:0], self.centre[:0]
            return
        self.keys, places = torch.unique(torch.cat([before, after]), return_inverse=True)
        self.highest.copy_(torch.cat([x, y]).max())
        first, second = places.chunk(2)
        self.centre = self._mean(places, torch.cat([x, y]))
        chance = torch.Generator().manual_seed(0)
        for _ in range(SWEEPS):
            # Coordinate ascent: each centre is best for the others as they are. All at once would swing to and fro
            # between two solutions, so a random half moves at a time.
            better = self._agreement(first, x, second, y).argmax(1)
            half = torch.rand(len(self.keys), generator=chance).to(x.device) < 0.5
            self.centre = torch.where(half, better, self.centre)
        noise, whole = x - self.centre[first], self.centre[second] + x - self.centre[first]
        # States that were clipped at an end do not say which noise they had.
        inside = (whole >= 0) & (whole <= self.highest)
        rows, columns = (noise + self.states - 1)[inside], (y - self.centre[second] + self.states - 1)[inside]
        self.kept.zero_().index_put_((rows, columns), torch.ones((), device=x.device), accumulate=True)

    def _mean(self, places: Int[Tensor, " p"], states: Int[Tensor, " p"]) -> Int[Tensor, " K"]:
        """The mean state of each context, rounded."""
        total = torch.zeros(len(self.keys), device=states.device).index_add_(0, places, states.float())
        return (total / torch.bincount(places, minlength=len(self.keys))).round().long()

    def _agreement(
        self, first: Int[Tensor, " b"], x: Int[Tensor, " b"], second: Int[Tensor, " b"], y: Int[Tensor, " b"]
    ) -> Float[Tensor, "K S"]:
        """How many pairs each centre of each context would explain, were the others as they are."""
        centres = torch.arange(self.states, device=x.device)
        as_second = (centres + (x - self.centre[first])[:, None]).clamp_min(0).minimum(self.highest) == y[:, None]
        as_first = ((self.centre[second] + x)[:, None] - centres).clamp_min(0).minimum(self.highest) == y[:, None]
        agreed = torch.nn.functional.one_hot(self.centre, self.states) * 0.5  # what is as good stays
        return agreed.index_add_(0, second, as_second.float()).index_add_(0, first, as_first.float())

    def forward(
        self,
        before: Int[Tensor, " b"],
        x: Int[Tensor, " b"],
        after: Int[Tensor, " b"],
        otherwise: Float[Tensor, "b S"],
    ) -> Float[Tensor, "b S"]:
        """Probability of each state after, given the state before and the parents of both.

        Args:
            before: context of the parents before, as a number.
            x: the variable's state before.
            after: context of the parents after.
            otherwise: probabilities where noise is not kept, or a context was never seen.
        """
        if not len(self.keys):
            return otherwise
        first, second = self._find(before), self._find(after)
        noise = x - self.centre[first] + self.states - 1
        chances = self.kept[noise] + PRIOR_KEPT * nn.functional.one_hot(noise, len(self.kept))
        steps = torch.arange(len(self.kept), device=x.device) - self.states + 1
        landing = (self.centre[second][:, None] + steps).clamp_min(0).minimum(self.highest)  # [b, N]
        # Noise beyond the last state lands on it, with all its probability.
        kept = torch.zeros_like(otherwise).scatter_add_(1, landing, chances / chances.sum(1, keepdim=True))
        seen = self._seen(before) & self._seen(after)
        return torch.where(seen[:, None], LOOSE * otherwise + (1 - LOOSE) * kept, otherwise)

    def _find(self, keys: Int[Tensor, " b"]) -> Int[Tensor, " b"]:
        return torch.searchsorted(self.keys, keys).clamp_max(len(self.keys) - 1)

    def _seen(self, keys: Int[Tensor, " b"]) -> Bool[Tensor, " b"]:
        return self.keys[self._find(keys)] == keys
