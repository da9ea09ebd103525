import dataclasses

import numpy as np
import pytest
import torch
from labelled import Labelled

from causalvq.runtime.estimation.codes import estimate_mechanisms
from causalvq.runtime.evaluation.subject import Subject
from causalvq.runtime.evaluation.worst_pairs import worst_pairs

CPU = torch.device("cpu")


class Confused(Labelled):
    """Takes every ground for the first one."""

    def encode(self, images):
        codes = super().encode(images)
        codes[:, 2] = 0
        return codes


@pytest.fixture(scope="module")
def subject(plan, data):
    first = {tuple(row): index for index, row in reversed(list(enumerate(data.labels.tolist())))}
    clean = dataclasses.replace(data, images=data.images[[first[tuple(row)] for row in data.labels.tolist()]])
    model = Confused(plan(), clean)
    estimate_mechanisms(model, clean, model.plan, CPU)
    return Subject(model.plan, model, clean, CPU)


def test_the_worst_are_those_whose_true_action_is_least_probable(subject):
    worst = worst_pairs(subject, 6)

    assert len(worst.pairs) == 6
    assert set(worst.pairs.factor) == {2}  # the ground, which the model does not see
    assert worst.of_action.max() <= np.sort(subject.hits.of_truth)[5] + 0.01
    assert (worst.of_found >= worst.of_action).all()
    assert worst.error == pytest.approx((worst.answered - worst.after).double().square().mean((1, 2, 3)).numpy())
    assert worst.copy_error == pytest.approx((worst.before - worst.after).double().square().mean((1, 2, 3)).numpy())


def test_of_equally_probable_ones_the_largest_error_comes_first(subject):
    worst = worst_pairs(subject, len(subject.coded.pairs))
    alike = np.round(worst.of_action * 100)

    assert len(worst.pairs) == len(subject.coded.pairs)
    assert (np.diff(alike) >= 0).all()
    assert (np.diff(worst.error)[np.diff(alike) == 0] <= 0).all()


def test_more_than_there_are_is_all(subject):
    assert len(worst_pairs(subject, 10**6).pairs) == len(subject.coded.pairs)
