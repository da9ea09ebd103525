import pytest
from pydantic import ValidationError

from causalvq.dsl.spec import Graph


def test_a_prior_is_chosen_by_its_kind_and_has_the_keys_of_that_kind():
    assert Graph.model_validate({"prior": {"kind": "scale_free", "expected_edges": 3.0}}).prior.exponent == 2.5
    assert Graph.model_validate({"prior": {"kind": "fixed"}}).prior.kind == "fixed"
    assert Graph().prior.edge_probability == 0.05


@pytest.mark.parametrize(
    "graph",
    [
        {"prior": {"kind": "fixt"}},
        {"prior": {"kind": "fixed", "exponent": 2.0}},
        {"prior": {"kind": "scale_free", "expected_edges": 3.0, "exponent": 1.0}},
        {"prior": {"kind": "edge_probabilities", "edges": (("a", "b", 1.5),)}},
        {"required": (("a",),)},
        {"required": (("a", "b", "c"),)},
        {"scope": "local"},
    ],
)
def test_what_is_no_graph_is_refused(graph):
    with pytest.raises(ValidationError):
        Graph.model_validate(graph)
