import pytest

from causalvq.dsl.checks.name_checks import MADE_NAME, repeated

LISTED = "{source: critters, factors: [hair, eyes], cyclic: []}"


def test_a_repeated_name_is_paired_with_the_first():
    assert list(repeated(["a", "b", "a", "a"])) == [(2, 0), (3, 0)]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"variables": "[{name: a}, {name: b}, {name: a}]"}, [("CVQ134", "two variables are named a")]),
        (
            {"variables": "[{name: hair, factor: eyes}, {name: eyes, factor: mouth}]"},
            [("CVQ146", "eyes names a variable and also the factor of the variable hair")],
        ),
        ({"variables": "[{name: hair, factor: hair}, {name: eyes}]"}, []),
        (
            {"data": "{source: critters, factors: [hair, eyes, hair]}"},
            [("CVQ147", "hair is listed twice in data.factors")],
        ),
        ({"evaluate": "{metrics: [dci, dci]}"}, [("CVQ147", "dci is listed twice in evaluate.metrics")]),
        (
            {"data": LISTED.replace("[]", "[mouth]")},
            [("CVQ145", "mouth is not among the factors of this spec")],
        ),
        (
            {"data": LISTED, "interventions": "{actions: {mouth: set, hair: step}}"},
            [("CVQ145", "mouth is not among the factors of this spec")],
        ),
        (
            {"data": "{source: critters, factors: [{name: hair, order: none}], cyclic: [hair]}"},
            [("CVQ156", "hair is none here and cyclic elsewhere")],
        ),
        ({"data": "{source: critters, factors: [{name: hair, order: cyclic}], cyclic: [hair]}"}, []),
        (
            {"data": LISTED, "graph": "{required: [[hair, mouth]], tiers: [[eyes], [nose]]}"},
            [("CVQ135", "no variable or factor is named mouth"), ("CVQ135", "no variable or factor is named nose")],
        ),
        ({"data": LISTED, "graph": "{required: [[hair.1, free.2]]}"}, []),
        ({"graph": "{required: [[hair, whatever]]}"}, []),
    ],
)
def test_names_are_known_and_mean_one_thing(told, keys, found):
    assert told(**keys) == found


@pytest.mark.parametrize(
    ("name", "made"),
    [("hair.1", True), ("hair.0", False), ("b2", True), ("b2.r1.c12", True), ("b2.r1", False), ("hair", False)],
)
def test_names_that_the_compiler_makes_are_left_to_it(name, made):
    assert bool(MADE_NAME.fullmatch(name)) is made
