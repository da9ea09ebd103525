import torch
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.slots.blocks import Film, Residual


def test_residual_adds_to_its_input_what_its_convolutions_make_of_it():
    block = Residual(1)
    with torch.no_grad():
        block.spatial.weight.zero_()[0, 0, 1, 1] = 2
        block.spatial.bias.zero_()
        block.pointwise.weight.fill_(3)
        block.pointwise.bias.fill_(-1)
    x = torch.randn(2, 1, 4, 5)

    torch.testing.assert_close(block(x), x + 3 * F.silu(2 * F.silu(x)) - 1)


def test_residual_sees_its_neighbours():
    block = Residual(2)
    x = torch.zeros(1, 2, 5, 5, requires_grad=True)
    block(x)[0, :, 2, 2].sum().backward()

    assert x.grad.abs().sum(1)[0, 1:4, 1:4].gt(0).all()
    x.grad[:, :, 1:4, 1:4] = 0
    assert not x.grad.any()


def test_film_scales_and_shifts_each_channel():
    film = Film(2, 3)
    with torch.no_grad():
        film.linear.weight.zero_()
        film.linear.weight[0, 0] = 1  # the first channel's gain is the first number
        film.linear.weight[5, 1] = 1  # the last channel's shift is the second number
        film.linear.bias.zero_()
    x = torch.randn(2, 3, 2, 2)
    condition = torch.tensor([[1.0, 5.0], [-1.0, 7.0]])

    expected = x.clone()
    expected[0, 0], expected[1, 0] = 2 * x[0, 0], 0
    expected[:, 2] += torch.tensor([5.0, 7.0])[:, None, None]
    torch.testing.assert_close(film(x, condition), expected)
