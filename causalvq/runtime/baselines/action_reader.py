"""What every baseline without codes does: read an action from two images.

Axes: b pairs, C, H, W pixels, A actions.
"""

from __future__ import annotations

from abc import abstractmethod

from jaxtyping import Float
from torch import Tensor

from causalvq.runtime.trainable import Trainable


class ActionReader(Trainable):
    """A model that says which action led from one image to another."""

    @abstractmethod
    def read_actions(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of each action between images with pixels in [-1, 1]."""
