from pathlib import Path

import pytest

from causalvq.lsp.texts.open_texts import changed, opened, path_of, uri_of

ITEM = {"uri": "file:///tmp/a.yaml", "languageId": "yaml", "version": 1, "text": "name: x\nseed: 1\n"}


def edit(line, start, end, text):
    places = {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}
    return {"range": places, "text": text}


def test_changes_follow_each_other():
    one = changed(opened(ITEM, Path("/")), [edit(0, 6, 7, "🦊y"), edit(0, 8, 9, "z"), edit(1, 6, 7, "22")], 5)

    assert (one.text.text, one.version) == ("name: 🦊z\nseed: 22\n", 5)


def test_ranges_that_run_backwards_or_beyond_the_end():
    one = changed(opened(ITEM, Path("/")), [edit(0, 7, 6, "y"), edit(99, 0, 0, "end")], None)

    assert (one.text.text, one.version) == ("name: y\nseed: 1\nend", 2)
    assert changed(one, [{"text": ""}], 9).text.text == ""


@pytest.mark.parametrize("name", ["a b.yaml", "é.yaml", "a%20.yaml", "#?.yaml"])
def test_names_of_files_go_to_uris_and_back(name, tmp_path):
    assert path_of(uri_of(tmp_path / name), Path("/")) == tmp_path.resolve() / name


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/x?y", "", "file://[", "file:///a%00b", "nonsense"])
def test_what_names_no_file_is_a_path_that_no_file_has(uri):
    assert path_of(uri, Path("/home/me")).parent == Path("/home/me")
