"""Laws of steps over holes, and of splits that keep pairs, on random grids with holes and repetitions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.data import set_pairs, step_pairs
from causalvq.data.pairs.neighbours import adjacent_steps, present_steps
from causalvq.data.parts.by_column import split_by_column
from causalvq.data.parts.by_pairs import split_by_pairs
from causalvq.data.parts.targets import LEAST, MANY, pairs_of_each

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def grids(draw, most=400, largest=8):
    """Labels of a part of a grid, their sizes, and which factors are cyclic; cells may repeat."""
    sizes = tuple(draw(st.lists(st.integers(2, largest), min_size=1, max_size=4)))
    count = draw(st.integers(1, most))
    generator = np.random.default_rng(draw(SEEDS))
    labels = np.stack([generator.integers(0, size, count) for size in sizes], axis=1)
    if draw(st.booleans()):
        labels = np.unique(labels, axis=0)
    return labels, sizes, tuple(draw(st.booleans()) for _ in sizes)


def finder(labels, sizes, cyclic, kind="step"):
    """What gives the pairs among some images."""
    columns = range(len(sizes))
    if kind == "set":
        return lambda members: set_pairs(labels, sizes, members, columns)
    steps = present_steps(labels, sizes, columns, cyclic)
    return lambda members: step_pairs(labels, sizes, members, columns, steps=steps)


@given(st.lists(st.integers(2, 5), min_size=1, max_size=4), st.data())
def test_on_a_full_grid_the_next_present_value_is_the_neighbouring_one(sizes, data):
    cyclic = data.draw(st.tuples(*[st.booleans() for _ in sizes]))
    labels = np.stack(np.unravel_index(np.arange(np.prod(sizes)), sizes), axis=1)

    one, other = (steps(labels, sizes, range(len(sizes)), cyclic) for steps in (present_steps, adjacent_steps))

    np.testing.assert_array_equal(one, other)


@given(grids(most=40))
def test_a_step_changes_its_factor_alone_and_passes_over_no_value_that_is_present(grid):
    labels, sizes, cyclic = grid
    pairs = finder(labels, sizes, cyclic)(np.arange(len(labels)))

    changed = labels[pairs.x] != labels[pairs.y]
    np.testing.assert_array_equal(changed, np.eye(len(sizes), dtype=bool)[pairs.factor])
    for x, y, factor, direction in zip(pairs.x, pairs.y, pairs.factor, pairs.direction, strict=True):
        row = labels[(np.delete(labels, factor, axis=1) == np.delete(labels[x], factor)).all(axis=1), factor]
        before, after = labels[x, factor], labels[y, factor]
        wraps = direction * (after - before) < 0
        assert not wraps or (cyclic[factor] and len(set(row)) > 2)
        passed = (row - before) * direction % sizes[factor] if wraps else (row - before) * direction
        there = (after - before) * direction % sizes[factor] if wraps else (after - before) * direction
        assert not ((passed > 0) & (passed < there)).any()


@given(grids(most=40))
def test_every_image_with_a_value_beyond_it_in_its_row_has_a_step(grid):
    labels, sizes, cyclic = grid
    pairs = finder(labels, sizes, cyclic)(np.arange(len(labels)))
    stepped = set(zip(pairs.x.tolist(), pairs.factor.tolist(), pairs.direction.tolist(), strict=True))

    for factor in range(len(sizes)):
        for x, label in enumerate(labels):
            row = labels[(np.delete(labels, factor, axis=1) == np.delete(label, factor)).all(axis=1), factor]
            around = cyclic[factor] and len(set(row)) > 2
            assert ((x, factor, 1) in stepped) == (around or bool((row > label[factor]).any()))
            assert ((x, factor, -1) in stepped) == (around or bool((row < label[factor]).any()))


@given(grids(), SEEDS, st.sampled_from(["step", "set"]))
def test_a_split_by_pairs_is_a_partition_and_the_same_each_time(grid, seed, kind):
    labels, sizes, cyclic = grid
    find = finder(labels, sizes, cyclic, kind)
    one, other = (split_by_pairs(len(labels), SHARES, seed, find, len(sizes)) for _ in range(2))

    parts = [one.train, one.validation, one.test]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(len(labels)))
    assert len(one.train)
    for part, again in zip(parts, [other.train, other.validation, other.test], strict=True):
        np.testing.assert_array_equal(part, again)
        assert (np.diff(part) > 0).all()


@settings(max_examples=60)
@given(grids(most=2500, largest=30), SEEDS, st.sampled_from(["step", "set"]))
def test_a_factor_of_three_hundred_pairs_has_thirty_in_every_held_out_part(grid, seed, kind):
    labels, sizes, cyclic = grid
    find = finder(labels, sizes, cyclic, kind)
    split = split_by_pairs(len(labels), SHARES, seed, find, len(sizes))

    total = pairs_of_each(find(np.arange(len(labels))), len(sizes))
    for part in (split.validation, split.test):
        assert (pairs_of_each(find(part), len(sizes))[total >= MANY] >= LEAST).all()
    assert (pairs_of_each(find(split.train), len(sizes))[total >= MANY] >= LEAST).all()


@settings(max_examples=40)
@given(grids(), SEEDS, st.integers(3, 30))
def test_a_split_by_a_column_keeps_its_groups_together(grid, seed, groups):
    labels, sizes, cyclic = grid
    values = [str(number * 7 % groups) for number in range(len(labels))]
    if len(set(values)) < 3:
        return
    find = finder(labels, sizes, cyclic)
    split = split_by_column(values, "plate", SHARES, seed, find, len(sizes))

    parts = [split.train, split.validation, split.test]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(len(labels)))
    found = [{values[image] for image in part} for part in parts]
    assert all(found)
    assert sum(map(len, found)) == len(set(values))
