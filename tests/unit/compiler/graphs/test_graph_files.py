import networkx as nx
import pytest

from causalvq.compiler.graphs.graph_files import FileEdge, read_knowledge
from causalvq.errors import CompileError, Place

AT = Place("spec.yaml", 1, 1)


@pytest.fixture
def graph():
    made = nx.DiGraph()
    made.add_edge("wall hue", "shadow & light")
    made.add_edge("a", "b", statement="forbidden")
    made.add_edge("b", "a", probability=0.25)
    made.nodes["a"]["tier"] = 1
    return made


@pytest.mark.parametrize("ending", ["graphml", "gml"])
def test_what_networkx_writes_is_read_with_lines(tmp_path, graph, ending):
    path = tmp_path / f"known.{ending}"
    {"graphml": nx.write_graphml, "gml": nx.write_gml}[ending](graph, path)

    known = read_knowledge(path.name, tmp_path, AT)

    found = {(edge.cause, edge.effect): (edge.kind, edge.probability) for edge in known.edges}
    assert found == {
        ("wall hue", "shadow & light"): ("required", None),
        ("a", "b"): ("forbidden", None),
        ("b", "a"): ("soft", 0.25),
    }
    assert [(tier.name, tier.tier) for tier in known.tiers] == [("a", 1)]
    lines = path.read_text().splitlines()
    assert all("edge" in lines[edge.line - 1] for edge in known.edges)
    assert len({edge.line for edge in known.edges}) == 3


def test_labels_of_other_tools_name_the_nodes(tmp_path):
    made = nx.DiGraph()
    made.add_node("n0", label="hair")
    made.add_node("n1", label="mouth")
    made.add_edge("n0", "n1")
    nx.write_graphml(made, tmp_path / "tool.graphml")

    known = read_knowledge("tool.graphml", tmp_path, AT)

    assert [(edge.cause, edge.effect) for edge in known.edges] == [("hair", "mouth")]


@pytest.mark.parametrize("head", ["", "cause,effect\n", "Source, Target\n", "effect,cause\n"])
def test_tables_with_and_without_a_head(tmp_path, head):
    (tmp_path / "table.csv").write_text(head + "a,b\n\n# not this\n" + '"c, d",e\n')

    edges = read_knowledge("table.csv", tmp_path, AT).edges

    ends = [("a", "b"), ("c, d", "e")]
    assert [(edge.cause, edge.effect) for edge in edges] == [
        (j, i) if head.startswith("effect") else (i, j) for i, j in ends
    ]
    assert edges[0].line == (2 if head else 1)


def test_an_empty_table_says_nothing(tmp_path):
    (tmp_path / "empty.csv").write_text("")

    assert read_knowledge("empty.csv", tmp_path, AT).edges == ()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.gml", "graph [ directed 1 node [ id 0 ", "networkx"),
        ("a.gml", 'graph [ directed 1 node [ id 0 label "a" tier 0.5 ] ]', "tier is a whole number"),
        ("a.csv", 'a,"b', "not CSV"),
        ("a.csv", "\n".join("a,b" for _ in range(100_001)), "100,001 edges"),
        ("a.graphml", "\x00", "networkx"),
        ("a.csv", b"\xff\xfe,b", "UTF-8"),
        ("a.csv", b"a" * (16 * 2**20 + 1), "16 MiB"),
    ],
)
def test_files_that_are_not_graphs(tmp_path, name, text, message):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(CompileError, match=rf"CVQ213.*{message}"):
        read_knowledge(name, tmp_path, AT)


def test_a_folder_is_no_graph(tmp_path):
    (tmp_path / "a.csv").mkdir()

    with pytest.raises(CompileError, match=r"CVQ213.*cannot be read"):
        read_knowledge("a.csv", tmp_path, AT)


def test_edges_are_values():
    assert FileEdge("required", "a", "b", None, 1) == FileEdge("required", "a", "b", None, 1)
