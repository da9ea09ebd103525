from knowing import SMALL, session_of, uri

from causalvq.lsp.editor_session import specs_in

CHILD = "extends: base.yaml\nseed: 1\n"


def codes(session, folder, stem):
    return [found.code for found in session.known(uri(folder, stem)).diagnostics]


def test_a_change_of_a_base_makes_those_old_that_extend_it(tmp_path):
    session = session_of(tmp_path, base=SMALL, child=CHILD, other=SMALL)
    assert codes(session, tmp_path, "child") == []
    session.read(uri(tmp_path, "base"))
    session.read(uri(tmp_path, "other"))
    session.dirty.clear()

    session.change(uri(tmp_path, "base"), [{"text": SMALL.replace("8", "1")}], 2)
    assert list(session.dirty) == [uri(tmp_path, "base"), uri(tmp_path, "child")]
    assert codes(session, tmp_path, "child") == ["CVQ104"]


def test_what_is_closed_counts_as_it_is_on_disk(tmp_path):
    (tmp_path / "base.yaml").write_text(SMALL)
    session = session_of(tmp_path, base="extends: [", child=CHILD)
    assert codes(session, tmp_path, "child") == ["CVQ110"]

    session.close(uri(tmp_path, "base"))
    assert codes(session, tmp_path, "child") == []
    assert session.known(uri(tmp_path, "base")) is None


def test_what_is_not_open_is_passed_over(tmp_path):
    session = session_of(tmp_path)
    session.change("file:///gone.yaml", [{"text": ""}], 1)
    session.close("file:///gone.yaml")

    assert session.known("file:///gone.yaml") is None
    assert session.dirty == {}


def test_texts_that_were_never_saved_are_read(tmp_path):
    session = session_of(tmp_path)
    session.open({"uri": "untitled:Untitled-1", "languageId": "causalvq", "version": 1, "text": "seed: x\n"})

    assert "CVQ103" in [found.code for found in session.known("untitled:Untitled-1").diagnostics]


def test_specs_of_folders(tmp_path):
    for name in ("a.yaml", "b/c.yml", ".git/d.yaml", "e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")

    assert [path.name for path in specs_in([tmp_path, tmp_path / "gone"])] == ["a.yaml", "c.yml"]


def test_values_that_are_set_over_all_texts(tmp_path):
    session = session_of(tmp_path, a=SMALL)
    session.set(["codebook.size=1"])

    assert codes(session, tmp_path, "a") == ["CVQ104"]
