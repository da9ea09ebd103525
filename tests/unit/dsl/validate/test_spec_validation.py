import pytest

from causalvq.dsl import load
from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all
from causalvq.dsl.validate.spec_validation import SPECS, examine, locate, salvage, without
from causalvq.errors import SpecError


def codes(error):
    return [diagnostic.code for diagnostic in error.value.diagnostics]


def test_all_faults_are_told_together_in_the_order_of_the_text(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "apiVersion: causalvq/v1\nname: 3\ndata: {source: critters, split: {test: 0.5}}\n"
        "variables: {count: 2}\ncodebook: {size: 1, dmi: 4}\ninterventions: {sparsity: {max_targets: 5}}\n"
    )

    with pytest.raises(SpecError) as error:
        load(path)

    assert codes(error) == ["CVQ103", "CVQ130", "CVQ104", "CVQ101", "CVQ133"]
    assert [d.place.line for d in error.value.diagnostics] == [2, 3, 5, 5, 6]


TEXT = "apiVersion: causalvq/v1\nname: x\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"


def tree(text=TEXT):
    return read_all(text, "x.yaml", Faults())


def test_the_rest_of_a_faulty_spec_is_still_a_spec():
    spec, rest, lost = salvage(tree(TEXT + "train: {steps: x, batch_size: 9}\n"), Faults(), SPECS)

    assert spec.train.batch_size == 9
    assert lost == {("train", "steps")}
    assert nodes.find(rest, ("train", "steps")) is None


def test_something_stands_in_for_what_is_required_and_lost():
    spec, _, lost = salvage(tree(TEXT.replace("size: 8", "size: 1")), Faults(), SPECS)

    assert spec.codebook.size == 2
    assert lost == {("codebook", "size")}


def test_marks_of_unions_and_forms_are_no_steps():
    found = tree(TEXT + "graph: {prior: {kind: fixed, x: 1}}\n")

    assert locate(found, ("variables", "@count", "count"), "int_type") == ("variables", "count")
    assert locate(found, ("graph", "prior", "fixed", "x"), "extra_forbidden") == ("graph", "prior", "x")
    assert locate(found, ("graph", "prior", "fixed", "missing"), "missing") == ("graph", "prior", "missing")


def test_several_values_are_taken_out_at_once():
    found = without(tree("a: [1, 2, 3]\nb: {c: 1, d: 2}\n"), {("a", 0), ("a", 2), ("b", "c"), ("z", "y")})

    assert nodes.plain(found) == {"a": (2,), "b": {"d": 2}}


def test_what_can_be_read_of_a_faulty_spec_is_there_to_look_things_up():
    faults = Faults()

    spec, lost = examine(read_all(TEXT.replace("size: 8", "size: -8"), "x.yaml", faults), faults)

    assert spec is not None
    assert spec.data.source == "critters"
    assert lost == {("codebook", "size")}
    assert [found.code for found in faults.found] == ["CVQ104"]
