import json

import pytest

from causalvq.compiler.canonical import digest_of, text_of


def test_keys_are_sorted_and_short_values_stay_on_a_line():
    assert text_of({"b": [1, 2], "a": {"d": 0.1, "c": "é"}}) == '{"a": {"c": "é", "d": 0.1}, "b": [1, 2]}\n'


def test_long_values_are_broken():
    made = text_of({"a": ["x" * 60, "y" * 60], "b": 1})

    assert made == '{\n "a": [\n  "' + "x" * 60 + '",\n  "' + "y" * 60 + '"\n ],\n "b": 1\n}\n'


def test_long_lists_of_numbers_are_not():
    assert text_of(list(range(500))).count("\n") == 1


@pytest.mark.parametrize(
    "value", [{}, [], None, 1e-5, -0.5, {"a": {}}, [[1], []], {"long": {str(i): i for i in range(99)}}]
)
def test_it_is_json(value):
    assert json.loads(text_of(value)) == value


def test_digests_do_not_see_the_order_of_keys():
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})


def test_what_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        text_of({"a": float("nan")})


def test_a_name_that_is_not_utf_8_can_be_written_and_read_back():
    values = {"file": "caf\udce9.yaml", "é": "🦊"}

    text = text_of(values)

    assert text.encode().decode() == text
    assert json.loads(text) == values
    assert digest_of(values) != digest_of({**values, "file": "caf.yaml"})
