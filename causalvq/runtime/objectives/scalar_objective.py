"""What an autoencoder of scalar codes learns (QLAE, arXiv 2305.18378): images alone.

Axes: b pairs, n = 2b images (x first, then y).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.recompute import in_pieces
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.objective import Terms, without_reader


@dataclass(frozen=True, slots=True, eq=False)
class ScalarObjective:
    """Cross-entropy of light in [0, 1], and the losses of the codebooks; weight decay is the optimiser's.

    Args:
        plan: its weights.
        model: what is trained.
        pieces: in which the networks see a batch.
    """

    plan: Plan
    model: CausalVQ
    pieces: int = 1

    def trained(self, phase: str) -> Iterator[nn.Parameter]:  # noqa: ARG002
        """All parameters but those of the head, which is fitted when training has ended."""
        return without_reader(self.model)

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:  # noqa: ARG002
        """The unweighted terms of one step."""
        model, images = self.model, torch.cat([batch.x, batch.y])
        vectors = in_pieces(model.encoder, images, self.pieces)
        found = model.quantizer(vectors)
        decoded = in_pieces(model.decoder, found.vectors, self.pieces)
        return {"reconstruction": losses.light_cross_entropy(decoded, images), "quantizer": found.loss}

    def scores(
        self,
        phase: str,  # noqa: ARG002
        seen: Iterable[DeviceBatch],  # noqa: ARG002
        held_out: Iterable[DeviceBatch],  # noqa: ARG002
    ) -> Mapping[str, float]:
        """None: nothing reads actions yet."""
        return {}
