import itertools

import numpy as np
import pytest

from causalvq.data import step_pairs
from causalvq.data.parts.by_column import split_by_column
from causalvq.data.parts.targets import pairs_of_each
from causalvq.errors import DataError

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
LABELS = np.array(list(itertools.product(range(20), range(6), range(5))))  # twenty scenes of thirty images


def find(members):
    return step_pairs(LABELS, (20, 6, 5), members, (1, 2))


def split(values, shares=SHARES, seed=0):
    return split_by_column(values, "scene", shares, seed, find, 2)


def test_groups_stay_together_and_parts_come_near_their_shares():
    made = split([str(scene) for scene in LABELS[:, 0]])

    assert [len(made[part]) for part in SHARES] == [480, 60, 60]
    assert len(set(LABELS[made.test, 0])) == 2
    assert pairs_of_each(find(made.test), 2).tolist() == [100, 96]


def test_groups_of_unequal_size_are_combined():
    values = [str(min(scene, 12)) for scene in LABELS[:, 0]]  # the last one is of eight scenes

    assert [len(split(values)[part]) for part in SHARES] == [480, 60, 60]


def test_groups_are_drawn_such_that_parts_have_pairs():
    # Images of odd scenes are alone in their groups of other values, those of even ones are a row of the grid.
    values = [f"{scene}" if scene % 2 == 0 else f"{a}.{b}" for scene, a, b in LABELS.tolist()]

    made = split(values)

    assert all(pairs_of_each(find(made[part]), 2).min() >= 30 for part in SHARES)


def test_a_column_that_names_the_parts_is_the_split():
    values = np.array(["Training", "train", "VAL", "holdout"])[LABELS[:, 0] % 4]
    made = split(values.tolist(), {"train": 0.1, "validation": 0.1, "test": 0.8})

    assert made.train.tolist() == np.flatnonzero(LABELS[:, 0] % 4 < 2).tolist()
    assert made.validation.tolist() == np.flatnonzero(LABELS[:, 0] % 4 == 2).tolist()
    assert made.test.tolist() == np.flatnonzero(LABELS[:, 0] % 4 == 3).tolist()


def test_parts_that_are_not_named_are_drawn_from_training_by_their_share():
    values = ["train" if scene < 18 else "test" for scene in LABELS[:, 0]]
    made = split(values)

    assert made.test.tolist() == list(range(540, 600))
    assert len(made.validation) == 60
    assert made.validation.max() < 540
    assert np.array_equal(np.sort(np.concatenate([made.train, made.validation])), np.arange(540))
    assert pairs_of_each(find(made.validation), 2).min() >= 30

    alone = split(["train"] * 600)
    assert [len(alone[part]) for part in SHARES] == [480, 60, 60]
    assert len(split(values, {"train": 0.8, "validation": 0, "test": 0.2}).validation) == 0


def test_a_column_without_training_is_refused():
    with pytest.raises(DataError, match=r"CVQ314 data.split.by: no image is for training in the column 'scene'"):
        split(["test"] * 300 + ["val"] * 300)


def test_fewer_groups_than_parts_are_refused_and_as_many_are_not():
    values = ["left" if scene < 10 else "right" for scene in LABELS[:, 0]]
    with pytest.raises(DataError, match=r"CVQ314 .*fewer groups than there are parts; expected: at least 3"):
        split(values)

    made = split(values, {"train": 0.5, "validation": 0, "test": 0.5})
    assert (len(made.train), len(made.validation), len(made.test)) == (300, 0, 300)


def test_equal_seeds_draw_equal_groups_and_others_do_not():
    values = [str(scene) for scene in LABELS[:, 0]]
    one, same, other = (split(values, seed=seed).test.tolist() for seed in (0, 0, 1))

    assert one == same != other
