from knowing import SMALL, known_of, marked

from causalvq.lsp.features.references import highlights, references

BASE = SMALL.replace("{count: 7}", "[{name: a}, {name: b}]") + "graph: {required: [[a, b]]}\n"


def lines(found):
    return [(one["uri"].rpartition("/")[2], one["range"]["start"]["line"]) for one in found]


def test_every_place_in_every_spec_that_shares_the_name(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "other.yaml").write_text("extends: base.yaml\ngraph: {forbidden: [[b, a]]}\n")
    (tmp_path / "stranger.yaml").write_text(BASE)
    text, position = marked("extends: base.yaml\ngraph: {tiers: [[a|], [b]]}\n")
    known = known_of(text, tmp_path)

    assert lines(references(known, position, True)) == [
        ("base.yaml", 3),
        ("base.yaml", 5),
        ("open.yaml", 1),
        ("other.yaml", 1),
    ]
    assert ("base.yaml", 3) not in lines(references(known, position, False))
    assert [one["kind"] for one in highlights(known, position)] == [2]


def test_a_variable_is_not_the_factor_of_its_name():
    text, position = marked(SMALL.replace("{count: 7}", "[{name: hair}, {name: x, factor: ha|ir}]"))
    known = known_of(text)

    assert len(references(known, position, True)) == 1
    assert references(known, type(position)(0, 0), True) == []


def test_all_statements_of_an_edge():
    both = "{required: [[a,| b]], prior: {kind: edge_probabilities, edges: [[a, b, 1]]}}"
    text, position = marked(BASE.replace("{required: [[a, b]]}", both))

    assert len(references(known_of(text), position, True)) == 2


def test_all_specs_that_extend_a_base(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "other.yaml").write_text("seed: 1\nextends: [./base.yaml]\n")
    (tmp_path / "stranger.yaml").write_text("extends: other.yaml\n")
    text, position = marked("extends: ba|se.yaml\n")

    assert lines(references(known_of(text, tmp_path), position, True)) == [("open.yaml", 0), ("other.yaml", 1)]
