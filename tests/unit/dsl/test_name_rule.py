import pytest

from causalvq.dsl.name_rule import LONGEST, cleaned, cleaned_text, why_not


@pytest.mark.parametrize(
    ("name", "clean"),
    [(" size\n [cm]\t", "size [cm]"), ("hue", "hue"), ("gru\u0308n", "gr\u00fcn"), ("a\u00a0b", "a b"), ("  ", "")],
)
def test_a_name_has_one_form(name, clean):
    assert cleaned(name) == clean
    assert cleaned(clean) == clean


def test_what_is_no_text_is_left_for_others_to_refuse():
    assert cleaned_text(3) == 3
    assert cleaned_text(" a ") == "a"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("mass, kg = [1]", None),
        ("", "it is empty"),
        ("x" * LONGEST, None),
        ("x" * (LONGEST + 1), "it has 257 signs, more than 256"),
        ("a\x1bb", "it has a sign that is no text"),
        ("a\udcffb", "it has a sign that is no text"),
    ],
)
def test_anything_that_can_be_read_on_a_line_is_a_name(name, why):
    assert why_not(name) == why
