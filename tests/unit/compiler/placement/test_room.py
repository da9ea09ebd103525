import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalvq.compiler.placement.room import codes_needed, doubled, room_for


@pytest.mark.parametrize(
    ("values", "variables", "codes"), [(5, 1, 5), (5, 2, 3), (9, 2, 3), (10, 2, 4), (0, 1, 2), (1, 3, 2), (83, 2, 10)]
)
def test_codes_needed_by_hand(values, variables, codes):
    assert codes_needed(values, variables) == codes


@given(st.integers(2, 500), st.integers(1, 4))
def test_so_many_codes_are_enough_and_one_less_is_not(values, variables):
    codes = codes_needed(values, variables)

    assert codes**variables >= values
    assert codes == 2 or (codes - 1) ** variables < values


@pytest.mark.parametrize(("codes", "states"), [(2, 8), (5, 20), (8, 32), (12, 32), (16, 32), (17, 34), (83, 166)])
def test_room_by_hand(codes, states):
    assert room_for(codes) == states


@given(st.integers(2, 5000))
def test_room_is_two_to_four_times_what_is_needed(codes):
    assert 2 * codes <= room_for(codes) <= 4 * codes
    assert room_for(codes) <= room_for(codes + 1)


@pytest.mark.parametrize(("states", "power"), [(2, 2), (3, 4), (20, 32), (32, 32), (33, 64)])
def test_doubled_by_hand(states, power):
    assert doubled(states) == power
