import numpy as np
import pytest

from causalvq.data import step_pairs
from causalvq.data.pairs import neighbours as module
from causalvq.data.pairs.neighbours import adjacent_steps, neighbours_of, present_steps

# One factor of six values in two rows: 0, 2 and 5 are present in the first, 1 and 4 in the second.
LABELS = np.array([[0, 0], [0, 2], [0, 5], [1, 1], [1, 4]])
SIZES = (2, 6)


def test_a_step_leads_to_the_next_value_present_in_its_row():
    steps = present_steps(LABELS, SIZES, (1,))

    assert steps[:, 0, 0].tolist() == [2, 5, -1, 4, -1]
    assert steps[:, 0, 1].tolist() == [-1, 0, 2, -1, 1]


def test_a_cyclic_factor_leads_from_the_last_value_present_to_the_first_where_there_are_over_two():
    steps = present_steps(LABELS, SIZES, (1,), (True,))

    assert steps[:, 0, 0].tolist() == [2, 5, 0, 4, -1]
    assert steps[:, 0, 1].tolist() == [5, 0, 2, -1, 1]


def test_adjacent_values_have_no_pair_over_a_hole_and_present_ones_do():
    everyone = np.arange(5)
    pairs = step_pairs(LABELS, SIZES, everyone, (1,), steps=present_steps(LABELS, SIZES, (1,)))

    assert len(step_pairs(LABELS, SIZES, everyone, (1,), steps=adjacent_steps(LABELS, SIZES, (1,)))) == 0
    assert list(zip(pairs.x.tolist(), pairs.y.tolist(), pairs.direction.tolist(), strict=True)) == [
        *((0, 1, 1), (1, 2, 1), (3, 4, 1)),
        *((1, 0, -1), (2, 1, -1), (4, 3, -1)),
    ]
    assert pairs.value.tolist() == [2, 5, 4, 0, 2, 1]


def test_what_is_next_is_decided_among_all_images_though_pairs_are_sought_among_some():
    members = np.array([0, 2])

    assert len(step_pairs(LABELS, SIZES, members, (1,), steps=present_steps(LABELS, SIZES, (1,)))) == 0


@pytest.mark.parametrize("most", [2**50, 5])
def test_rows_of_many_factors_are_numbered_without_overflow(monkeypatch, most):
    monkeypatch.setattr(module, "MOST_ROWS", most)
    labels = np.zeros((3, 90), dtype=np.int64)
    labels[:, 1:] = 4095
    labels[:, 7] = [0, 30, 4095]
    steps = present_steps(labels, (4096,) * 90, (7, 0))

    assert steps[:, 0].tolist() == [[30, -1], [4095, 0], [-1, 30]]
    assert (steps[:, 1] == -1).all()


def test_no_images_have_no_steps():
    assert present_steps(LABELS[:0], SIZES, (0, 1)).shape == (0, 2, 2)


def holed(values, share):
    """Labels of a grid of 30 rows of so many values, of which a share is there."""
    grid = np.stack(np.meshgrid(np.arange(30), np.arange(values), indexing="ij"), -1).reshape(-1, 2)
    return grid[np.random.default_rng(0).random(len(grid)) < share], (30, values)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (40, 1.0, "present"),  # a full grid: the two are one
        (40, 0.5, "adjacent"),
        (400, 0.1, "present"),  # a tenth of the steps lead to neighbours, though they are hundreds
        (10, 0.5, "present"),  # half of them do, and they are too few to learn from alone
    ],
)
def test_steps_lead_to_neighbouring_values_where_these_have_steps_enough(values, share, expected):
    labels, sizes = holed(values, share)

    assert neighbours_of(labels, sizes, (1,)) == expected


def test_one_factor_that_would_keep_too_few_steps_decides_for_all_and_one_that_loses_none_has_no_say():
    labels, sizes = holed(40, 0.5)
    rare = np.column_stack([labels, np.zeros(len(labels), dtype=np.int64)])
    again, far = rare[:3] + np.array([0, 0, 1]), rare[:3] + np.array([0, 0, 2])

    assert neighbours_of(np.concatenate([rare, again]), (*sizes, 3), (1, 2)) == "adjacent"
    assert neighbours_of(np.concatenate([rare, far]), (*sizes, 3), (1, 2)) == "present"


def test_no_factor_steps_to_neighbours_or_over_holes():
    assert neighbours_of(LABELS, SIZES, ()) == "present"
