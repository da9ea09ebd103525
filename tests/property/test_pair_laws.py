"""Laws of pairs, on grids with holes and repetitions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.data import PairSampler, Split, set_pairs, split_images, step_pairs
from causalvq.data.resize import resize


@st.composite
def tables(draw):
    """Labels with gaps and repetitions, their sizes, and some members."""
    sizes = tuple(draw(st.lists(st.integers(2, 4), min_size=1, max_size=4)))
    count = draw(st.integers(1, 40))
    labels = np.array([[draw(st.integers(0, size - 1)) for size in sizes] for _ in range(count)], dtype=np.int64)
    members = np.array(sorted(draw(st.sets(st.integers(0, count - 1)))), dtype=np.int64)
    return labels, sizes, members


@given(tables(), st.sampled_from([step_pairs, set_pairs]))
def test_a_pair_stays_among_the_members_and_changes_one_factor(table, find):
    labels, sizes, members = table
    pairs = find(labels, sizes, members, range(len(sizes)))

    assert np.isin(pairs.x, members).all()
    assert np.isin(pairs.y, members).all()
    changed = labels[pairs.x] != labels[pairs.y]
    np.testing.assert_array_equal(changed, np.eye(len(sizes), dtype=bool)[pairs.factor])
    np.testing.assert_array_equal(labels[pairs.y, pairs.factor], pairs.value)


@given(tables(), st.sampled_from([step_pairs, set_pairs]))
def test_no_pair_is_found_twice_and_none_of_a_reachable_cell_is_missed(table, find):
    labels, sizes, members = table
    pairs = find(labels, sizes, members, range(len(sizes)))
    found = list(zip(pairs.x.tolist(), pairs.factor.tolist(), pairs.value.tolist(), strict=True))

    assert len(found) == len(set(found))
    cells = {tuple(labels[member]) for member in members}
    expected = 0
    for member in members:
        for factor, size in enumerate(sizes):
            for value in range(size):
                distance = abs(value - labels[member, factor])
                target = (*labels[member, :factor], value, *labels[member, factor + 1 :])
                expected += target in cells and (distance == 1 or (find is set_pairs and distance > 0))
    assert len(found) == expected


@given(tables())
def test_steps_up_are_steps_down_the_other_way_where_labels_are_unique(table):
    labels, sizes, _ = table
    members = np.sort(np.unique(labels, axis=0, return_index=True)[1])
    pairs = step_pairs(labels, sizes, members, range(len(sizes)))

    forth = set(zip(pairs.x, pairs.y, pairs.factor, pairs.direction, strict=True))
    assert forth == {(y, x, factor, -direction) for x, y, factor, direction in forth}


@given(st.integers(1, 500), st.integers(1, 8), st.integers(0, 4), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_a_split_is_a_partition(count, train, validation, test, seed):
    total = train + validation + test
    shares = {"train": train / total, "validation": validation / total, "test": test / total}
    if count * shares["train"] < 1:  # the other parts may then take all
        return
    split = split_images(count, shares, seed)

    assert isinstance(split, Split)
    together = np.concatenate([split.train, split.validation, split.test])
    np.testing.assert_array_equal(np.sort(together), np.arange(count))
    for name, share in shares.items():
        assert abs(len(split[name]) - count * share) < 1


@settings(max_examples=30)
@given(
    tables(),
    st.sampled_from(["balanced", "by_value", "natural"]),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
    st.integers(0, 10**9),
)
def test_the_ranks_of_a_batch_are_a_partition_of_it(table, frequency, world, seed, step):
    labels, sizes, _ = table
    pairs = set_pairs(labels, sizes, np.arange(len(labels)), range(len(sizes)))
    if not len(pairs):
        return
    whole = PairSampler(pairs, 12 * world, seed, frequency=frequency).batch(step)
    shares = [
        PairSampler(pairs, 12 * world, seed, frequency=frequency, rank=rank, world=world).batch(step)
        for rank in range(world)
    ]

    np.testing.assert_array_equal(np.stack(shares, axis=1).reshape(-1), whole)
    assert ((whole >= 0) & (whole < len(pairs))).all()


@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_resizing_stays_between_darkest_and_brightest_and_keeps_the_mean(height, width, size, seed):
    images = np.random.default_rng(seed).integers(0, 256, (1, height, width, 1), dtype=np.uint8)
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = images[:, top : top + side, left : left + side]
    small = resize(images, size)

    assert square.min() <= small.min() <= small.max() <= square.max()
    assert abs(small.mean() - square.mean()) <= 0.51
