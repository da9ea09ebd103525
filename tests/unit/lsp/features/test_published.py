from knowing import SMALL, compile_all, known_of, session_of, uri

from causalvq.lsp.features.published import published


def codes(known):
    return [found["code"] for found in published(known)]


def test_faults_stand_where_they_are_written_with_their_remedy():
    (missing, unknown) = published(known_of(SMALL.replace("size", "sise")))

    assert unknown["range"] == {"start": {"line": 4, "character": 11}, "end": {"line": 4, "character": 15}}
    assert unknown["message"].endswith("hint: did you mean size?")
    assert (missing["severity"], missing["source"]) == (1, "causalvq")


def test_units_of_utf16_before_a_fault():
    (found,) = published(known_of(SMALL.replace("{size: 8}", '{size: 8, "🦊": 1}')))

    assert found["range"] == {"start": {"line": 4, "character": 20}, "end": {"line": 4, "character": 24}}


def test_faults_of_a_base_stand_at_extends_and_say_where_they_are(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL.replace("8", "1"))
    (found,) = published(known_of("seed: 2\nextends: base.yaml\n", tmp_path))

    assert found["range"]["start"]["line"] == 1
    (related,) = found["relatedInformation"]
    assert related["location"]["uri"].endswith("base.yaml")
    assert related["location"]["range"]["start"] == {"line": 4, "character": 17}


def test_a_base_that_is_open_counts_as_it_is_there(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    child = "extends: base.yaml\n"

    assert codes(known_of(child, tmp_path)) == []
    assert codes(known_of(child, tmp_path, base=SMALL.replace("8", "1"))) == ["CVQ104"]
    assert codes(known_of(child, tmp_path, base="extends: open.yaml\n")) == ["CVQ121"]
    assert codes(known_of(child, tmp_path, base="extends: [")) == ["CVQ110"]


def test_a_base_that_is_not_there(tmp_path):
    assert codes(known_of("extends: gone.yaml\nseed: 1\n", tmp_path)) == ["CVQ119"]


def test_what_the_compiler_finds_comes_with_it(tiny):
    text = (tiny / "tiny.yaml").read_text()
    known = known_of(text + "interventions: {actions: {shde: set}}\n", tiny, compiled=True)

    assert codes(known) == ["CVQ201"]
    gone = known_of(text.replace("tiny.npz", "gone.npz"), tiny, compiled=True)
    (found,) = published(gone)
    assert (found["code"], found["range"]["start"]["line"]) == ("CVQ301", 2)


def test_other_yaml_is_left_alone():
    for text in (
        "version: 3\nservices: {}\n",
        "",
        "- a\n",
        "name: ci\non: push\n",
        "a: [",
        "extends: standard\nrules: {}\n",
    ):
        assert codes(known_of(text)) == []


def test_what_is_set_over_a_text_has_no_line():
    known = known_of(SMALL)
    assert known.range_of_key("codebook", "dim").start.line == 4


def test_what_the_compiler_found_stays_while_its_line_is_as_it_was(tiny):
    text = (tiny / "tiny.yaml").read_text() + "interventions: {actions: {shde: set}}\n"
    session = compile_all(session_of(tiny, open=text))
    place = uri(tiny, "open")
    assert codes(session.known(place)) == ["CVQ201"]

    session.change(place, [{"text": text.replace("name: tiny", "name: other")}], 2)
    assert codes(session.known(place)) == ["CVQ201"]
    session.change(place, [{"text": text.replace("shde", "shad")}], 3)
    assert codes(session.known(place)) == []
    session.change(place, [{"text": ""}], 4)
    assert codes(session.known(place)) == []
