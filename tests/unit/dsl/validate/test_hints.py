import pytest

from causalvq.dsl import load
from causalvq.dsl.validate.hints import for_choice, home_of
from causalvq.errors import SpecError


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("2_000", "CVQ103", "write 2000; YAML 1.2 numbers have no separators"),
        ("2.5", "CVQ103", "write 2 or 3"),
        ("-2.5", "CVQ103", "write -3 or -2"),
        ("true", "CVQ103", None),
        ("'2e3'", "CVQ103", "remove the quotes"),
        ("1e30", "CVQ104", None),
        ("1e400", "CVQ104", None),
        (".nan", "CVQ104", None),
        ("-2e3", "CVQ104", None),
    ],
)
def test_what_is_no_whole_number_is_a_fault_with_a_remedy(small, written, code, hint):
    with pytest.raises(SpecError) as error:
        load(small, [f"train.steps={written}"])

    assert [(fault.code, fault.hint) for fault in error.value.diagnostics] == [(code, hint)]


def test_a_misplaced_key_is_sent_home_where_it_has_one():
    assert home_of("lr") == "did you mean train.optimizer.lr?"
    assert home_of("kind") is None, "several sections have one"
    assert home_of("beauty") is None


def test_a_bare_path_is_a_source_of_ones_own():
    assert for_choice("data/x.npz", ["critters"], ("data", "source")).startswith(
        "write {format: npz, path: data/x.npz}"
    )
    assert for_choice("criters", ["critters"], ("data", "source")) == "did you mean critters?"


def hint_of(small, key, value):
    with pytest.raises(SpecError) as error:
        load(small, [f"{key}={value}"])
    return error.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("graph.acyclic", "yes", "write true; YAML 1.2 reads yes as text"),
        ("graph.acyclic", "'false'", "remove the quotes"),
        ("data.split.train", "80%", "write the share as a number, 0.8"),
        ("train.batch_size", "80%", None),
        ("codebook", "8", "write {size: 8}"),
        ("graph.prior", "fixed", "write {kind: fixed}"),
        ("graph.required", "[a]", "an edge is a list of its own: [[cause, effect], ...]"),
        ("name", "3", 'put it in quotes: "3"'),
        ("train.batch_size", "[1]", "a spec has one value here, not several"),
        ("train.batch_size", "~", "remove the key to take its default"),
    ],
)
def test_the_remedy_is_for_what_was_probably_meant(small, key, value, hint):
    assert hint_of(small, key, value) == hint
