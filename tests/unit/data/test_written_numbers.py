from decimal import Decimal

import pytest

from causalvq.data.written_numbers import is_not_finite, number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3), ("-0", 0), ("1e3", 1000), ("2.50", 2.5), (".5", 0.5), ("7.", 7), ("+1E-2", 0.01),
        ("1_000", None), ("nan", None), ("0x10", None), ("", None), ("1 2", None), ("one", None),
    ],
)  # fmt: skip
def test_a_text_is_the_number_that_it_writes(text, number):
    assert number_of(text) == number


def test_whole_numbers_are_exact_however_large():
    assert number_of("9007199254740993") == Decimal(9007199254740993)
    assert number_of("1e999") == Decimal("1e999")
    assert isinstance(number_of("0.1"), float)


def test_what_programs_write_for_no_number():
    assert [text for text in ("nan", " -Inf", "INFINITY", "none", "1") if is_not_finite(text)] == [
        "nan", " -Inf", "INFINITY",
    ]  # fmt: skip
