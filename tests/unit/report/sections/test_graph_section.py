from causalvq.compiler.graphs import graph_geometry
from causalvq.report.run_subject import Subject
from causalvq.report.sections import graph_section as graphs
from causalvq.runtime.queries.learned_edges import Edge

EDGES = (Edge("place", "shade", 0.7, given=False), Edge("shade", "ground", 1.0, given=True))


def test_edges_are_drawn_and_listed_given_ones_first(trained_home):
    made = graphs._level(Subject(trained_home / "runs" / "tiny" / "latest"), "factors", EDGES)

    assert (made.given, made.learned) == (1, 1)
    assert made.edges == EDGES[::-1]
    assert {link.style for link in made.shapes.links} == {"required", "learned"}


def test_a_graph_too_large_to_be_read_is_listed(trained_home, monkeypatch):
    monkeypatch.setattr(graph_geometry, "MOST_ARROWS", 1)
    made = graphs._level(Subject(trained_home / "runs" / "tiny" / "latest"), "factors", EDGES)

    assert (made.shapes, len(made.edges)) == (None, 2)
