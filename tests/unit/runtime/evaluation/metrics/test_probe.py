import math

import numpy as np
import pytest
import torch

from causalvq.runtime.evaluation.metrics.probe import cross_entropies, explicitness


def grid(*sizes, times=1):
    return np.stack(np.unravel_index(np.arange(math.prod(sizes)), sizes), axis=1).repeat(times, axis=0)


def test_codes_that_are_labels_say_all_and_constant_ones_nothing():
    labels = grid(3, 4, times=5)

    found = explicitness((labels, labels), (labels, labels))
    assert min(found) > 0.99
    assert explicitness((labels * 0, labels), (labels * 0, labels)) == pytest.approx((0, 0), abs=1e-6)


def test_half_of_a_factor_of_four_values():
    labels = grid(4, times=20)

    (found,) = explicitness((labels // 2, labels), (labels // 2, labels))

    assert found == pytest.approx(1 - math.log(2) / math.log(4), abs=1e-3)


def test_every_value_weighs_the_same_however_often_it_occurs():
    rows, labels = torch.tensor([[0], [0], [0], [1]]), torch.tensor([[0], [0], [0], [1]])
    weights = torch.tensor([[math.log(3), 0.0], [0.0, 0.0]], dtype=torch.float64)

    (error,) = cross_entropies(weights, rows, labels, [2]).tolist()

    assert error == pytest.approx((-math.log(3 / 4) + math.log(2)) / 2)


def test_a_state_that_was_not_seen_tells_nothing_and_no_score_is_below_a_guess():
    labels = grid(2, times=10)

    assert explicitness((labels, labels), (labels + 2, labels)) == pytest.approx((0.0,), abs=1e-6)
    assert explicitness((labels, labels), (1 - labels, labels)) == (0.0,)
