from math import nan

from causalvq.report.drawing.line_chart import MOST_LINES, line_chart


def test_a_chart_tells_its_curves_and_where_phases_begin():
    found = line_chart("swap", {"training": ((0, 2.0), (100, 1.0))}, [("warm-up", 0), ("joint", 50)])

    assert found.told == "swap, over 100 steps: training from 2 to 1"
    assert [tick.text for tick in found.up] == ["0", "0.5", "1", "1.5", "2"]
    assert [(tick.at, tick.text) for tick in found.phases] == [((found.left + found.right) / 2, "joint")]
    assert found.curves[0].end == (found.right, (found.top + found.bottom) / 2)
    assert not found.logarithmic


def test_a_chart_is_logarithmic_where_values_span_much():
    assert line_chart("swap", {"a": ((0, 1.0), (1, 0.01))}).logarithmic
    assert not line_chart("swap", {"a": ((0, 1.0), (1, 0.0))}).logarithmic


def test_what_is_not_finite_is_left_out_and_without_points_there_is_no_chart():
    assert line_chart("swap", {"a": ((0, nan),), "b": ()}) is None
    assert line_chart("swap", {"a": ((0, nan), (1, 3.0))}).curves[0].last == "3"


def test_only_so_many_curves_as_can_be_told_apart():
    series = {f"v{number}": ((0, 1.0),) for number in range(40)}

    assert len(line_chart("states in use", series).curves) == MOST_LINES
