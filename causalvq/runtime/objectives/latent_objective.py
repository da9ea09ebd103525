"""What an autoencoder of numbers learns: images from latents.

A batch is of pairs, as for the causal model; that two images are a pair says something to Ada-GVAE alone, and what was
done between them to none of these losses. The head that reads actions is fitted when training has ended.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels, L latents.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.compute.distributed import of_all, own_rows
from causalvq.runtime.compute.recompute import in_pieces
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.image_objective import ImageObjective
from causalvq.runtime.objectives.objective import Terms


@dataclass(frozen=True, slots=True, eq=False)
class LatentObjective(ImageObjective[LatentModel]):
    """Squared error of images, for a plain autoencoder; arguments as `ImageObjective`."""

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:  # noqa: ARG002
        """The unweighted terms of one step."""
        images = torch.cat([batch.x, batch.y])
        mean, spread = self.model.posterior(in_pieces(self.model.encoder, images, self.pieces))
        return self.autoencoding(images, mean, spread, generator)

    def autoencoding(
        self,
        images: Float[Tensor, "n C H W"],
        mean: Float[Tensor, "n L"],
        spread: Float[Tensor, "n L"],  # noqa: ARG002
        generator: torch.Generator,  # noqa: ARG002
    ) -> Terms:
        """The terms of encoder and decoder.

        Args:
            images: x, then y.
            mean: of each latent.
            spread: its log-variance.
            generator: of all draws.
        """
        decoded = in_pieces(self.model.decoder, mean, self.pieces)
        return {"reconstruction": losses.squared_error(decoded, images).mean()}


@dataclass(frozen=True, slots=True, eq=False)
class GaussianObjective(LatentObjective):
    """The evidence lower bound, its divergence weighed by beta (beta-VAE, Higgins et al., ICLR 2017).

    Errors are cross-entropies of light in [0, 1], as in the published implementations. Error and divergence, both in
    nats of a whole image, are divided by the numbers of an image, so that `beta` means what it means there.
    """

    def autoencoding(
        self,
        images: Float[Tensor, "n C H W"],
        mean: Float[Tensor, "n L"],
        spread: Float[Tensor, "n L"],
        generator: torch.Generator,
    ) -> Terms:
        """The terms of encoder and decoder; see `LatentObjective`."""
        # Drawn for the images of all ranks and cut, so that several machines draw as one would.
        drawn = own_rows(torch.randn(of_all(len(mean)), mean.shape[1], generator=generator, device=mean.device))
        decoded = in_pieces(self.model.decoder, mean + (spread / 2).exp() * drawn, self.pieces)
        return {
            "reconstruction": losses.light_cross_entropy(decoded, images),
            "divergence": divergence(mean, spread).sum(1).mean() / images[0].numel(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class AdaptiveObjective(GaussianObjective):
    """Ada-GVAE (Locatello et al., arXiv 2002.02886, section 4.1): pairs, without what was done between them.

    A latent whose posteriors of x and y are nearer to each other than half way between the nearest and the farthest of
    the pair's latents is taken for shared, and both images are decoded from the mean of the two posteriors of it.
    """

    def autoencoding(
        self,
        images: Float[Tensor, "n C H W"],
        mean: Float[Tensor, "n L"],
        spread: Float[Tensor, "n L"],
        generator: torch.Generator,
    ) -> Terms:
        """The terms of encoder and decoder; see `LatentObjective`."""
        mean, spread = averaged(mean, spread)
        return GaussianObjective.autoencoding(self, images, mean, spread, generator)


def divergence(mean: Float[Tensor, "n L"], spread: Float[Tensor, "n L"]) -> Float[Tensor, "n L"]:
    """Divergence in nats of Gaussians from the standard one.

    Args:
        mean: of each.
        spread: its log-variance.
    """
    return (mean.square() + spread.exp() - spread - 1) / 2


def averaged(
    mean: Float[Tensor, "n L"], spread: Float[Tensor, "n L"]
) -> tuple[Float[Tensor, "n L"], Float[Tensor, "n L"]]:
    """Posteriors of x and y with those of shared latents in place of each other's: mean of means and of variances.

    Args:
        mean: of x, then of y.
        spread: its log-variance.
    """
    x, y = mean.chunk(2)
    of_x, of_y = spread.chunk(2)
    # KL(x | y) of each latent. Which are shared is decided, not learned: no gradient passes through the threshold.
    apart = ((of_y - of_x + ((of_x.exp() + (x - y).square()) / of_y.exp()) - 1) / 2).detach()
    threshold = (apart.amax(1, keepdim=True) + apart.amin(1, keepdim=True)) / 2
    shared = (apart < threshold).repeat(2, 1)
    middle = ((x + y) / 2).repeat(2, 1)
    wide = ((of_x.exp() + of_y.exp()) / 2).log().repeat(2, 1)
    return torch.where(shared, middle, mean), torch.where(shared, wide, spread)
