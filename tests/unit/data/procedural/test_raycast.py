import numpy as np
import pytest

from causalvq.data.procedural.raycast import SHAPES, cast_room

FLOOR, WALL, OBJECT, HIGHLIGHT = range(4)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_pixel_is_lit_by_floor_wall_or_object(shape):
    light = cast_room(32, shape, 1.0, 0.0)

    total = light[..., :HIGHLIGHT].sum(axis=-1)
    assert total.min() > 0.2
    assert total.max() <= 1.0001
    assert light[..., OBJECT].max() > 0.5


@pytest.mark.parametrize("shape", SHAPES)
def test_a_larger_scale_covers_more(shape):
    areas = [(cast_room(32, shape, scale, 0.0)[..., OBJECT] > 0).sum() for scale in (0.75, 1.0, 1.25)]

    assert areas == sorted(areas)
    assert areas[0] < 0.75 * areas[2]


def test_the_floor_is_below_the_wall_and_the_object_before_both():
    light = cast_room(32, "sphere", 1.0, 0.0)

    assert (light[0, :, WALL] > 0).all()
    assert (light[-1, :, FLOOR] > 0).all()
    assert light[17, 16, OBJECT] > 0
    assert light[17, 16, FLOOR] == light[17, 16, WALL] == 0


def test_the_sphere_is_a_disc_with_a_highlight_towards_the_lamp():
    light = cast_room(48, "sphere", 1.0, 0.0)
    rows, columns = np.nonzero(light[..., OBJECT] > 0)
    bright = np.unravel_index(np.argmax(light[..., HIGHLIGHT]), (48, 48))

    assert abs(np.ptp(rows) - np.ptp(columns)) <= 2
    assert bright[0] < rows.mean()
    assert bright[1] < columns.mean()


def test_the_object_darkens_the_floor_beside_it():
    bare, shaded = (cast_room(48, "cube", scale, 0.0)[..., FLOOR] for scale in (0.01, 1.25))

    assert ((shaded > 0) & (shaded < 0.7 * bare)).sum() > 20


def test_turning_moves_the_corner_of_the_room():
    left, right = (cast_room(48, "sphere", 1.0, degrees) for degrees in (-30, 30))

    assert np.abs(left[..., WALL] - right[..., WALL]).mean() > 0.03
