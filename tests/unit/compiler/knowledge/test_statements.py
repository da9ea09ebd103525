from causalvq.compiler.knowledge.statements import stated
from causalvq.compiler.pipeline import gather


def test_required_edges_know_their_line(plan):
    made = plan("graph.required=[[top, mouth], [eyes, mouth]]")

    assert made.provenance["graph.required[0]"] == "--set graph.required graph.required[0]"
    assert made.graph.required == ((4, 6), (5, 6))


def test_statements_of_the_spec_come_before_those_of_the_file_and_know_their_lines(document, tmp_path):
    (tmp_path / "known.csv").write_text("cause,effect\ntop,eyes\n")
    prior = "graph.prior={kind: edge_probabilities, edges: [[eyes, mouth, 0.9]]}"
    known = stated(
        gather(
            document("graph.required=[[top, mouth]]", "graph.forbidden=[[mouth, top]]", prior, "graph.file=known.csv")
        )
    )

    assert [(said.kind, str(said), said.probability) for said in known.edges] == [
        ("required", "top -> mouth", None),
        ("forbidden", "mouth -> top", None),
        ("soft", "eyes -> mouth", 0.9),
        ("required", "top -> eyes", None),
    ]
    assert known.edges[3].origin == "known.csv:2"
    assert known.edges[3].place.line == 2


def test_each_name_of_a_tier_is_a_statement(document):
    known = stated(gather(document("graph.tiers=[[top, eyes], [mouth]]")))

    assert [(said.name, said.tier) for said in known.tiers] == [("top", 0), ("eyes", 0), ("mouth", 1)]
    assert known.tiers[2].origin.endswith("graph.tiers[1][0]")
