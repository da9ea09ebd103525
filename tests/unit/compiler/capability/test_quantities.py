import pytest

from causalvq.compiler.capability import quantities


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0004, "0.4 ms"),
        (0.095, "95 ms"),
        (1.0, "1 s"),
        (119.0, "119 s"),
        (420.0, "7 min"),
        (12_600.0, "3.5 h"),
        (1e13, "forever"),
    ],
)
def test_a_duration_is_in_the_unit_that_fits(seconds, text):
    assert quantities.duration(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 "), (999, "999 "), (999.6, "1 k"), (1_950_000_000, "1.95 G"), (10**19, "1e+04 P")]
)
def test_a_count_has_a_prefix_of_the_si(count, text):
    assert quantities.quantity(count) == text
