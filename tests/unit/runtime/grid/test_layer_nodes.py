import pytest
import torch

from causalvq.compiler.layers.grid_layers import octaves, position_width
from causalvq.compiler.plan import GridPlan
from causalvq.runtime.grid.layer_nodes import GridNodes, sinusoids


@pytest.mark.parametrize("sides", [(1, 1, 1), (1, 8, 8), (4, 8, 8), (3, 5, 2), (7, 4, 4), (2, 32, 32)])
def test_positions_differ_and_are_as_long_as_a_code(sides):
    grid = GridPlan(books=sides[0], height=sides[1], width=sides[2])
    positions = sinusoids(grid)

    assert positions.shape == (sides[0] * sides[1] * sides[2], position_width(grid))
    torch.testing.assert_close(positions.norm(dim=1), torch.ones(len(positions)))
    if len(positions) > 1:
        apart = torch.cdist(positions, positions) + 10 * torch.eye(len(positions))
        assert apart.min() > 0.05


def test_octaves_by_hand():
    assert [octaves(side) for side in (1, 2, 3, 4, 8, 9)] == [1, 2, 3, 3, 4, 5]


def test_positions_do_not_drown_codes(grid_plan):
    nodes = GridNodes(grid_plan())
    codes = torch.zeros(1, 8, dtype=torch.int64)
    other = codes.clone()
    other[0, 3] = 1
    first, second = nodes(codes), nodes(other)

    by_code = (first - second)[0, 3].norm()
    by_place = torch.cdist(first[0], first[0]).max()
    assert by_code >= 0.7 * by_place


def test_the_code_stands_before_the_position(grid_plan):
    nodes = GridNodes(grid_plan())(torch.arange(8)[None] % 6)

    assert nodes.shape == (1, 8, 6 + position_width(grid_plan().grid))
    assert nodes[0, :, :6].argmax(1).tolist() == [0, 1, 2, 3, 4, 5, 0, 1]
    assert nodes[0, :, :6].sum(1).tolist() == [1.0] * 8
