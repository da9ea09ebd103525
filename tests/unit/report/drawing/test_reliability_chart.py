from causalvq.metrics.action_scores import Reliability
from causalvq.report.drawing.reliability_chart import LEAST, MOST, reliability_chart

BINS = [Reliability(0, 0.1, 0, None, None), Reliability(0.5, 0.6, 100, 0.5, 0.5), Reliability(0.9, 1, 400, 1.0, 1.0)]


def test_bins_on_the_diagonal_are_as_sure_as_they_are_right():
    found = reliability_chart(BINS, 0.0)
    half, whole = found.points

    assert (half.x, half.y) == ((found.left + found.right) / 2, (found.top + found.bottom) / 2)
    assert (whole.x, whole.y, whole.radius) == (found.right, found.top, MOST)
    assert LEAST < half.radius < MOST
    assert half.high < half.y < half.low  # pixels grow downwards
    assert half.told == "100 answers of mean probability 0.500: 0.500 right"
