"""A plain convolutional network from both images to the action: what anyone would write who wants nothing else.

Retrieval by codes or vectors cannot be expected to be better: of an image they say what is worth saying by itself.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels, A actions.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.placement.pair_networks import HIDDEN, POOLED, widths
from causalvq.compiler.plan import Plan
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.slots.action_table import ActionTable


def pair_network(channels: int, height: int, width: int, classes: int) -> nn.Sequential:
    """Convolutions that halve images to about 4 x 4, and one hidden layer, with the weights of torch's own seed.

    Args:
        channels: of both images together.
        height: of the images, pixels.
        width: of the images, pixels.
        classes: of actions.
    """
    layers: list[nn.Module] = []
    inputs = channels
    for outputs in widths(height, width):
        layers += [nn.Conv2d(inputs, outputs, 3, 2, 1), nn.BatchNorm2d(outputs), nn.ReLU()]
        layers += [nn.Conv2d(outputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs), nn.ReLU()]
        inputs = outputs
    layers += [nn.AdaptiveAvgPool2d(POOLED), nn.Flatten(), nn.Linear(inputs * POOLED**2, HIDDEN), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(HIDDEN, classes))


class PairNetwork(nn.Module):
    """The network, given the images of pairs one after the other.

    Args:
        plan: with actions.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        data = plan.data
        self.layers = pair_network(2 * data.channels, data.height, data.width, len(plan.actions))

    def forward(self, images: Float[Tensor, "n C H W"]) -> Float[Tensor, "b A"]:
        """Log-odds of the actions that lead from the first half of the images to the second."""
        half = max(1, len(images) // 2)
        found: Tensor = self.layers(torch.cat([images[:half], images[-half:]], dim=1))
        return found.float()


class PairClassifier(ActionReader):
    """A classifier of pairs.

    Args:
        plan: a plan whose baseline is `pair_classifier`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.pixels = PixelScale(plan.data)
        self.actions = ActionTable(plan)
        self.encoder = PairNetwork(plan)

    def read_actions(self, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b A"]:
        """Log-probability in nats of each action between images with pixels in [-1, 1]."""
        found: Tensor = self.encoder(torch.cat([x, y]))
        return found.log_softmax(1)
