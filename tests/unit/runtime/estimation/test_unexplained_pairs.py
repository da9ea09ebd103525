import numpy as np
import torch

from causalvq.runtime.estimation.unexplained_pairs import equal_cells, far_cells, patched, strange, twice


def chance():
    return torch.Generator().manual_seed(0)


IMAGES = torch.rand(64, 3, 16, 16, generator=torch.Generator().manual_seed(1)) * 2 - 1


def test_half_of_the_images_are_twice_the_same_and_the_others_noisy():
    x, y = twice(IMAGES, torch.full((64,), 0.1), chance())
    same = (x == y).flatten(1).all(1)

    assert 16 < same.sum() < 48
    assert 0.05 < (y - x)[~same].std() < 0.12
    assert y.abs().max() <= 1


def test_a_patch_changes_a_rectangle_and_nothing_else():
    changed = (patched(IMAGES, chance()) != IMAGES).any(1)

    for one in changed:
        rows, columns = one.any(1).nonzero().flatten(), one.any(0).nonzero().flatten()
        if len(rows):
            assert rows[-1] - rows[0] < 0.4 * 16
            assert columns[-1] - columns[0] < 0.4 * 16
    assert changed.flatten(1).any(1).float().mean() > 0.9


def test_strange_images_are_of_four_kinds():
    made = strange(IMAGES, chance())

    plain = (made == made[:, :, :1, :1]).flatten(1).all(1)
    turned = (made == -IMAGES).flatten(1).all(1)
    apart = torch.isclose(made.flatten(1).sort().values, IMAGES.flatten(1).sort().values).all(1)
    assert min(plain.sum(), turned.sum(), apart.sum()) > 5
    assert not (made == IMAGES).flatten(1).all(1).any()


def test_equal_cells_are_different_images_of_the_same_values(data):
    rows = data.split.train
    x, y = equal_cells(data, rows, 20)

    assert len(x) == 20
    assert (x != y).all()
    np.testing.assert_array_equal(data.labels[x], data.labels[y])
    assert set(x) | set(y) <= set(rows)


def test_far_cells_differ_in_more_than_one_action_changes(data):
    x, y = far_cells(data, data.pairs["train"], data.split.train, 30, 0)

    assert len(x) == 30
    assert ((data.labels[x] != data.labels[y]).sum(1) >= 2).all()
