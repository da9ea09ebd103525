from __future__ import annotations

import numpy as np
import pytest

from benchmarks.strangers.sets.drawing import box, ellipse, gradient, hues, line, paint, textures


def test_a_shape_covers_as_much_as_its_area() -> None:
    assert ellipse(64, 0.5, 0.5, 0.3, 0.2).mean() == pytest.approx(np.pi * 0.3 * 0.2, rel=0.03)
    assert box(64, 0.21, 0.4, 0.73, 0.55).mean() == pytest.approx(0.52 * 0.15, rel=0.03)


def test_a_line_points_where_its_angle_says() -> None:
    up, right = line(32, 0.5, 0.5, np.array([0, 90]), 0.4, 0.05)
    assert up[:14].sum() > 5 * up[18:].sum()
    np.testing.assert_allclose(right, np.rot90(up, -1), atol=1e-4)


def test_each_image_has_a_shape_of_its_own() -> None:
    assert np.all(np.diff(ellipse(32, 0.5, 0.5, [0.1, 0.2, 0.3], 0.2).sum((1, 2))) > 0)


def test_paint_covers_by_the_mask() -> None:
    canvas = np.zeros((1, 2, 2, 3), np.float32)
    painted = paint(canvas, np.array([[[0, 1], [0.5, 0]]], np.float32), (1, 0.5, 0))
    np.testing.assert_allclose(painted[0, 0], [[0, 0, 0], [1, 0.5, 0]])
    np.testing.assert_allclose(painted[0, 1, 0], [0.5, 0.25, 0])


def test_colours_of_all_values_differ_and_a_wheel_closes() -> None:
    steps = np.diff(gradient((0, 0, 0), (1, 0.5, 0), np.arange(5), 5), axis=0)
    np.testing.assert_allclose(steps, np.tile([0.25, 0.125, 0], (4, 1)), atol=1e-6)
    ring = hues(np.arange(7), 6)
    np.testing.assert_allclose(ring[0], ring[6], atol=1e-6)


def test_textures_are_smooth_and_of_each_image() -> None:
    fields = textures(np.random.default_rng(0), 3, 32, 4)
    assert fields.min() >= 0
    assert fields.max() <= 1
    assert np.abs(np.diff(fields, axis=1)).max() < 0.2
    assert np.abs(fields[0] - fields[1]).mean() > 0.1
