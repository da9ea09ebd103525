"""What an autoencoder of scalar codes learns (QLAE, arXiv 2305.18378): images alone, and beside them a head that reads.

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
from causalvq.runtime.objectives.objective import Terms, action_scores


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
        """All parameters."""
        return self.model.parameters()

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:  # noqa: ARG002
        """The unweighted terms of one step."""
        model, images = self.model, torch.cat([batch.x, batch.y])
        vectors = in_pieces(model.encoder, images, self.pieces)
        found = model.quantizer(vectors)
        decoded = in_pieces(model.decoder, found.vectors, self.pieces)
        terms = {"reconstruction": losses.light_cross_entropy(decoded, images), "quantizer": found.loss}
        if model.retrieval is None:
            return terms
        known = batch.factor >= 0
        action = model.actions(batch.factor.clamp_min(0), batch.direction, batch.value.clamp_min(0))
        read = model.retrieval.by_vectors(vectors.detach())
        return {**terms, "retrieval": losses.action_cross_entropy(read, known, action)}

    def scores(
        self,
        phase: str,  # noqa: ARG002
        seen: Iterable[DeviceBatch],  # noqa: ARG002
        held_out: Iterable[DeviceBatch],
    ) -> Mapping[str, float]:
        """How often the action is read from two images."""
        if self.model.retrieval is None:
            return {}
        return action_scores(self.model.actions, self.model.read_vectors, held_out)
