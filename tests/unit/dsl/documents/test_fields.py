import pytest

from causalvq.dsl.documents.fields import all_keys, chosen, key_names, literals, sections, spot, tag_of, tags
from causalvq.dsl.spec import Fixed, Graph, Spec
from causalvq.dsl.spec.graph import ScaleFree
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all


def tree(text):
    return read_all(text, "x.yaml", Faults())


def test_keys_are_written_by_their_aliases_and_what_chooses_the_form_goes_first():
    assert "apiVersion" in key_names(Spec)
    assert key_names(ScaleFree)[0] == "kind"


def test_a_form_is_told_by_its_tag():
    prior = Graph.model_fields["prior"].annotation

    assert tag_of(Fixed) == ("kind", "fixed")
    assert tag_of(Graph) is None
    assert tags(prior)["scale_free"] is ScaleFree
    assert chosen(prior, tree("{kind: fixed}")) is Fixed
    assert chosen(prior, tree("{kind: fxied}")) is None
    assert chosen(Graph, None) is Graph
    assert Fixed in sections(prior)
    assert literals(Graph.model_fields["scope"].annotation) == ("auto", "global", "sample")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("codebook", "size"), True),
        (("graph", "required", 0, 1), False),
        (("data", "imbalance", "hair"), False),
        (("graph", "prior", "exponent"), True),
        (("variables", 0, "states"), True),
    ],
)
def test_the_models_know_the_type_at_a_path(path, field):
    text = "graph: {prior: {kind: scale_free}}\nvariables: [{name: a}]\n"
    found = spot(path, tree(text))

    assert found is not None
    assert (found.field is not None) is field


@pytest.mark.parametrize(
    "path", [("codbook",), ("codebook", "size", "x"), ("graph", "required", 0, 2), ("graph", "prior", "exponent")]
)
def test_a_path_that_no_spec_has_leads_to_nothing(path):
    assert spot(path, tree("graph: {prior: {kind: fixed}}\n")) is None


def test_every_key_is_there_once_with_lists_and_forms_entered():
    keys = all_keys()

    assert {"codebook.size", "variables[].name", "graph.prior.exponent", "data.pairs.from", "variables.count"} <= set(
        keys
    )
    assert keys["data.pairs.from"].name == "from"
