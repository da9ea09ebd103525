"""Codes of a grid as nodes of a graph: what a variable's code is, and where the variable lies.

Axes: b images, V variables (book, row, column; the last runs fastest), S states, P position numbers, D = S + P.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

from causalvq.compiler.layers.grid_layers import octaves, position_width
from causalvq.compiler.plan import GridPlan, Plan


class GridNodes(nn.Module):
    """One-hot codes beside sinusoidal positions.

    The paper adds positions of length sqrt(D / 2) to one-hot codes of length 1: the position drowns the code, and is
    written in the code's own coordinates. Here both have length 1 and coordinates of their own.

    Args:
        plan: a plan with `layout: grid`.
    """

    positions: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.states, grid = plan.codebook.size, plan.require_grid()
        self.width = self.states + position_width(grid)
        self.register_buffer("positions", sinusoids(grid), persistent=False)

    def forward(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The nodes of codes."""
        one_hot = F.one_hot(codes, self.states).to(self.positions.dtype)
        return torch.cat([one_hot, self.positions.expand(len(codes), -1, -1)], dim=-1)


def sinusoids(grid: GridPlan) -> Float[Tensor, "V P"]:
    """Sines and cosines of book, row and column, each in octaves from a quarter turn over the whole axis.

    Returns:
        one row for each variable, all different and all of length 1.
    """
    sides = (grid.books, grid.height, grid.width)
    places = torch.cartesian_prod(*(torch.arange(side) for side in sides)).reshape(-1, len(sides))  # [V, 3]
    angles = torch.cat(
        [
            math.pi / 2 * places[:, axis : axis + 1] / side * 2.0 ** torch.arange(octaves(side))
            for axis, side in enumerate(sides)
        ],
        dim=1,
    )
    # sin^2 + cos^2 of every angle is 1, so that all positions have the same length.
    return torch.cat([angles.sin(), angles.cos()], dim=1) / math.sqrt(angles.shape[1])
