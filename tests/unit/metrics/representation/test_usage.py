import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.representation.metric_inputs import sample_of_codes
from causalvq.metrics.representation.usage import Usage, usage


def test_states_that_are_equally_frequent(codes):
    assert [one.states for one in usage(codes("perfect"))] == [4, 3]
    assert [one.perplexity for one in usage(codes("perfect"))] == pytest.approx([4, 3])
    assert usage(codes("constant")) == (Usage(1, 1.0), Usage(1, 1.0))


@pytest.mark.parametrize(
    ("name", "states"),
    [("permuted", [3, 4]), ("merged", [12]), ("split", [2, 2, 3]), ("duplicated", [4, 4, 3]), ("random", [4, 4])],
)
def test_states_by_hand(codes, name, states):
    used = usage(codes(name))

    assert [one.states for one in used] == states
    assert [one.perplexity for one in used] == pytest.approx(states, abs=1e-9 if name != "random" else 0.1)
    assert {one.share for one in used} == {None}


def test_shares_of_three_quarters_and_a_quarter():
    used = usage(sample_of_codes([3, 3, 3, 0], [0, 1, 0, 1]))

    assert used[0].states == 2
    assert used[0].perplexity == pytest.approx(np.exp(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25))))


@pytest.mark.parametrize("sizes", [8, [8, 8], np.array([8, 8])])
def test_the_share_of_a_codebook_that_is_used(sizes):
    sample = sample_of_codes(np.array([[0, 7], [1, 7], [2, 7], [3, 7]]).repeat(2, axis=0), [0, 1] * 4, sizes=sizes)

    assert [one.share for one in usage(sample)] == [4 / 8, 1 / 8]
    assert [one.share for one in usage(sample[np.array([0, 2])])] == [2 / 8, 1 / 8]


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ([8, 7], "CVQ601 array 'codebook_sizes' has a codebook that lacks codes.*size 7 and code 7 in column 1"),
        ([8, 8, 8], "CVQ603 array 'codebook_sizes' has the wrong length"),
        ([8.5, 8], "CVQ601 array 'codebook_sizes' is not of whole numbers"),
    ],
)
def test_codebooks_that_are_none(sizes, told):
    codes = np.array([[0, 7], [1, 7], [2, 7], [3, 7]])
    with pytest.raises(MetricError, match=told):
        sample_of_codes(codes.repeat(3, axis=0), [0, 1, 0, 1] * 3, sizes=sizes)
