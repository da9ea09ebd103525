import pytest

from causalvq.dsl.checks.suite_checks import CHECKS, name_of
from causalvq.dsl.spec.suite import Suite, SuiteSpec

SIZED = ({"spec": "a.yaml", "set": ("data.image.size=8",)},)
ONE_SET = ({"name": "critters", "data": {"source": "critters"}},)
TWO_SETS = (*ONE_SET, {"name": "scenes", "data": {"source": "scenes"}})


def found(**changes):
    values = {"apiVersion": "causalvq/v1", "kind": "suite", "name": "s", "specs": ("a.yaml",)} | changes
    suite = Suite.model_validate(values)
    return [(str(check.code), one.path) for check in CHECKS for one in check.find(suite)]


def claim(*tests):
    return {"name": "c", "says": "It holds.", "tests": tests}


def test_a_spec_is_called_as_its_file_unless_it_says_otherwise():
    assert name_of(SuiteSpec(spec="../b/c.d.yaml")) == "c.d"
    assert name_of(SuiteSpec(spec="..\\b\\c.yaml")) == "c"
    assert name_of(SuiteSpec(spec="c.yaml", name="mine")) == "mine"


def test_nothing_is_found_in_a_suite_that_is_right():
    test = {"score": "preserved", "spec": "a", "set": "scenes", "at_least": 0.9, "than": {"set": "critters"}}

    assert found(sets=TWO_SETS, seeds=(0, 1), minutes=2.0, claims=(claim(test),)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sets": ({"name": "x"},)}, [("CVQ541", "sets[0]")]),
        ({"sets": ({"name": "x", "path": "y", "data": {"source": "scenes"}},)}, [("CVQ541", "sets[0]")]),
        ({"specs": ("a.yaml", "b/a.yaml")}, [("CVQ542", "specs[1]")]),
        ({"sets": ONE_SET + ONE_SET}, [("CVQ542", "sets[1]")]),
        ({"seeds": (3, 4, 3)}, [("CVQ542", "seeds[2]")]),
        ({"steps": 3, "minutes": 1.0}, [("CVQ543", "minutes")]),
        ({"specs": ({"spec": "a.yaml", "set": ("seed=2",)},)}, [("CVQ546", "specs[0].set[0]")]),
        ({"specs": ({"spec": "a.yaml", "set": ("train.steps=2",)},)}, []),
        ({"specs": ({"spec": "a.yaml", "set": ("train.steps=2",)},), "steps": 3}, [("CVQ546", "specs[0].set[0]")]),
        ({"specs": ({"spec": "a.yaml", "set": ("train={}",)},), "minutes": 3.0}, [("CVQ546", "specs[0].set[0]")]),
        ({"specs": SIZED}, []),
        ({"specs": SIZED, "sets": ONE_SET}, [("CVQ546", "specs[0].set[0]")]),
        ({"specs": ({"spec": "a.yaml", "set": ("size",)},)}, [("CVQ123", "specs[0].set[0]")]),
        ({"specs": ({"spec": "a.yaml", "sets": ("b",)},), "sets": ONE_SET}, [("CVQ544", "specs[0].sets[0]")]),
    ],
)  # fmt: skip
def test_what_contradicts_itself(changes, expected):
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ({}, "CVQ545"),
        ({"at_least": 1, "at_most": 2}, "CVQ545"),
        ({"spec": "b", "at_most": 2}, "CVQ544"),
        ({"set": "b", "at_most": 2}, "CVQ544"),
        ({"at_most": 2, "than": {"spec": "b"}}, "CVQ544"),
        ({"at_most": 2, "than": {"set": "b"}}, "CVQ544"),
        ({"at_most": 2, "than": {"score": "whatever"}}, None),
    ],
)
def test_what_is_wrong_with_a_test_of_a_claim(test, code):
    told = found(sets=ONE_SET, claims=(claim({"score": "preserved", "spec": "a"} | test),))

    assert [one for one, _ in told] == ([code] if code else [])
    assert all(path.startswith("claims[0].tests[0]") for _, path in told)


def test_two_files_are_one_spec_on_sets_that_they_do_not_share():
    def named(*sets):
        return tuple({"name": "a", "spec": f"{index}.yaml", "sets": each} for index, each in enumerate(sets))

    test = {"score": "preserved", "spec": "a", "set": "scenes", "at_least": 0.5}
    assert found(sets=TWO_SETS, specs=named(("critters",), ("scenes",)), claims=(claim(test),)) == []
    assert found(sets=TWO_SETS, specs=named(("critters",), ("critters", "scenes"))) == [("CVQ542", "specs[1]")]
    assert found(sets=TWO_SETS, specs=named(("critters",), None)) == [("CVQ542", "specs[1]")]


def test_a_test_says_its_set_where_there_are_several_and_the_spec_is_trained_on_it():
    test = {"score": "preserved", "spec": "a", "at_least": 0.5}
    narrow = ({"spec": "a.yaml", "sets": ("scenes",)},)

    assert found(sets=TWO_SETS, claims=(claim(test),)) == [("CVQ544", "claims[0].tests[0]")]
    assert found(sets=TWO_SETS, specs=narrow, claims=(claim(test),)) == []
    wrong = claim(test | {"set": "critters"})
    assert found(sets=TWO_SETS, specs=narrow, claims=(wrong,)) == [("CVQ544", "claims[0].tests[0].set")]
