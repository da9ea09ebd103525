import numpy as np

from causalvq.data import Pairs
from causalvq.data.parts.links import links


def pairs(*rows):
    x, y, factor = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Pairs(x, y, factor, np.ones_like(x), y)


def test_ordered_pairs_of_the_same_images_and_factor_are_one_edge():
    made = links(6, pairs((0, 1, 0), (1, 0, 0), (1, 2, 1), (4, 4, 0), (4, 5, -1)), factors=2)

    assert made.ends.T.tolist() == [[0, 1], [1, 2], [4, 5]]
    assert made.kind.tolist() == [0, 1, 2]
    assert made.weight.tolist() == [2, 1, 1]
    assert made.component.tolist() == [0, 0, 0, 3, 4, 4]


def test_the_neighbours_of_an_image_are_on_both_sides_of_its_edges():
    made = links(4, pairs((0, 1, 0), (1, 0, 0), (2, 1, 1)), factors=2)

    assert sorted(made.around(1)) == [(0, 0, 2), (2, 1, 1)]
    assert made.around(0) == [(1, 0, 2)]
    assert made.around(3) == []


def test_no_pairs_make_no_edge():
    none = np.zeros(0, dtype=np.int64)
    made = links(3, Pairs(none, none, none, none, none), factors=1)

    assert [made.around(image) for image in range(3)] == [[], [], []]
    assert made.component.tolist() == [0, 1, 2]
