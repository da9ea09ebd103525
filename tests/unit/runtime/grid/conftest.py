from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from causalvq.compiler import Plan
from causalvq.runtime.grid.grid_transition import GridTransition
from causalvq.runtime.slots.action_table import ActionTable


@pytest.fixture
def transition(grid_plan: Callable[..., Plan]) -> Callable[..., GridTransition]:
    """Builds the layer of the tiny spec, with weights that are the same every time and large enough to matter."""

    def build(*overrides: str) -> GridTransition:
        made = grid_plan(*overrides)
        with torch.random.fork_rng():
            torch.manual_seed(0)
            layer = GridTransition(made, ActionTable(made))
            with torch.no_grad():
                for parameter in layer.parameters():
                    parameter.mul_(2.0)
        return layer

    return build


@pytest.fixture
def codes() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Codes of four x and four y, and an action for each."""
    generator = torch.Generator().manual_seed(3)
    x, y = torch.randint(0, 6, (2, 4, 8), generator=generator)
    return x, y, torch.tensor([0, 3, 5, 3])


@pytest.fixture
def grid(plan: Callable[..., Plan]) -> Callable[..., Plan]:
    """The tiny spec as a grid of three books of 2 x 2 cells, with 6 states of 4 numbers."""
    return lambda *more: plan("variables={count: 12, layout: grid, books: 3}", "codebook={size: 6, dim: 4}", *more)
