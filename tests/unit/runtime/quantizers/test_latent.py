import pytest
import torch

from causalvq.runtime.quantizers.latent import LatentQuantizer

FINE = "variables=[{name: place, states: 32}, {name: shade, states: 3}, {name: ground, states: 8}]"


@pytest.fixture
def made(plan):
    return LatentQuantizer(plan(FINE, "codebook={size: 8, dim: 4, quantizer: latent}"))


def test_values_begin_evenly_spread_over_the_lattice(made):
    assert made.levels == [(16, 2), (3,), (8,)]
    assert made.points[1, :4, 0].tolist() == [-1, 0, 1, 0]  # three states; the fourth is not there
    assert made.points[0, 0].tolist() == [-1, -1]
    assert made.points[0, 15:17].tolist() == [[1, -1], [-1, 1]]  # the first number counts fastest
    torch.testing.assert_close(made.points[2, 1, 0], torch.tensor(-1 + 2 / 7))


def test_an_index_is_that_of_its_values_wherever_they_moved(made):
    with torch.no_grad():
        made.values[1, 0] = torch.tensor([-0.3, -0.2, 4.0] + [0.0] * 13)
    numbers = torch.zeros(3, 3, 2)
    numbers[:, 1, 0] = torch.tensor([-9.0, -0.21, 3.0])

    assert made.rounded(numbers).codes[:, 1].tolist() == [0, 1, 2]


def test_values_move_towards_the_numbers_that_chose_them(made):
    numbers = torch.full((10, 3, 2), 0.9)
    made.rounded(numbers).loss.backward()
    moved = made.values.detach() - 0.1 * made.values.grad

    assert made.values.grad[1, 0, 2] > 0  # from 1 down to 0.9
    assert (moved[1, 0, 2] - 0.9).abs() < 0.1
    assert not made.values.grad[1, 0, :2].any()


def test_settled_values_move_no_more(made):
    made(torch.randn(32, 3, 4))
    made.settle()
    made(torch.randn(32, 3, 4)).loss.backward()

    assert made.values.grad is None
