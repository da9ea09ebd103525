"""What baselines that learn from images alone have in common, whatever lies between encoder and decoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from torch import nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.objectives.objective import without_reader
from causalvq.runtime.trainable import Trainable

Model = TypeVar("Model", bound=Trainable)


@dataclass(frozen=True, slots=True, eq=False)
class ImageObjective(Generic[Model]):
    """The head that reads actions is fitted when training has ended, so that no step trains it and nothing scores it.

    Args:
        plan: its weights.
        model: what is trained.
        pieces: in which the networks see a batch.
    """

    plan: Plan
    model: Model
    pieces: int = 1

    def trained(self, phase: str) -> Iterator[nn.Parameter]:  # noqa: ARG002
        """All parameters but those of the head."""
        return without_reader(self.model)

    def scores(
        self,
        phase: str,  # noqa: ARG002
        seen: Iterable[DeviceBatch],  # noqa: ARG002
        held_out: Iterable[DeviceBatch],  # noqa: ARG002
    ) -> Mapping[str, float]:
        """None: nothing reads actions yet."""
        return {}
