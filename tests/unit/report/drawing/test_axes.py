import doctest

import pytest

from causalvq.report.drawing import axes
from causalvq.report.drawing.axes import Axis, rounds, thinned


def test_what_the_documentation_shows():
    assert doctest.testmod(axes).failed == 0


@pytest.mark.parametrize(("least", "most"), [(0, 1), (0, 3.7e-5), (-2.5, 90), (0, 2000), (0.2, 0.9), (5, 5)])
def test_numbers_at_an_axis_are_few_and_within_it(least, most):
    found = rounds(least, most, 5)

    assert 1 <= len(found) <= 5
    assert all(least <= value <= most for value in found)


def test_an_axis_may_grow_upwards_and_by_ratios():
    assert [Axis(0, 10, 100, 0).at(value) for value in (0, 5, 10)] == [100, 50, 0]
    assert [Axis(0.01, 1, 0, 100, logarithmic=True).at(value) for value in (0.001, 0.1, 1)] == [0, 50, 100]
    assert Axis(3, 3, 0, 100).at(3) == 0


def test_thinned_points_keep_both_ends():
    points = [(float(step), 0.0) for step in range(1000)]
    found = thinned(points, 240)

    assert (len(found), found[0], found[-1]) == (240, points[0], points[-1])
    assert thinned(points[:5], 240) == points[:5]
