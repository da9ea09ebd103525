import numpy as np

from causalvq.data import Pairs
from causalvq.data.parts.targets import least_of_each, pairs_of_each, wanted_of_each


def test_pairs_of_unknown_action_are_of_no_factor():
    row = np.arange(4)
    pairs = Pairs(row, row, np.array([2, -1, 0, 2]), row, row)

    assert pairs_of_each(pairs, 4).tolist() == [1, 0, 2, 0]


def test_thirty_are_the_least_of_three_hundred_and_one_of_any():
    assert least_of_each(np.array([0, 1, 299, 300, 10_000])).tolist() == [0, 1, 1, 30, 30]


def test_a_part_wants_its_share_up_to_what_is_plenty_and_the_least_in_any_case():
    total = np.array([0, 5, 320, 2000, 100_000])

    assert wanted_of_each(total, 0.1, 400).tolist() == [0, 1, 32, 200, 400]
    assert wanted_of_each(total, 0.01, 400).tolist() == [0, 1, 30, 30, 400]
    assert wanted_of_each(total, 0.0, 400).tolist() == [0, 0, 0, 0, 0]
