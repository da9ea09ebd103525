"""A linear probe: what a logistic regression on one-hot codes can say about each factor.

Axes: N images, V variables, F factors, R rows (the states of all variables), K columns (the values of all
factors).
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from causalvq.data.types import Integers

RIDGE = 1e-5
"""Weight of the squared norm: where codes tell values apart without error, no finite weights are best."""

ITERATIONS = 100


def explicitness(seen: tuple[Integers, Integers], held_out: tuple[Integers, Integers]) -> tuple[float, ...]:
    """For each factor, the share of its uncertainty that the probe takes away: 1 is certainty, 0 a guess.

    Every value of a factor weighs the same. The probe never does worse than its guess, which it could make too. A state
    that it was not fitted to tells it nothing, and a value that it was not fitted to is the least probable.

    Args:
        seen: codes int64 [N, V] and labels int64 [N, F] that the probe is fitted to, at least one.
        held_out: codes and labels that it is measured on, at least one.
    """
    with torch.inference_mode(False), torch.enable_grad():
        codes, labels = (torch.from_numpy(np.concatenate(both)) for both in zip(seen, held_out, strict=True))
        sizes = [int(column.max()) + 1 for column in labels.T]
        rows = codes + torch.tensor([0, *(codes.max(0).values + 1).cumsum(0).tolist()[:-1]])
        first, states = len(seen[0]), int(rows.max()) + 1  # states of all images: some may not be among those seen
        weights = fitted(rows[:first], labels[:first], sizes, states)
        errors = cross_entropies(weights.detach(), rows[first:], labels[first:], sizes)
    known = [len(column.unique()) for column in labels[first:].T]
    return tuple(
        min(1.0, max(0.0, 1 - error / float(np.log(count)))) if count > 1 else 0.0
        for error, count in zip(errors.tolist(), known, strict=True)
    )


def fitted(rows: Int[Tensor, "N V"], labels: Int[Tensor, "N F"], sizes: list[int], states: int) -> Float[Tensor, "R K"]:
    """The weights of smallest error, of all factors at once: they share no weight. Those of unseen states are 0."""
    weights = torch.zeros(states, sum(sizes), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weights], max_iter=ITERATIONS, line_search_fn="strong_wolfe", tolerance_grad=1e-7, tolerance_change=1e-10
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = cross_entropies(weights, rows, labels, sizes).sum() + RIDGE * weights.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return weights


def cross_entropies(
    weights: Float[Tensor, "R K"], rows: Int[Tensor, "N V"], labels: Int[Tensor, "N F"], sizes: list[int]
) -> Float[Tensor, " F"]:
    """Mean error in nats of each factor, every value that occurs weighing the same."""
    logits = functional.embedding_bag(rows, weights, mode="sum")  # [N, K]
    parts = torch.split(logits, sizes, dim=1)
    return torch.stack(
        [
            functional.cross_entropy(part, column, _balance(column, part.shape[1]))
            for part, column in zip(parts, labels.T, strict=True)
        ]
    )


def _balance(column: Int[Tensor, " N"], values: int) -> Float[Tensor, " values"]:
    """A weight for each value, so that all that occur weigh the same in a mean."""
    counts = torch.bincount(column, minlength=values).double()
    return torch.where(counts > 0, 1 / counts.clamp(min=1), 0)
