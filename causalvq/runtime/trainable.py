"""What training asks of a model, whatever it learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from causalvq.runtime.quantizers import Quantizer
from causalvq.runtime.slots.action_table import ActionTable

if TYPE_CHECKING:  # said, not needed: models have one
    from causalvq.runtime.feeding.pixel_scale import PixelScale


class Trainable(nn.Module):
    """A model that the loop trains: the causal model, or a baseline.

    `pixels` brings pixels to [-1, 1], `actions` are those of the plan, and `encoder` sees images, [n, C, H, W].
    """

    pixels: PixelScale
    actions: ActionTable
    encoder: nn.Module

    @property
    def networks(self) -> tuple[nn.Module, ...]:
        """The networks that torch.compile pays for."""
        return (self.encoder,)

    @property
    def reader(self) -> nn.Module | None:
        """What only reads what the rest has learned: its gradients are clipped by themselves."""
        return None

    @property
    def codebooks(self) -> Quantizer | None:
        """Whose use is watched while training goes on; None for a model without codes."""
        return None
