from __future__ import annotations

import numpy as np
import pytest

from benchmarks.strangers.sets.camera import BRIGHTNESS, NOISE, photograph, shifted


def test_a_whole_pixel_is_a_shift_of_the_array() -> None:
    scenes = np.random.default_rng(0).random((2, 8, 8, 3), dtype=np.float32)
    moved = shifted(scenes, np.array([1.0, 0.0]), np.array([0.0, -1.0]))
    np.testing.assert_allclose(moved[0, :, 1:], scenes[0, :, :-1])
    np.testing.assert_allclose(moved[1, :-1], scenes[1, 1:])


def test_half_a_pixel_is_the_mean_of_two() -> None:
    scenes = np.random.default_rng(0).random((1, 8, 8, 1), dtype=np.float32)
    moved = shifted(scenes, np.array([0.5]), np.array([0.0]))
    np.testing.assert_allclose(moved[0, :, 1:], (scenes[0, :, 1:] + scenes[0, :, :-1]) / 2, rtol=1e-6)


def test_photographs_of_one_scene_differ_in_light_and_noise() -> None:
    photographs = photograph(np.full((400, 16, 16, 1), 0.5, np.float32), np.random.default_rng(0)) / 255
    light = photographs.mean((1, 2, 3))
    assert light.max() / 0.5 - 1 == pytest.approx(BRIGHTNESS, abs=0.02)
    assert 1 - light.min() / 0.5 == pytest.approx(BRIGHTNESS, abs=0.02)
    assert np.median(photographs.std((1, 2, 3))) == pytest.approx(NOISE, rel=0.05)
