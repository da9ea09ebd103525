"""A moving average of the weights, which scores better than the weights of any one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class WeightAverage:
    """Exponential moving average of a model's parameters (Polyak and Juditsky, 1992).

    The average starts at the initial weights, which have nothing to say; so it forgets them faster at first: after
    step t its decay is at most (1 + t) / (10 + t). Codebooks are moving averages themselves and are left alone.

    Args:
        model: whose parameters are averaged.
        decay: share of the average that one step leaves, in (0, 1); None keeps no average, and every method leaves
            the model as it is.
    """

    def __init__(self, model: nn.Module, decay: float | None) -> None:
        self.decay = decay
        self.values: dict[str, Tensor] = {}
        if decay is not None:
            self.values = {name: value.detach().clone() for name, value in model.named_parameters()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Take in the weights after so many steps."""
        if self.decay is not None:
            # Early on it is nearly the weights of now: an average of random weights with trained ones is neither.
            share = 1 - min(self.decay, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(self.values.values()), list(model.parameters()), share)

    @contextmanager
    def used(self, model: nn.Module) -> Iterator[None]:
        """While inside, the model has the averaged weights."""
        self._exchange(model)
        try:
            yield
        finally:
            self._exchange(model)

    @torch.no_grad()
    def adopt(self, model: nn.Module) -> None:
        """Give the model the averaged weights for good."""
        for name, average in self.values.items():
            model.get_parameter(name).copy_(average)

    def restore(self, values: dict[str, Tensor]) -> None:
        """Take the averages of a checkpoint.

        Raises:
            ValueError: when they are not those of this model.
        """
        if values.keys() != self.values.keys():
            raise ValueError("the averages are not those of this model")
        for name, value in values.items():
            self.values[name].copy_(value)

    @torch.no_grad()
    def _exchange(self, model: nn.Module) -> None:
        for name, average in self.values.items():
            parameter = model.get_parameter(name)
            # Exchanged, not copied: afterwards both have to be as they were, to the last bit.
            own = parameter.detach().clone()
            parameter.copy_(average)
            average.copy_(own)
