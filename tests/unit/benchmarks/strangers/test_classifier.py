from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.strangers.classifier import learn
from benchmarks.strangers.supplied import Supplied


def test_it_learns_a_trivial_set(given: Supplied) -> None:
    learned = learn(given, 4, seed=0)
    assert (learned.action, learned.factor) == (1, 1)
    assert learned.steps > 5


def test_it_stops_when_its_time_is_over(given: Supplied) -> None:
    learned = learn(given, 0.2, seed=0)
    assert learned.steps >= 1
    assert 0.2 <= learned.seconds < 5


def test_it_needs_no_validation_pairs(given: Supplied) -> None:
    assert (
        learn(replace(given, validation=given.validation[np.zeros(len(given.validation), bool)]), 4, seed=0).action
        > 0.9
    )
