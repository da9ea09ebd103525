"""`causalvq graph` in each of its formats, by itself and against a true graph."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image


@pytest.fixture(scope="module")
def with_edges(tiny, tmp_path_factory, command):
    """A folder with a run that was given place -> shade and ground -> shade and no other edge."""
    home = tmp_path_factory.mktemp("edges")
    shutil.copytree(tiny, home, dirs_exist_ok=True)
    torch.set_num_threads(1)
    sets = ("interventions.actions=set", "train.steps=5")
    graph = ("graph.required=[[place, shade], [ground, shade]]", "graph.prior={kind: fixed}")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert command("compile", "tiny.yaml", *(part for one in (*sets, *graph) for part in ("--set", one))) == 0
        assert command("train", "--quiet") == 0
    return home


@pytest.fixture(autouse=True)
def here(with_edges, tmp_path, monkeypatch):
    """A copy of that folder, to work in."""
    shutil.copytree(with_edges, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "true.csv").write_text("cause,effect\nplace,shade\nshade,ground\nplace,ground\n")
    return tmp_path


def printed(command, capsys, *arguments):
    """What `causalvq graph` prints."""
    capsys.readouterr()
    assert command("graph", *arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_a_table_of_edges(command, capsys):
    lines = printed(command, capsys).splitlines()
    assert [line.split() for line in lines[:-1]] == [
        ["cause", "effect", "probability", "origin"],
        ["place", "shade", "1.0000", "given"],
        ["ground", "shade", "1.0000", "given"],
    ]
    assert lines[-1] == "2 edges: 2 given, 0 learned"
    assert (
        printed(command, capsys, "--level", "variables", "--run", "runs/tiny/latest/model") == "\n".join(lines) + "\n"
    )


def test_against_a_true_graph(command, capsys):
    lines = printed(command, capsys, "--truth", "true.csv").splitlines()
    assert [line.split()[:2] + line.split()[-1:] for line in lines[1:4]] == [
        ["place", "shade", "right"],
        ["ground", "shade", "reversed"],
        ["place", "ground", "missing"],
    ]
    assert lines[3].split()[-3:] == ["not", "found", "missing"]
    assert lines[-3:] == [
        "SHD 2: 1 missing, 0 extra, 1 reversed (edges to add, remove or turn round; a reversed edge counts once)",
        "precision 0.500 (1 of 2 edges)",
        "recall 0.333 (1 of 3 true edges)",
    ]


def test_for_machines(command, capsys):
    found = json.loads(printed(command, capsys, "--json"))
    assert found.keys() == {"edges", "factor_edges"}
    assert found["edges"][0] == {"cause": "place", "effect": "shade", "probability": 1.0, "given": True}

    judged = json.loads(printed(command, capsys, "--format", "json", "--truth", "true.csv"))["truth"]
    assert judged["factors"] == judged["variables"]
    assert (judged["factors"]["shd"], judged["factors"]["precision"], judged["factors"]["recall"]) == (2, 0.5, 1 / 3)
    assert {"cause": "ground", "effect": "shade", "verdict": "reversed"} in judged["factors"]["edges"]


def test_languages_of_drawings(command, capsys):
    assert printed(command, capsys, "--format", "dot").splitlines() == [
        'digraph "tiny" {',
        "  rankdir=LR;",
        *(f'  "{node}";' for node in ("place", "shade", "ground")),
        '  "place" -> "shade" [style=bold, label="given"];',
        '  "ground" -> "shade" [style=bold, label="given"];',
        "}",
    ]
    told = printed(command, capsys, "--format", "mermaid", "--truth", "true.csv")
    assert '\n  n0 ==>|"given"| n1\n  n2 -->|"given, reversed"| n1\n  n0 -.->|"missing"| n2' in told
    assert printed(command, capsys, "--format", "ascii") == "place -> shade (given)\nground -> shade (given)\n"


def test_a_picture(command, capsys):
    out = printed(command, capsys, "--format", "png")
    assert out.startswith("open runs/tiny/")
    with Image.open(out.removeprefix("open ").strip()) as picture:
        assert picture.format == "PNG"
    assert printed(command, capsys, "--format", "png", "--truth", "true.csv", "--out", "mine.png") == "open mine.png\n"
    with Image.open("mine.png") as picture:
        picture.load()
        assert picture.height < picture.width


def test_a_file_is_not_replaced(command, capsys):
    Path("graph.dot").write_text("mine")
    assert command("graph", "--format", "dot", "--out", "graph.dot") == 1
    assert "graph.dot: CVQ126 the file exists already" in capsys.readouterr().err
    assert Path("graph.dot").read_text() == "mine"
    assert printed(command, capsys, "--format", "dot", "--out", "graph.dot", "--force") == "written to graph.dot\n"
    assert Path("graph.dot").read_text().startswith("digraph")


def test_the_name_of_a_file_says_its_format(command, capsys):
    for name, start in (("a.png", b"\x89PNG"), ("a.dot", b"digraph"), ("a.mmd", b"graph LR"), ("a.json", b'{"edges"'),
                        ("a.txt", b"cause ")):  # fmt: skip
        printed(command, capsys, "--out", name)
        assert Path(name).read_bytes().startswith(start)
    printed(command, capsys, "--out", "b.json", "--format", "ascii")
    assert Path("b.json").read_text().startswith("place -> shade")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("t.csv", "cause,effect\nplace,shde\n", "t.csv:2: CVQ506 the run has no factor or variable 'shde'"),
        ("t.csv", "cause,effect\nplace\n", "t.csv:2: CVQ213"),
        ("t.txt", "", "CVQ213 the ending of a graph file says its format"),
        ("t.gml", "graph [", "CVQ213 this is not a graph"),
        (None, "", "CVQ213 absent.csv cannot be read"),
    ],
)
def test_truths_that_cannot_be_read(command, capsys, name, text, told):
    if name is not None:
        Path(name).write_text(text)
    assert command("graph", "--truth", name or "absent.csv") == 1
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == ""


def test_where_only_steps_were_seen_the_table_says_what_was_not_decided(trained_home, command, capsys):
    out = printed(command, capsys, "--run", trained_home / "runs/tiny/latest")
    assert out == "no edges\nedges that were not given were left out: only actions that set values decide them\n"
    out = printed(command, capsys, "--run", trained_home / "runs/tiny/latest", "--truth", "true.csv")
    assert "SHD 3: 3 missing, 0 extra, 0 reversed" in out
    assert "precision undefined (0 of 0 edges)" in out
