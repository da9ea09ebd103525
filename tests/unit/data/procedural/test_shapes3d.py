import numpy as np

from causalvq.data.procedural.raycast import cast_room
from causalvq.data.procedural.shapes3d import HUES, ORIENTATIONS, SCALES, Shapes3d

LABEL = np.array([[1, 4, 7, 6, 2, 3]])  # floor, wall and object hue; scale, shape, orientation


def test_a_pixel_is_the_light_of_each_part_times_its_colour():
    light = cast_room(16, "sphere", float(SCALES[6]), float(ORIENTATIONS[3]))
    colours = np.concatenate([HUES[[1, 4, 7]], np.ones((1, 3))])
    expected = np.minimum(np.floor(255 * light @ colours + 0.5), 255)

    assert Shapes3d(16).facts.factors[4].values[2] == "sphere"
    assert np.abs(Shapes3d(16).render(LABEL)[0] - expected).max() <= 1, "of rounding in float32"


def test_a_hue_changes_its_own_part_and_nothing_else():
    source = Shapes3d(16)
    light = cast_room(16, "sphere", float(SCALES[6]), float(ORIENTATIONS[3]))
    before = source.render(LABEL)[0]
    for part in range(3):
        other = LABEL.copy()
        other[0, part] = 9
        changed = (source.render(other)[0] != before).any(axis=-1)

        assert changed.any()
        assert not (changed & (light[..., part] == 0)).any()


def test_a_geometry_is_cast_once_whatever_its_colours(monkeypatch):
    cast = []
    monkeypatch.setattr(
        "causalvq.data.procedural.shapes3d.cast_room", lambda *key: cast.append(key) or np.zeros((8, 8, 4))
    )
    source = Shapes3d(8)

    source.render(np.repeat(LABEL, 3, axis=0))
    source.render(LABEL + np.array([1, 1, 1, 0, 0, 0]))
    source.render(LABEL + np.array([0, 0, 0, 1, 0, 0]))

    assert len(cast) == 2
