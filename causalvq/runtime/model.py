"""The model: encoder, quantiser, decoder and transition, built from a plan.

Axes: b images or pairs, C, H, W pixels, V variables, D length of a vector, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.grid.grid_decoder import GridDecoder
from causalvq.runtime.grid.grid_encoder import GridEncoder
from causalvq.runtime.grid.grid_quantizer import GridQuantizer
from causalvq.runtime.grid.grid_transition import GridTransition
from causalvq.runtime.quantizers import Quantizer, make_quantizer
from causalvq.runtime.slots.action_table import ActionTable
from causalvq.runtime.slots.coordinates import Coordinates
from causalvq.runtime.slots.retrieval import RetrievalHead
from causalvq.runtime.slots.slot_decoder import LightDecoder, SlotDecoder
from causalvq.runtime.slots.slot_encoder import ScalarEncoder, SlotEncoder
from causalvq.runtime.slots.slot_transition import SlotTransition
from causalvq.runtime.trainable import Trainable


@dataclass(frozen=True, slots=True, eq=False)
class PairReading:
    """What two images say of an action between them.

    Args:
        before: codes of x.
        after: codes of y.
        by_codes: log-probability in nats of the codes of y under each action on those of x.
        found: log-probability in nats of each action, by all that the images say.
    """

    before: Int[Tensor, "b V"]
    after: Int[Tensor, "b V"]
    by_codes: Float[Tensor, "b A"]
    found: Float[Tensor, "b A"]


class CausalVQ(Trainable):
    """A causal vector-quantised autoencoder (after CT-VAE, arXiv 2302.00869).

    Whatever the layout, what lies between the parts is the same: one vector and one code a variable. What is
    asked of a quantiser and of a transition is `causalvq.runtime.quantizers.Quantizer` and
    `causalvq.runtime.transition.Transition`.

    Args:
        plan: what to build; `causalvq.compiler.capability.trainability` says which plans this version can.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        slots, scalar = plan.grid is None, plan.baseline is not None and plan.baseline.kind == "qlae"
        self.pixels = PixelScale(plan.data)
        self.encoder = (ScalarEncoder if scalar else SlotEncoder if slots else GridEncoder)(plan)
        self.quantizer: Quantizer = make_quantizer(plan) if slots else GridQuantizer(plan)
        self.decoder = LightDecoder(plan, plan.numbers) if scalar else (SlotDecoder if slots else GridDecoder)(plan)
        self.coordinates = Coordinates(plan) if plan.directed else None
        self.actions = ActionTable(plan)
        self.retrieval = RetrievalHead(plan) if plan.network.retrieval_hidden else None
        self.transition = GridTransition(plan, self.actions) if plan.layered else SlotTransition(plan, self.actions)

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        """Encoder and decoder."""
        return self.encoder, self.decoder

    @property
    def reader(self) -> nn.Module | None:
        """The head that reads actions."""
        return self.retrieval

    @property
    def codebooks(self) -> Quantizer:
        """The quantiser."""
        return self.quantizer

    def encode(self, images: Float[Tensor, "b C H W"]) -> Int[Tensor, "b V"]:
        """The codes of images with pixels in [-1, 1]."""
        return self.codes_of(self.encoder(images))

    def codes_of(self, vectors: Float[Tensor, "b V D"]) -> Int[Tensor, "b V"]:
        """The codes of vectors: the nearest ones, by all numbers and, as far as it is trusted, by the coordinate."""
        coordinates = self.coordinates
        if coordinates is None or not bool(coordinates.leaning.any()):
            return self.quantizer.encode(vectors)
        off = coordinates.off(vectors, self.quantizer.codebook)
        return self.quantizer.encode(vectors, coordinates.leaning[:, None] * off)

    def read_pair(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> PairReading:
        """What both images of pairs say of the action between them; every action is equally likely beforehand."""
        images = torch.cat([x, y])
        vectors = self.encoder(images)
        before, after = self.codes_of(vectors).chunk(2)
        by_codes = self.transition.log_likelihoods(before, after)
        found = by_codes.log_softmax(1)
        if self.retrieval is not None:
            found = self.retrieval.combined(found, self.retrieval(vectors, images))
        return PairReading(before, after, by_codes, found)

    def action_probabilities(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        """Which action led from x to y, by all that the images say."""
        return self.read_pair(x, y).found.exp()

    def decode(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b C H W"]:
        """The images of codes, clipped to [-1, 1]."""
        image: Tensor = self.decoder(self.quantizer.lookup(codes))
        return image.clamp(-1, 1)
