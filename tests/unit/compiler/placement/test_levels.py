from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalvq.compiler.placement.levels import FINEST, levels_of, primes


@pytest.mark.parametrize(
    ("quantizer", "states", "levels"),
    [
        ("vq", 8, ()),
        ("fsq", 2, (2,)),
        ("fsq", 8, (8,)),
        ("latent", 16, (16,)),
        ("fsq", 17, (17,)),
        ("fsq", 24, (12, 2)),
        ("fsq", 64, (16, 4)),
        ("latent", 1000, (10, 10, 10)),
        ("fsq", 65536, (16, 16, 16, 16)),
        ("lfq", 2, (2,)),
        ("lfq", 64, (2, 2, 2, 2, 2, 2)),
    ],
)
def test_levels_by_hand(quantizer, states, levels):
    assert levels_of(quantizer, states) == levels


@given(st.integers(2, 65536), st.sampled_from(["fsq", "latent"]))
def test_levels_make_exactly_the_states_that_were_asked_for(states, quantizer):
    levels = levels_of(quantizer, states)

    assert prod(levels) == states
    assert all(level <= FINEST or primes(level) == [level] for level in levels)


def test_a_vector_too_short_for_its_code_is_refused(plan):
    from causalvq.errors import CompileError

    with pytest.raises(CompileError, match=r"CVQ244 a vector of 3 cannot hold the 3 numbers.*at least 4"):
        plan("codebook={size: 8, dim: 3, quantizer: lfq}")
    assert plan("codebook={size: 8, dim: 4, quantizer: lfq}").variables[0].levels == (2, 2, 2)
