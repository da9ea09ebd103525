from knowing import SMALL, known_of, marked

from causalvq.lsp.features.definition import definition

DECLARED = SMALL.replace("{count: 7}", "[{name: a, factor: hair}, {name: b}]").replace(
    "critters}", "critters, factors: [hair, eyes]}"
)


def places(text, *rest, **options):
    text, position = marked(text)
    found = definition(known_of(text, *rest, **options), position)
    return [(one["uri"].rpartition("/")[2], *one["range"]["start"].values()) for one in found]


def test_names_lead_to_their_declaration():
    assert places(DECLARED + "graph: {required: [[a, b|]]}\n") == [("open.yaml", 3, 44)]
    assert places(DECLARED.replace("factor: hair", "factor: ha|ir")) == [("open.yaml", 2, 35)]


def test_what_no_text_declares_comes_from_the_data_or_the_count():
    assert places(SMALL + "graph: {required: [[ey|es, mouth]]}\n") == [("open.yaml", 2, 7)]
    assert places(SMALL + "graph: {required: [[b1|, b2]]}\n") == [("open.yaml", 3, 0)]


def test_an_edge_leads_to_its_other_statement_or_to_its_ends():
    both = DECLARED + "graph:\n  required: [[a, b]]\n  prior: {kind: edge_probabilities, edges: [[a,| b, 0.9]]}\n"
    assert places(both) == [("open.yaml", 6, 13)]
    assert places(DECLARED + "graph: {required: [[a,| b]]}\n") == [("open.yaml", 3, 19), ("open.yaml", 3, 44)]


def test_bases_and_files(tmp_path):
    (tmp_path / "base.yaml").write_text(DECLARED)
    assert places("extends: ba|se.yaml\n", tmp_path) == [("base.yaml", 0, 0)]
    assert places("extends: [go|ne.yaml]\n", tmp_path) == []
    assert places("extends: base.yaml\ngraph: {required: [[a|, b]]}\n", tmp_path) == [("base.yaml", 3, 19)]
    assert places("extends: base.yaml\ncodebook: {si|ze: 3}\n", tmp_path) == [("base.yaml", 4, 11)]


def test_nothing_is_declared_by_nothing():
    assert places(SMALL + "|") == places("# |") == places("se|ed: 1\n") == []
