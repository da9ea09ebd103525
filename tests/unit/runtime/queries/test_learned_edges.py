from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.learned_edges import drawn, named_graph

SHARED = ("variables.count=4", "interventions.sparsity.max_targets=2", "data.factors=[place, ground]")


def with_edges(plan, edges):
    model = CausalVQ(plan)
    for (cause, effect), probability in edges.items():
        model.transition.adjacency[cause, effect] = True
        model.transition.edge_probability[cause, effect] = probability
    return model


def test_edges_are_named_and_those_that_the_spec_requires_are_given(plan):
    made = plan("graph.required=[[place, shade]]")
    graph = named_graph(made, with_edges(made, {(0, 1): 1.0, (0, 2): 0.75}))

    assert [(edge.cause, edge.effect, edge.probability, edge.given) for edge in graph.edges] == [
        ("place", "shade", 1.0, True),
        ("place", "ground", 0.75, False),
    ]
    assert graph.factor_edges == graph.edges


def test_between_factors_the_most_probable_edge_of_their_variables_stands_for_all(plan):
    made = plan(*SHARED)
    graph = named_graph(made, with_edges(made, {(0, 1): 0.9, (0, 2): 0.6, (1, 3): 0.8}))

    assert len(graph.edges) == 3
    assert [(edge.cause, edge.effect) for edge in graph.factor_edges] == [("place", "ground")]
    assert abs(graph.factor_edges[0].probability - 0.8) < 1e-6
    assert graph.to_dict()["factor_edges"][0]["effect"] == "ground"


def test_a_drawing_has_every_variable_and_says_what_was_learned(plan):
    made = plan("graph.required=[[place, shade]]")
    edges = named_graph(made, with_edges(made, {(0, 1): 1.0, (0, 2): 0.75})).edges

    found = drawn(made, edges, "variables")

    assert found.nodes == ("place", "shade", "ground")
    assert [arrow.style for arrow in found.arrows] == ["required", "learned"]


def test_a_graph_shows_its_edges_as_a_table_and_a_picture(plan):
    made = plan("graph.required=[[place, shade]]")
    graph = named_graph(made, with_edges(made, {(0, 1): 1.0, (0, 2): 0.75}))
    none = named_graph(made, with_edges(made, {}))

    assert graph.title() == "causal graph of tiny: 2 edges between factors"
    assert graph.tables()[0].rows == (("place", "shade", "1.0000", "given"), ("place", "ground", "0.7500", "learned"))
    assert graph.picture().width > 100
    assert (none.title(), none.tables(), none.picture()) == ("causal graph of tiny: no edges between factors", (), None)
