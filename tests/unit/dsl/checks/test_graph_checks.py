import networkx as nx
import pytest
from refusals import refused

from causalvq.dsl.checks.graph_checks import expanded, shortest_cycle, shown

HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def test_a_long_cycle_is_found_among_thousands_of_edges(tmp_path):
    edges = "".join(f"    - [v{i}, v{(i + 1) % 3000}]\n" for i in range(3000))

    diagnostics, seconds = refused(
        tmp_path / "cycle.yaml", HEAD + "variables: {count: 3000}\ngraph:\n  required:\n" + edges
    )

    assert [d.code for d in diagnostics] == ["CVQ138"]
    assert "more) ->" in diagnostics[0].message
    assert seconds < 2


OWNED = "[{name: a, factor: f}, {name: b, factor: f}, {name: c}]"


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ("{required: [[f, c]], forbidden: [[b, c]]}", [("CVQ136", "the edge b -> c is required and forbidden")]),
        ("{required: [[a, c]], forbidden: [[b, c], [c, a]]}", []),
        ("{required: [[c, f]], tiers: [[f], [c]]}", [("CVQ137", "the required edge c -> a runs against the tiers")]),
        ("{required: [[a, b]], tiers: [[f], [c]]}", []),
        ("{required: [[a, c], [c, a]]}", [("CVQ138", "the required edges close a cycle: a -> c -> a")]),
        ("{acyclic: false, required: [[a, c], [c, a]]}", []),
        ("{forbidden: [[c, c]]}", [("CVQ139", "an edge from c to itself")]),
        ("{tiers: [[a], [f]]}", [("CVQ140", "f is in the tiers twice")]),
        ("{required: [[a, c], [a, c]]}", [("CVQ141", "the edge a -> c is listed twice")]),
        (
            "{required: [[a, c]], prior: {kind: edge_probabilities, edges: [[f, c, 0.5]]}}",
            [("CVQ143", "the probability of a -> c has no effect: the edge is required")],
        ),
    ],
)
def test_statements_that_contradict_each_other_are_told(told, graph, found):
    assert told(variables=OWNED, graph=graph) == found


def test_a_factor_stands_for_its_variables_and_the_first_statement_counts():
    names = {"f": ("a", "b"), "a": ("a",), "b": ("b",)}

    assert expanded([("f", "c"), ("a", "c"), ("f", "f")], names) == {
        ("a", "c"): 0,
        ("b", "c"): 0,
        ("a", "b"): 2,
        ("b", "a"): 2,
        ("a", "a"): 2,
        ("b", "b"): 2,
    }


def test_the_shortest_of_several_cycles_is_shown():
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("c", "a")])

    assert shortest_cycle(graph.succ, set("abcd")) == ["a", "b", "c", "a"]


def test_the_middle_of_a_long_cycle_is_left_out():
    names = [str(number) for number in range(20)]

    assert shown(names[:4]) == "0 -> 1 -> 2 -> 3"
    assert shown(names) == "0 -> 1 -> 2 -> 3 -> 4 -> 5 -> (9 more) -> 15 -> 16 -> 17 -> 18 -> 19"
