import pytest

from causalvq.compiler.placement.pixel_reader import maps, patch, widths

SIDES = [(8, 8), (9, 15), (28, 28), (32, 48), (64, 64), (66, 70), (128, 128), (5001, 9), (5001, 5003)]


@pytest.mark.parametrize(("height", "width"), SIDES)
def test_the_reader_halves_what_it_sees_down_to_a_map_of_four(height, width):
    shapes = maps(height, width)
    rows, columns = shapes[0][1:]

    assert (rows * patch(height, width), columns * patch(height, width)) == (height, width)
    assert min(shapes[-1][1:]) <= 4 < 2 * min(shapes[-1][1:]) + 1
    assert [width for width, _, _ in shapes] == list(widths(height, width))


def test_maps_by_hand():
    assert maps(32, 32) == ((32, 16, 16), (64, 8, 8), (128, 4, 4))
    assert maps(128, 128) == ((32, 32, 32), (64, 16, 16), (128, 8, 8), (128, 4, 4))
    assert [patch(side, side) for side in (33, 64, 66, 68)] == [1, 2, 2, 4]
