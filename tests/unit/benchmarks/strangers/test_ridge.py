from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.strangers import ridge
from benchmarks.strangers.supplied import Supplied


def test_it_learns_what_is_linear(given: Supplied) -> None:
    learned = ridge.learn(given)
    assert (learned.action, learned.factor) == (1, 1)


def test_it_needs_no_validation_pairs(given: Supplied) -> None:
    assert ridge.learn(replace(given, validation=given.validation[np.zeros(len(given.validation), bool)])).action == 1


def test_it_learns_nothing_from_answers_at_random(given: Supplied) -> None:
    shuffled = replace(given.train, action=np.random.default_rng(0).permutation(given.train.action))
    assert ridge.learn(replace(given, train=shuffled)).action < 0.8


def test_large_images_are_averaged_down() -> None:
    images = np.zeros((3, 64, 64, 1), np.uint8)
    images[:, ::2] = 255
    small = ridge.shrunk(images)
    assert small.shape == (3, 32 * 32)
    np.testing.assert_allclose(small.numpy(), 0.5)


def test_pixels_that_are_always_alike_do_no_harm(given: Supplied) -> None:
    alike = np.repeat(np.repeat(given.images, 2, axis=1), 2, axis=2)
    alike[:, :, 16:] = alike[:, :, 15:16]
    assert ridge.learn(replace(given, images=alike)).action == 1
