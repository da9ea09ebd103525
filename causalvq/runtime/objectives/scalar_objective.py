"""What an autoencoder of scalar codes learns (QLAE, arXiv 2305.18378): images alone.

Axes: b pairs, n = 2b images (x first, then y).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from causalvq.runtime.compute.recompute import in_pieces
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.image_objective import ImageObjective
from causalvq.runtime.objectives.objective import Terms


@dataclass(frozen=True, slots=True, eq=False)
class ScalarObjective(ImageObjective[CausalVQ]):
    """Cross-entropy of light in [0, 1], and the losses of the codebooks; weight decay is the optimiser's.

    Arguments as `ImageObjective`.
    """

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:  # noqa: ARG002
        """The unweighted terms of one step."""
        model, images = self.model, torch.cat([batch.x, batch.y])
        vectors = in_pieces(model.encoder, images, self.pieces)
        found = model.quantizer(vectors)
        decoded = in_pieces(model.decoder, found.vectors, self.pieces)
        return {"reconstruction": losses.light_cross_entropy(decoded, images), "quantizer": found.loss}
