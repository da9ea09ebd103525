import pytest
from knowing import SMALL, known_of, marked, session_of, uri

from causalvq.lsp.features.hover import hover


def told(text, *rest, **options):
    text, position = marked(text)
    found = hover(known_of(text, *rest, **options), position)
    return None if found is None else found["contents"]["value"]


def test_a_key_says_what_it_means_and_what_counts():
    text = told(SMALL.replace("size", "si|ze"))

    assert "**codebook.size**" in text
    assert "whole number, 2 to 65,536 (states)" in text
    assert "Here it is `8`, written in line 5." in text


def test_a_default_is_told():
    assert "Here it is `0.25`" in told(SMALL.replace("size: 8", "size: 8, commit|ment: 0.25"))
    assert "default: `0`" in told(SMALL + "se|ed: 3\n")


def test_a_value_of_a_base_and_one_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("STATES", "12")
    (tmp_path / "base.yaml").write_text(SMALL.replace("size: 8", "size: '${env:STATES}'"))

    text = told("extends: base.yaml\ncode|book: {dim: 4}\n", tmp_path)
    assert "{size: 12, dim: 4}" in text
    found = told(SMALL.replace("size: 8", "si|ze: '${env:STATES}'"))
    assert "Here it is `12`, written in line 5, with `STATES` of the environment" in found


def test_a_value_that_is_set_over_all(tmp_path):
    text, position = marked(SMALL.replace("size", "si|ze"))
    session = session_of(tmp_path, open=text)
    session.set(["codebook.size=32"])

    assert (
        "`32`, from `--set codebook.size`" in hover(session.known(uri(tmp_path, "open")), position)["contents"]["value"]
    )


def test_what_the_plan_makes_of_it(tiny):
    text = told((tiny / "tiny.yaml").read_text().replace("size: 6", "si|ze: auto"), tiny, compiled=True)
    assert "In the plan: codebook.size: " in text


def test_names_say_what_the_data_have(tiny):
    text = (tiny / "tiny.yaml").read_text()
    found = told(text + "graph: {required: [[pla|ce, shade]]}\n", tiny, compiled=True)

    assert "**place**: factor" in found
    assert "has 4 values, ordered: far left, left, right, far right" in found
    declared = text.replace("{count: 3}", "[{name: p|, factor: place}, {name: b}, {name: c}]")
    assert "It stands for the factor place." in told(declared, tiny, compiled=True)


def test_a_fault_says_what_its_code_means():
    text = told(SMALL.replace("size", "si|se"))

    assert "**CVQ101**" in text


@pytest.mark.parametrize("text", ["|", "# no|thing\n", SMALL + "\n|", "nonsense: tr|ue", "a: [1, |"])
def test_nothing_is_said_of_nothing(text):
    assert told(text) is None
