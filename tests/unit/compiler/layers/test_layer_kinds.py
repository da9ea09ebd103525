import torch

from causalvq.compiler.layers.layer_kinds import Shape, convolution, film, linear, pixel_range, residual

SMALL, LARGE = Shape(6, 4, 5), Shape(3, 8, 10)


def numbers(*modules):
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def test_a_map_has_channels_and_pixels_and_is_resized_by_a_ratio():
    assert (SMALL.out, SMALL.pixels) == ((6, 4, 5), 20)
    assert LARGE.resized(7, 1, 2) == Shape(7, 4, 5)
    assert SMALL.resized(7, 2) == Shape(7, 8, 10)


def test_a_convolution_counts_its_kernel_at_each_output_and_a_transposed_one_at_each_input():
    down = convolution("x", "convolution", LARGE, SMALL, 4)
    up = convolution("x", "transposed", SMALL, LARGE, 4)

    assert down.parameters == numbers(torch.nn.Conv2d(3, 6, 4, 2, 1))
    assert up.parameters == numbers(torch.nn.ConvTranspose2d(6, 3, 4, 2, 1))
    assert down.multiply_adds == up.multiply_adds == 16 * 3 * 6 * 20
    assert convolution("x", "convolution", LARGE, SMALL, 4, bias=False).parameters == 16 * 3 * 6


def test_a_linear_layer_may_leave_several_axes():
    made = linear("x", 12, (3, 4))

    assert (made.out, made.parameters, made.multiply_adds) == ((3, 4), numbers(torch.nn.Linear(12, 12)), 144)


def test_a_residual_block_is_two_convolutions():
    made = residual("x", SMALL)

    assert made.parameters == numbers(torch.nn.Conv2d(6, 6, 3), torch.nn.Conv2d(6, 6, 1))
    assert (made.out, made.multiply_adds) == (SMALL.out, 20 * (9 * 36 + 36))


def test_scale_and_shift_are_linear_in_all_vectors():
    made = film("x", 14, SMALL)

    assert made.parameters == numbers(torch.nn.Linear(14, 12))
    assert made.multiply_adds == 14 * 12 + 6 * 20


def test_the_range_of_pixels_is_kept_and_not_learned():
    made = pixel_range(LARGE)

    assert (made.parameters, made.buffers, made.out) == (0, 6, (3, 8, 10))
