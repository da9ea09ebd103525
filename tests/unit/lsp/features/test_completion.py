import pytest
from knowing import SMALL, compile_all, known_of, marked, session_of, uri

from causalvq.lsp.features.completion import complete


def found(text, *rest, **options):
    text, position = marked(text)
    return complete(known_of(text, *rest, **options), position)["items"]


def labels(*arguments, **options):
    return [item["label"] for item in found(*arguments, **options)]


def accepted(text, label, *rest, **options):
    """The text after a choice was taken."""
    text, position = marked(text)
    known = known_of(text, *rest, **options)
    (item,) = (one for one in complete(known, position)["items"] if one["label"] == label)
    edit = item["textEdit"]
    ends = (edit["range"][side] for side in ("start", "end"))
    start, end = (known.text.offset(type(position)(**end)) for end in ends)
    return text[:start] + edit["newText"] + text[end:]


def test_keys_that_must_be_given_come_first_and_those_that_are_there_not_at_all():
    items = sorted(found("apiVersion: causalvq/v1\n|"), key=lambda item: item["sortText"])

    assert [item["label"] for item in items[:4]] == ["name", "data", "variables", "codebook"]
    assert "apiVersion" not in [item["label"] for item in items]
    assert "extends" in [item["label"] for item in items]
    assert items[0]["documentation"]["value"].startswith("The name of the model")


def test_half_typed_keys_in_flow_and_block_style():
    assert accepted("codebook: {si|", "size") == "codebook: {size: "
    assert accepted("codebook:\n  si|", "size") == "codebook:\n  size: "
    assert accepted("codebook: {si|: 8}", "size") == "codebook: {size: 8}"
    assert accepted("cod|", "codebook") == "codebook:"
    assert accepted("variables:\n  - na|", "name") == "variables:\n  - name: "
    assert accepted("variables:\n  - name: x\n  |", "name") == "variables:\n  - name: x\n  - name: "


def test_keys_after_the_cursor_are_there_too():
    assert "dim" not in labels("codebook:\n  |\n  dim: 4\n")
    assert "size" in labels("codebook:\n  |\n  dim: 4\n")


def test_what_a_base_gives_need_not_be_given(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    items = {item["label"]: item for item in found("extends: base.yaml\n|", tmp_path)}

    assert "must be given" not in items["codebook"]["detail"]


def test_words_truth_values_and_forms():
    assert {"vq", "fsq", "lfq", "latent"} <= set(labels("codebook: {quantizer: |"))
    assert accepted("codebook: {quantizer: f|sq}", "lfq") == "codebook: {quantizer: lfq}"
    assert {"true", "false"} <= set(labels("graph: {acyclic: |"))
    assert {"critters", "{format: npz, path: }"} <= set(labels("data:\n  source: |"))
    assert {"none", "paper"} <= set(labels("data:\n  pairs: |"))
    assert "auto" in labels("codebook:\n  size: |")


def test_the_form_decides_which_keys_there_are():
    assert "expected_edges" in labels("graph: {prior: {kind: erdos_renyi, |")
    assert "exponent" in labels("graph:\n  prior:\n    kind: scale_free\n    |")
    assert labels("graph:\n  prior:\n    |")[:1] == ["kind"]
    assert "metadata" in labels("data:\n  source: {format: folder, |")


@pytest.mark.parametrize(
    "text",
    [
        "variables: [{name: a, factor: |",
        "variables:\n  - name: a\n    factor: |",
        "data: {factors: [|",
        "data:\n  factors:\n    - |",
        "data: {cyclic: [|",
        "graph: {required: [[|",
        "graph:\n  tiers:\n    - [|",
        "interventions: {actions: {|",
        "interventions:\n  actions:\n    |",
        "data: {imbalance: {|",
    ],
)
def test_names_of_factors(tiny, text):
    whole = (tiny / "tiny.yaml").read_text()
    session = session_of(tiny, open=whole)
    compile_all(session)
    text, position = marked(text)
    session.change(uri(tiny, "open"), [{"text": text}], 2)  # what is half typed; the data are known from before

    items = complete(session.known(uri(tiny, "open")), position)["items"]
    assert {"place", "shade", "ground"} <= {item["label"] for item in items}


def test_variables_come_before_factors_in_the_graph():
    text = SMALL.replace("{count: 7}", "[{name: one}, {name: two}]") + "graph:\n  required: [[on|"

    assert labels(text)[:2] == ["one", "two"]


def test_shares_of_the_values_of_a_factor(tiny):
    text = (tiny / "tiny.yaml").read_text().replace("data: {", "data: {imbalance: {|}, ")
    text, position = marked(text)
    (item,) = (
        one for one in complete(known_of(text, tiny, compiled=True), position)["items"] if one["label"] == "place"
    )

    assert item["textEdit"]["newText"] == "place: [0.25, 0.25, 0.25, 0.25]"
    assert "far left" in item["documentation"]["value"]


def test_files_as_seen_from_the_spec(tmp_path):
    (tmp_path / "bases").mkdir()
    (tmp_path / "bases" / "wide.yaml").write_text(SMALL)
    (tmp_path / "pairs.csv").write_text("a,b\n")
    (tmp_path / ".hidden.csv").write_text("a,b\n")

    assert labels("extends: |", tmp_path) == ["bases/"]
    assert labels("extends: [bases/w|", tmp_path) == ["bases/wide.yaml"]
    assert "pairs.csv" in labels("data: {pairs: {file: |", tmp_path)
    assert labels("extends: gone/|", tmp_path) == []


def test_quotes_that_are_closed_already_are_not_closed_twice():
    text = SMALL.replace("{count: 7}", "[{name: one}, {name: two}]")

    assert accepted(text + 'graph: {required: [["o|"]]}', "one").endswith('[["one"]]}')
    assert accepted(text + "graph: {required: [['o|, two]]}", "one").endswith("[['one', two]]}")


def test_names_that_need_quotes_get_them_and_open_quotes_are_closed():
    text = SMALL.replace("{count: 7}", '[{name: "size [cm]"}]') + "graph: {required: [[|"

    assert accepted(text, "size [cm]").endswith('[["size [cm]"')


@pytest.mark.parametrize("text", ["# |", "codebook: {size: 8}|", "nonsense:\n  |", "a: &x [*x, |"])
def test_nothing_is_offered_where_nothing_can_be(text):
    assert labels(text) == []


def test_suites_have_their_own_keys():
    assert {"specs", "sets", "claims"} <= set(labels("apiVersion: causalvq/v1\nkind: suite\n|"))
    assert "codebook" not in labels("apiVersion: causalvq/v1\nkind: suite\n|")


def test_a_name_of_a_variable_and_of_its_factor_comes_once(tiny):
    text = (tiny / "tiny.yaml").read_text()
    session = compile_all(session_of(tiny, open=text))
    text, position = marked(text + "graph: {required: [[|]]}\n")
    session.change(uri(tiny, "open"), [{"text": text}], 2)

    found = [item["label"] for item in complete(session.known(uri(tiny, "open")), position)["items"]]
    assert found.count("place") == 1
