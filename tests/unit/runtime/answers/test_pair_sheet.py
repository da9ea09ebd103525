import numpy as np
import pytest
import torch

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.runtime.answers.pair_sheet import MISSED, pair_sheet, words
from causalvq.runtime.evaluation.worst_pairs import WorstPairs


@pytest.fixture
def worst():
    images = torch.zeros(2, 3, 16, 16)
    index = np.arange(2)
    some = np.array([0.25, 0.5])
    pairs = Pairs(index, index + 7, index, index + 1, index)
    return WorstPairs(pairs, images, images + 0.5, images - 0.5, index, some, np.array([3, 1]), some + 0.1, some, some)


def test_what_is_said_of_a_pair(trained, worst):
    names = [action.name for action in trained.plan.actions]

    assert words(worst, 0, trained.naming) == (
        f"done: {names[0]}, probability 0.250",
        f"answered: {names[3]}, probability 0.350",
        "image error 0.2500; copying has 0.2500",
        "images 0 and 7",
    )
    assert words(worst, 1, trained.naming)[1] == f"found: {names[1]}, probability 0.600"


def test_a_row_a_pair_and_what_was_missed_in_red(trained, worst):
    sheet = np.asarray(pair_sheet("title", worst, trained.naming))
    one = np.asarray(pair_sheet("title", worst_of(worst, [0]), trained.naming))

    assert sheet.shape[1] == one.shape[1] > 4 * 96
    assert sheet.shape[0] - one.shape[0] >= 96
    assert (one == MISSED).all(-1).any()
    assert not (np.asarray(pair_sheet("t", worst_of(worst, [1]), trained.naming)) == MISSED).all(-1).any()


def worst_of(worst, rows):
    rows = np.array(rows)
    chosen = (getattr(worst, name)[rows] for name in WorstPairs.__slots__)
    return WorstPairs(*chosen)
