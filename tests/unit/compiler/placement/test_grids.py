import pytest

from causalvq.compiler.placement import grids
from causalvq.compiler.plan import GridPlan


def sizes(found):
    return [(grid.books, grid.height, grid.width) for grid in found]


def test_every_common_divisor_gives_a_grid():
    assert sizes(grids.grids(12, 18, 2)) == [(2, 12, 18), (2, 6, 9), (2, 4, 6), (2, 2, 3)]


def test_halvings_leave_only_the_ratios_that_they_divide():
    assert sizes(grids.grids(48, 48, 1, halvings=2)) == [
        (1, 12, 12),
        (1, 6, 6),
        (1, 4, 4),
        (1, 3, 3),
        (1, 2, 2),
        (1, 1, 1),
    ]


def test_find():
    assert grids.find(1024, 64, 64, 4) == GridPlan(books=4, height=16, width=16)
    assert grids.find(1000, 64, 64, 4) is None


@pytest.mark.parametrize(
    ("count", "expected"),
    [(60, [(1, 4, 4), (1, 8, 8)]), (2000, [(1, 32, 32)]), (0, [(1, 1, 1)])],
)
def test_nearest(count, expected):
    assert sizes(grids.nearest(count, 32, 32, 1)) == expected


def test_other_books():
    assert grids.other_books(128, 32, 32) == GridPlan(books=2, height=8, width=8)
    assert grids.other_books(67, 32, 32) is None


@pytest.mark.parametrize("ratio", range(1, 49))
def test_stages_shrink_by_the_ratio(ratio):
    patch, stages = grids.stages(ratio)

    assert patch * 2 ** (stages - 1) == ratio


@pytest.mark.parametrize(
    ("ratio", "expected"), [(1, (1, 1)), (2, (2, 1)), (4, (4, 1)), (16, (4, 3)), (6, (3, 2)), (5, (5, 1))]
)
def test_patches_are_about_four(ratio, expected):
    assert grids.stages(ratio) == expected
