"""How a variable follows its parents: P(state after | own state before, parents' states after), as counts.

Only contexts that were seen are kept, so that a table grows with the data and not with states to the power of parents.

Axes: b pairs, p parents, K contexts, S states, V variables.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler.support import MAX_CONTEXTS

SMOOTHING = 0.01


class ResponseTable(nn.Module):
    """The mechanism of one variable that has parents.

    Args:
        variable: index of the variable.
        parents: indices of its parents, at least one.
        states: states of the largest codebook.
        contexts: rows to make room for, before a saved table is loaded.
    """

    keys: Tensor
    counts: Tensor

    def __init__(self, variable: int, parents: Sequence[int], states: int, contexts: int = 0) -> None:
        super().__init__()
        self.variable, self.parents, self.states = variable, list(parents), states
        assert states ** (len(self.parents) + 1) <= MAX_CONTEXTS, "contexts are numbered in 63 bits"
        self.register_buffer("keys", torch.zeros(contexts, dtype=torch.int64))
        self.register_buffer("counts", torch.zeros(contexts, states))

    @torch.no_grad()
    def fit(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> None:
        """Count how the variable followed, in pairs where a parent changed and no action set the variable."""
        keys, places = torch.unique(self._key(x, y), return_inverse=True)
        counts = torch.zeros(len(keys), self.states, device=x.device)
        counts.index_put_((places, y[:, self.variable]), torch.ones((), device=x.device), accumulate=True)
        self.keys, self.counts = keys, counts

    def log_probabilities(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Float[Tensor, "b S"]:
        """Log-probability in nats of each state, given the variable before and its parents after.

        In a context that was never seen the variable is expected to stay.
        """
        stay = nn.functional.one_hot(x[:, self.variable], self.states).to(self.counts.dtype)
        counts = stay + SMOOTHING
        if len(self.keys):
            wanted = self._key(x, y)
            place = torch.searchsorted(self.keys, wanted).clamp_max(len(self.keys) - 1)
            seen = self.keys[place] == wanted
            counts = torch.where(seen[:, None], self.counts[place] + SMOOTHING, counts)
        return (counts / counts.sum(-1, keepdim=True)).log()

    def disturbed(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Tensor:
        """In which pairs a parent changed: bool [b]."""
        return (x[:, self.parents] != y[:, self.parents]).any(1)

    def _key(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"]) -> Int[Tensor, " b"]:
        """The context of each pair as one number."""
        key = x[:, self.variable]
        for parent in self.parents:
            key = key * self.states + y[:, parent]
        return key
