"""Tables of pairs as strangers have them: what `data check` and `compile` say before anything is trained."""

import json

import layouts
import pytest


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder to work in, with images in `data`."""
    monkeypatch.chdir(tmp_path)
    layouts.pictures(tmp_path / "data")
    return tmp_path


def pairs(here, header, gone=()):
    """A table of pairs in somebody's own words, and a spec for it; some images are deleted."""
    rows = [(layouts.NAMES[x], layouts.NAMES[y], word) for x, y, word in layouts.STEPS]
    layouts.table(here / "pairs.csv", list(header), rows)
    for name in gone:
        (here / "data" / name).unlink()

    def spec(**columns):
        section = {"source": {"format": "folder", "path": "data"}, "pairs": {"file": "pairs.csv", **columns}}
        (here / "spec.yaml").write_text(
            f"apiVersion: causalvq/v1\nname: mine\ndata: {json.dumps(section)}\nvariables: {{count: 6}}\n"
            "codebook: {size: 8}\n"
        )
        return "spec.yaml"

    return spec


def test_two_headers_of_any_words_are_named_by_the_hint_and_accepted(here, command, capsys):
    spec = pairs(here, ("vorher", "danach", "was"))

    assert command("compile", spec()) == 1
    hint = "say data.pairs.columns: {before: vorher, after: danach, action: was}"
    assert hint in capsys.readouterr().err
    assert command("compile", spec(columns={"before": "vorher", "after": "danach", "action": "was"})) == 0
    assert command("data", "check", "spec.yaml") == 0


@pytest.mark.parametrize("words", [("compile",), ("data", "check"), ("data", "pairs")])
def test_images_that_pairs_name_and_that_are_not_there_are_listed_at_once(here, command, capsys, words):
    spec = pairs(here, ("before", "after", "action"), gone=layouts.NAMES[3:6])

    assert command(*words, spec()) == 1
    err = capsys.readouterr().err
    assert all(f"there is no image {name!r}" in err for name in layouts.NAMES[3:6])
    assert "pairs name 3 images that are not there" in err


def test_they_are_left_out_where_missing_says_so(here, command, capsys):
    pairs(here, ("before", "after", "action"), gone=layouts.NAMES[3:4])

    assert command("init", "s.yaml", "--data", "data", "--pairs", "pairs.csv", "--missing", "skip") == 0
    assert "skipped   2 pairs whose images are not there" in capsys.readouterr().out
    assert command("compile", "s.yaml") == 0
    assert "CVQ264 note: left out" in capsys.readouterr().err
