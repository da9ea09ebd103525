"""Autoencoders of numbers without codes: a plain one, and those whose numbers are Gaussian.

What an action does to them is the mean of what it did to the latents of training pairs; which action it was is read
from the latents of both images by the head that the causal model has, which changes nothing of them.

Axes: b images or pairs, n = 2b images (x first, then y), C, H, W pixels, L latents, A actions.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.retrieval import RetrievalHead
from causalvq.runtime.slots.slot_decoder import ImageDecoder, LightDecoder
from causalvq.runtime.slots.slot_encoder import ImageEncoder

WIDEST = 10.0
"""Of a log-variance, up and down: beyond it a number is as good as unknown, or as known."""


class LatentModel(ActionReader):
    """Encoder and decoder of the causal model, with numbers between them.

    `displacements` float [A, L] are what actions do to the latents, counted when training has ended.

    Args:
        plan: a plan whose baseline is `autoencoder`, `beta_vae` or `ada_gvae`.
    """

    displacements: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        assert plan.baseline is not None
        self.gaussian = plan.baseline.kind != "autoencoder"
        latents = plan.baseline.latents
        self.pixels = PixelScale(plan.data)
        self.encoder = ImageEncoder(plan, latents * (1 + self.gaussian))
        self.decoder = LightDecoder(plan, latents) if self.gaussian else ImageDecoder(plan, latents)
        self.actions = ActionTable(plan)
        self.retrieval = RetrievalHead(plan) if plan.network.retrieval_hidden else None
        self.register_buffer("displacements", torch.zeros(len(plan.actions), latents))

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        """Encoder and decoder."""
        return self.encoder, self.decoder

    @property
    def reader(self) -> nn.Module | None:
        """The head that reads actions."""
        return self.retrieval

    def encode(self, images: Float[Tensor, "b C H W"]) -> Float[Tensor, "b L"]:
        """The latents of images with pixels in [-1, 1]; of Gaussians, the means."""
        return self.posterior(self.encoder(images))[0]

    def posterior(self, numbers: Float[Tensor, "b N"]) -> tuple[Float[Tensor, "b L"], Float[Tensor, "b L"]]:
        """Mean and log-variance of each latent, from what the encoder says; an autoencoder is sure of its own."""
        if not self.gaussian:
            return numbers.float(), torch.full_like(numbers, -torch.inf, dtype=torch.float32)
        mean, spread = numbers.float().chunk(2, dim=1)
        return mean, spread.clamp(-WIDEST, WIDEST)

    def decode(self, latents: Float[Tensor, "b L"]) -> Float[Tensor, "b C H W"]:
        """The images of latents, in [-1, 1]."""
        made: Tensor = self.decoder(latents)
        return made.clamp(-1, 1)

    def act(self, latents: Float[Tensor, "b L"], action: Int[Tensor, " b"]) -> Float[Tensor, "b L"]:
        """The latents after an action: moved by its mean displacement."""
        return latents + self.displacements[action]

    def read_latents(self, x: Float[Tensor, "b L"], y: Float[Tensor, "b L"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of each action between latents."""
        assert self.retrieval is not None
        both = torch.cat([x, y]).unsqueeze(1)
        found: Tensor = self.retrieval.by_vectors(both)
        return found

    def read_actions(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of each action between images."""
        return self.read_latents(*self.encode(torch.cat([x, y])).chunk(2))

    @torch.no_grad()
    def count(self, x: Float[Tensor, "P L"], y: Float[Tensor, "P L"], action: Int[Tensor, " P"]) -> None:
        """Take the mean displacement of each action over pairs; one that has none does nothing."""
        moved = torch.zeros_like(self.displacements).index_add_(0, action, y - x)
        times = torch.bincount(action, minlength=len(moved)).clamp_min(1)
        self.displacements.copy_(moved / times[:, None])
