import numpy as np
import pytest

from causalvq.metrics.representation.metric_inputs import sample_of_codes
from causalvq.metrics.representation.usage import Usage, usage


def test_states_that_are_equally_frequent(codes):
    assert [one.states for one in usage(codes("perfect"))] == [4, 3]
    assert [one.perplexity for one in usage(codes("perfect"))] == pytest.approx([4, 3])
    assert usage(codes("constant")) == (Usage(1, 1.0), Usage(1, 1.0))


def test_shares_of_three_quarters_and_a_quarter():
    used = usage(sample_of_codes([3, 3, 3, 0], [0, 1, 0, 1]))

    assert used[0].states == 2
    assert used[0].perplexity == pytest.approx(np.exp(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25))))
