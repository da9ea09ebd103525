import numpy as np
import pytest

from causalvq.data.procedural.scenes import GROUNDS, HUES, RADII, Scenes

SIZE = 64
SCENES = Scenes(SIZE)


def covered(shape, x=2, y=2, scale=1):
    """How much of each pixel a red shape covers on the night ground: float [size, size]."""
    image = SCENES.render(np.array([[shape, 0, 2, x, y, scale]]))[0]
    return (image[..., 0] / 255 - GROUNDS[2, 0]) / (HUES[0, 0] - GROUNDS[2, 0])


@pytest.mark.parametrize("scale", [0, 1, 2])
def test_shapes_of_one_scale_have_one_area(scale):
    areas = [covered(shape, scale=scale).sum() for shape in range(3)]

    np.testing.assert_allclose(areas, np.pi * (RADII[scale] * SIZE) ** 2, rtol=0.05)


def test_the_star_is_no_larger_than_its_circle():
    assert 0.6 < covered(3).sum() / covered(0).sum() < 1.05


@pytest.mark.parametrize("shape", range(4))
@pytest.mark.parametrize("corner", [(0, 0), (4, 4)])
def test_the_largest_shape_stays_inside_the_picture(shape, corner):
    mask = covered(shape, *corner, scale=2)

    inner = mask[1:-1, 1:-1].sum()
    assert inner > 0.98 * covered(shape, scale=2).sum()


def test_x_moves_right_and_y_moves_down():
    rows, columns = np.nonzero(covered(1, x=4, y=1) > 0.5)

    assert columns.mean() > SIZE * 0.7
    assert rows.mean() < SIZE * 0.42
