"""What a model learns that reads actions from two images and does nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.objective import Terms, action_scores


@dataclass(frozen=True, slots=True, eq=False)
class ReadingObjective:
    """Cross-entropy in nats of the actions that are known.

    Args:
        model: what is trained.
    """

    model: ActionReader

    def trained(self, phase: str) -> Iterator[nn.Parameter]:  # noqa: ARG002
        """All parameters."""
        return self.model.parameters()

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:  # noqa: ARG002
        """The unweighted term of one step."""
        known = batch.factor >= 0
        action = self.model.actions(batch.factor.clamp_min(0), batch.direction, batch.value.clamp_min(0))
        likely = self.model.read_actions(batch.x, batch.y)
        return {"retrieval": losses.action_cross_entropy(likely, known, action)}

    def scores(
        self,
        phase: str,  # noqa: ARG002
        seen: Iterable[DeviceBatch],  # noqa: ARG002
        held_out: Iterable[DeviceBatch],
    ) -> Mapping[str, float]:
        """How often the action is read from two images."""
        return action_scores(self.model.actions, self.model.read_actions, held_out)
