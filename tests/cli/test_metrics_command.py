"""`causalvq metrics` as people type it."""

import json

import numpy as np
import pytest

LABELS = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(10, axis=0)


@pytest.fixture
def saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda **arrays: np.savez(tmp_path / "mine.npz", **arrays)


def test_a_table_of_scores(saved, command, capsys):
    saved(codes=LABELS[:, ::-1], labels=np.c_[LABELS, np.zeros(40)], names=["hue", "size", "still"])

    assert command("metrics", "mine.npz", "--metrics", "mig, usage") == 0
    printed = capsys.readouterr()
    assert "40 samples; 2 variables (codes), 2 factors" in printed.out
    assert "hue 1.000, size 1.000" in printed.out
    assert "factor 'still' has one value and is left out" in printed.err


def test_json(saved, command, capsys):
    saved(vectors=LABELS + 0.25, factors=LABELS)

    assert command("metrics", "mine.npz", "--metrics", "mig", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["factors"], told["left_out"], told["discrete"]) == (["factor_0", "factor_1"], [], False)
    assert told["metrics"]["mig"]["scores"] == {"mig": 1.0}


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("--markdown", r"| mig | mig | 1.0000 | hue\_1 1.000, size 1.000 |"),
        ("--latex", r"mig & mig & 1.0000 & hue\_1 1.000, size 1.000 \\"),
    ],
)
def test_tables_for_pages_and_papers(saved, command, capsys, form, row):
    saved(codes=LABELS, factors=LABELS, names=["hue_1", "size"])

    assert command("metrics", "mine.npz", "--metrics", "mig", form) == 0
    assert row in capsys.readouterr().out.splitlines()


def test_one_form_at_a_time(saved, command, capsys):
    saved(codes=LABELS, factors=LABELS)

    assert command("metrics", "mine.npz", "--markdown", "--json") == 2
    assert "say --json or --markdown, not both" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"codes": LABELS}, "neither of the arrays factors and labels"),
        ({"factors": LABELS}, "neither of the arrays codes and vectors"),
        ({"codes": LABELS, "vectors": LABELS, "factors": LABELS}, "both of the arrays codes and vectors"),
        ({"codes": LABELS - 1, "factors": LABELS}, "array 'codes' has negative codes"),
        ({"codes": LABELS[:9], "factors": LABELS}, "have different lengths"),
    ],
)
def test_what_is_wrong_with_the_arrays(saved, command, capsys, arrays, told):
    saved(**arrays)

    assert command("metrics", "mine.npz") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    assert printed.err.startswith("mine.npz: CVQ60")


def test_a_file_that_is_none(command, capsys, tmp_path):
    assert command("metrics", str(tmp_path / "no.npz")) == 1
    assert "CVQ301" in capsys.readouterr().err


def test_a_metric_that_is_none(saved, command, capsys):
    saved(codes=LABELS, factors=LABELS)

    assert command("metrics", "mine.npz", "--metrics", "mog") == 1
    assert "CVQ605" in capsys.readouterr().err
