"""What a step learns from: the terms of the loss for a batch, and the parameters that they train.

The loop (`causalvq.runtime.training.loop`) knows a model by its `Objective` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.trainable import Trainable

Terms = Mapping[str, Float[Tensor, ""]]


@runtime_checkable
class Objective(Protocol):
    """What one kind of model learns."""

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
        """The unweighted terms of the loss, each of which has a weight of its name in the plan.

        Args:
            batch: pairs of images with their actions.
            step: number of the step, from 0, which says what is learned now.
            generator: of all draws; it depends on seed and step alone.
        """

    def trained(self, phase: str) -> Iterator[nn.Parameter]:
        """The parameters that the steps of a phase change; all others are frozen in it."""

    def scores(self, phase: str, seen: Iterable[DeviceBatch], held_out: Iterable[DeviceBatch]) -> Mapping[str, float]:
        """Cheap scores of held-out pairs, for whoever watches; none while there is nothing to score.

        Args:
            phase: of the step just done.
            seen: pairs of the training split, from which mechanisms may be estimated.
            held_out: pairs to score.
        """


def action_scores(
    actions: ActionTable,
    read: Callable[[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]], Float[Tensor, "b A"]],
    held_out: Iterable[DeviceBatch],
) -> Mapping[str, float]:
    """How often actions are found from two images, and how often their factors.

    Args:
        actions: those there are.
        read: from images before and after to log-probabilities of actions.
        held_out: pairs whose action is known.
    """
    hits = list[Tensor]()
    for batch in held_out:
        found, action = read(batch.x, batch.y).argmax(1), actions(batch.factor, batch.direction, batch.value)
        hits.append(torch.stack([found == action, actions.factor[found] == actions.factor[action]]))
    action_share, factor_share = torch.cat(hits, 1).float().mean(1).tolist()
    return {"action_accuracy": action_share, "factor_accuracy": factor_share}


def without_reader(model: Trainable) -> Iterator[nn.Parameter]:
    """The parameters of a model but those of what only reads."""
    read = set(map(id, model.reader.parameters())) if model.reader is not None else set()
    return (parameter for parameter in model.parameters() if id(parameter) not in read)
