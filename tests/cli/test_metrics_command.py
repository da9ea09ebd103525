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
        ({"codes": LABELS[:1], "factors": LABELS[:1]}, "array 'codes' has a single sample"),
        ({"codes": LABELS[:0], "factors": LABELS[:0]}, "array 'codes' has 0 samples"),
        ({"codes": LABELS + 99, "factors": LABELS}, "array 'codes' has more states than samples"),
        ({"codes": LABELS.astype(str), "factors": LABELS}, "array 'codes' is not of numbers"),
        ({"vectors": LABELS * np.nan, "factors": LABELS}, "array 'vectors' has NaN"),
        ({"vectors": np.full((40, 1), np.inf), "factors": LABELS}, "has infinity"),
        ({"before": LABELS, "after": LABELS, "wanted": LABELS[:3]}, "arrays 'before' and 'wanted'"),
        ({"graph": np.eye(2), "true_graph": np.eye(2)}, "an edge from a node to itself"),
    ],
)
def test_what_is_wrong_with_the_arrays(saved, command, capsys, arrays, told):
    saved(**arrays)

    assert command("metrics", "mine.npz") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    assert printed.err.startswith("mine.npz: CVQ60")


def test_all_sets_of_a_file_each_in_its_table(saved, command, capsys):
    images = np.zeros((2, 12, 12), np.uint8)
    graph = np.array([[0, 1], [0, 0]])
    saved(graph=graph, true_graph=graph, images=images, truth=images + 1, extra=graph)

    assert command("metrics", "mine.npz", "--markdown") == 0
    printed = capsys.readouterr()
    assert "2 images\n\n| metric" in printed.out
    assert "| reconstruction | mse | 1.0000 |  |" in printed.out
    assert "a graph of 2 nodes\n\n| metric" in printed.out
    assert "CVQ610 note: array 'extra' is of no metric and is not read" in printed.err


def test_a_factor_of_which_nothing_can_be_told(saved, command, capsys):
    saved(before=LABELS, after=LABELS, wanted=LABELS ^ [1, 0], names=["hue", "size"])

    assert command("metrics", "mine.npz", "--markdown") == 0
    assert "| hit | hit | 0.0000 | hue 0.000, size none |" in capsys.readouterr().out


def test_json_of_all_sets(saved, command, capsys):
    chances = np.array([[0.75, 0.25], [0.5, 0.5]])
    saved(codes=LABELS, factors=LABELS, probabilities=chances, actions=[0, 1], factor_of=[0, 0])

    assert command("metrics", "mine.npz", "--metrics", "mig,actions", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["metrics"]["mig"]["factors"] == ["factor_0", "factor_1"]
    assert told["actions"]["metrics"]["directed"]["scores"]["directed"] == 0.5
    assert len(told["actions"]["reliability"]) == 15


def test_python_objects_are_never_read(tmp_path, command, capsys):
    np.savez(tmp_path / "o.npz", codes=np.array([[1], ["a"]], dtype=object), factors=LABELS[:2])

    assert command("metrics", str(tmp_path / "o.npz")) == 1
    assert "CVQ304 array 'codes' holds Python objects" in capsys.readouterr().err


def test_a_file_that_is_none(command, capsys, tmp_path):
    assert command("metrics", str(tmp_path / "no.npz")) == 1
    assert "CVQ301" in capsys.readouterr().err


def test_a_metric_that_is_none(saved, command, capsys):
    saved(codes=LABELS, factors=LABELS)

    assert command("metrics", "mine.npz", "--metrics", "mog") == 1
    assert "CVQ605" in capsys.readouterr().err
