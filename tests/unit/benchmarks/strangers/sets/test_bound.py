from __future__ import annotations

import numpy as np
import pytest

from benchmarks.strangers.sets.bound import outcomes, upper_bound
from benchmarks.strangers.sets.made import full_grid, ordered, wheel

FACTORS = (ordered("place", 3), wheel("hue", 4))
LABELS = full_grid(FACTORS)


def test_images_that_differ_can_be_told_apart() -> None:
    assert upper_bound(LABELS, LABELS, FACTORS) == 1


def test_outcomes_that_look_alike_are_told_apart_half_of_the_time() -> None:
    assert upper_bound(np.zeros((len(LABELS), 5)), LABELS, FACTORS) == 0.5


def test_a_factor_that_is_not_seen_costs_what_its_own_steps_are_worth() -> None:
    hidden = upper_bound(LABELS[:, :1], LABELS, FACTORS)  # up and down the hue look alike, from one place or another
    assert 0.5 < hidden < 1


def test_noise_costs_what_the_normal_distribution_says() -> None:
    labels = np.array([[0], [1], [2]])
    clean = np.array([[0.0], [1.0], [2.0]])
    found = upper_bound(clean, labels, (ordered("place", 3),), noise=1.0)
    assert found == pytest.approx(0.8413, abs=1e-3)  # only from the middle are there two outcomes, two apart: Phi(1)


def test_outcomes_are_single_steps_counted_round() -> None:
    found = {tuple(row) for row in LABELS[outcomes(LABELS, 0, FACTORS)]}
    assert found == {(1, 0), (0, 1), (0, 3)}
