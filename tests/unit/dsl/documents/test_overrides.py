import pytest

from causalvq.dsl import load
from causalvq.dsl.documents.overrides import apply
from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all
from causalvq.errors import SpecError


def codes(error):
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_overrides_go_through_the_same_validation(small):
    document = load(small, ["codebook.size=16", "train.optimizer.lr=1e-4", "graph.required[1]=[b, d]"])

    assert document.spec.codebook.size == 16
    assert document.spec.train.optimizer.lr == 1e-4
    assert document.spec.graph.required == (("a", "b"), ("b", "d"))
    assert str(document.place("codebook.size")) == "--set codebook.size"

    with pytest.raises(SpecError) as error:
        load(small, ["codebook.size=1", "codebook.dim=x"])
    assert [str(d.place) for d in error.value.diagnostics] == ["--set codebook.size", "--set codebook.dim"]
    assert codes(error) == ["CVQ104", "CVQ103"]


@pytest.mark.parametrize("override", ["codebook.size", "=3", "a..b=1", "codebook.size.x=1", "graph.required[9]=[a, b]"])
def test_an_override_that_leads_nowhere_is_a_fault(small, override):
    with pytest.raises(SpecError) as error:
        load(small, [override])

    assert codes(error) == ["CVQ123"]


@pytest.mark.parametrize("override", ["name=\udcff", "na\udcffme=a"])
def test_an_override_that_is_not_utf8_is_a_fault(small, override):
    with pytest.raises(SpecError) as error:
        load(small, [override])

    assert codes(error) == ["CVQ112"]


@pytest.mark.parametrize(
    ("override", "changed"),
    [
        ("a=2", {"a": 2, "b": (1, 2)}),
        ("a=", {"a": None, "b": (1, 2)}),
        ("b[1]={c: x}", {"a": 1, "b": (1, {"c": "x"})}),
        ("c.d.e=[1]", {"a": 1, "b": (1, 2), "c": {"d": {"e": (1,)}}}),
        ("b=[]", {"a": 1, "b": ()}),
    ],
)
def test_one_value_is_replaced_and_mappings_on_the_way_are_made(override, changed):
    faults = Faults()

    assert nodes.plain(apply(read_all("a: 1\nb: [1, 2]\n", "x.yaml", faults), override, faults)) == changed
    assert faults.found == []


def test_what_is_wrong_with_the_value_is_placed_at_the_override():
    faults = Faults()
    tree = read_all("a: 1\n", "x.yaml", faults)

    assert apply(tree, "a={b: 1, b: 2}", faults) != tree
    assert apply(tree, "a=[1", faults) == tree
    assert [(fault.code, str(fault.place)) for fault in faults.found] == [("CVQ111", "--set a"), ("CVQ110", "--set a")]


def test_plus_appends_to_a_list_and_lays_a_mapping_over_one(small):
    spec = load(small, ["graph.required+=[[c, d]]", "data.split+={train: 0.7, test: 0.2}"]).spec
    assert spec.graph.required == (("a", "b"), ("b", "c"), ("c", "d"))
    assert (spec.data.split.train, spec.data.split.test) == (0.7, 0.2)

    once = load(small, ["graph={}", "data.factors=[eyes]", "data.factors+=mouth", "data.factors += [top]"]).spec
    assert once.data.chosen == ("eyes", "mouth", "top")
    assert load(small, ["graph.forbidden+=[[c, a]]"]).spec.graph.forbidden == (("c", "a"),)


@pytest.mark.parametrize(
    ("override", "got"), [("codebook.size+=2", "8"), ("data.factors+=eyes", "all"), ("codebook+=2", "a mapping")]
)
def test_nothing_is_appended_to_what_is_no_list(small, override, got):
    with pytest.raises(SpecError) as error:
        load(small, [override])
    (one,) = error.value.diagnostics
    assert (one.code, one.got) == ("CVQ123", got)
    assert one.message.endswith("is no list to append to")


def test_what_a_spec_extends_cannot_be_set(small):
    with pytest.raises(SpecError) as error:
        load(small, ["extends=other.yaml"])
    (one,) = error.value.diagnostics
    assert (one.code, one.message) == ("CVQ123", "what a spec extends cannot be set")
    assert "did you mean" not in one.hint
