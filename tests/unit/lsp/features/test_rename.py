import pytest
from knowing import SMALL, applied, known_of, marked

from causalvq.lsp.features.rename import prepare_rename, rename
from causalvq.lsp.wire.refusal import Refusal

TEXT = SMALL.replace("{count: 7}", "[{name: a|, factor: hair}, {name: 'b'}]") + "graph: {required: [[a, b]]}\n"


def renamed(text, new, *rest, **options):
    text, position = marked(text)
    known = known_of(text, *rest, **options)
    return applied(known, next(iter(rename(known, position, new)["changes"].values())))


def refusal(text, new, *rest, **options):
    text, position = marked(text)
    with pytest.raises(Refusal) as error:
        rename(known_of(text, *rest, **options), position, new)
    return str(error.value)[:6]


def test_all_places_follow():
    assert renamed(TEXT, "left hand") == TEXT.replace("a|", "left hand").replace("[[a,", "[[left hand,")
    assert renamed(TEXT, "size [cm]") == TEXT.replace("a|", '"size [cm]"').replace("[[a,", '[["size [cm]",')


def test_quotes_go_with_the_name():
    text = TEXT.replace("a|", "a").replace("'b'", "'|b'")

    assert renamed(text, "c") == TEXT.replace("a|", "a").replace("'b'", "c").replace(" b]]", " c]]")


def test_other_files_follow(tmp_path):
    base, position = marked(TEXT)
    (tmp_path / "child.yaml").write_text("extends: open.yaml\ngraph: {forbidden: [[b, a]]}\n")
    changes = rename(known_of(base, tmp_path), position, "c")["changes"]

    assert sorted(uri.rpartition("/")[2] for uri in changes) == ["child.yaml", "open.yaml"]


@pytest.mark.parametrize(
    ("new", "code"), [("b", "CVQ181"), ("", "CVQ182"), (" \t", "CVQ182"), ("x" * 257, "CVQ182"), ("a\x00", "CVQ182")]
)
def test_names_that_are_refused(new, code):
    assert refusal(TEXT, new) == code


def test_the_name_of_a_factor_is_refused_but_for_its_own(tiny):
    whole = (tiny / "tiny.yaml").read_text()
    text = whole.replace("{count: 3}", "[{name: a|, factor: place}, {name: b}, {name: c}]")

    assert refusal(text, "shade", tiny, compiled=True) == "CVQ181"
    assert "name: place, factor: place" in renamed(text, "place", tiny, compiled=True)


def test_a_variable_that_had_its_factor_by_its_name_keeps_it(tiny):
    whole = (tiny / "tiny.yaml").read_text()
    flow = whole.replace("{count: 3}", "[{name: pl|ace}, {name: b}, {name: c}]")
    block = whole.replace("{count: 3}", "\n  - name: pl|ace\n  - name: b\n  - name: c")

    assert "[{name: p, factor: place}," in renamed(flow, "p", tiny, compiled=True)
    assert "  - name: p\n    factor: place\n" in renamed(block, "p", tiny, compiled=True)


def test_what_is_no_variable_is_not_renamed(tmp_path, monkeypatch):
    monkeypatch.setenv("WHO", "a")
    plain = TEXT.replace("a|", "a")

    assert refusal(plain.replace("hair", "ha|ir"), "x") == "CVQ183"
    assert refusal(SMALL + "graph: {required: [[eyes|, mouth]]}\n", "x") == "CVQ183"
    assert refusal("se|ed: 1\n", "x") == "CVQ183"
    assert refusal(plain.replace("[[a,", "[['${env:WHO}',").replace("name: a", "name: a|"), "x") == "CVQ183"
    (tmp_path / "known.csv").write_text("a,b\n")
    assert refusal(TEXT.replace("graph: {", "graph: {file: known.csv, "), "x", tmp_path) == "CVQ183"


def test_what_can_be_renamed_is_told_before():
    text, position = marked(TEXT)

    assert prepare_rename(known_of(text), position)["placeholder"] == "a"
