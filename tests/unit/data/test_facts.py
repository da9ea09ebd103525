import json

import pytest

from causalvq.data.facts import LONGEST, FactorFacts, SourceFacts, is_number

MANY = tuple(f"person {number}" for number in range(LONGEST + 1))


@pytest.mark.parametrize(
    ("factor", "order"),
    [
        (FactorFacts("shade", 3, ("dark", "middling", "light")), "ordered"),
        (FactorFacts("hue", 3, ("red", "green", "blue"), cyclic=True), "cyclic"),
        (FactorFacts("who", len(MANY), MANY), "none"),
        (FactorFacts("who", LONGEST, MANY[:LONGEST]), "ordered"),
        (FactorFacts("size", 30, tuple(str(value / 2) for value in range(30))), "ordered"),
        (FactorFacts("who", len(MANY), MANY, declared="ordered"), "ordered"),
        (FactorFacts("hue", 3, ("red", "green", "blue"), cyclic=True, declared="none"), "none"),
    ],
)
def test_many_values_that_are_no_numbers_have_no_order_until_it_is_said(factor, order):
    assert factor.order == order


def test_facts_are_plain_data_for_a_plan():
    hue = FactorFacts("hue", 2, ("red", "blue"))
    facts = SourceFacts(8, 9, 3, 16, 18, 4, (hue, FactorFacts("size", 3, ("1", "2", "3"))), False, "f" * 64)

    assert facts.sizes == (2, 3)
    told = json.loads(json.dumps(facts.to_json()))
    assert [told["factors"][0][name] for name in ("name", "size", "values", "cyclic", "declared", "words")] == [
        "hue", 2, ["red", "blue"], False, None, [],
    ]  # fmt: skip
    assert (told["height"], told["native_width"], told["dtype"]) == (8, 18, "uint8")


def test_numbers_are_what_python_reads_as_such():
    assert [text for text in ("1", "-2.5", "1e3", "one", "", "3 mm") if is_number(text)] == ["1", "-2.5", "1e3"]
