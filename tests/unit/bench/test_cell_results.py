import json
from pathlib import Path

import pytest

from causalvq.bench.cell_results import CellResult, read_result, read_results, write_result
from causalvq.bench.cells import Cell

CELL = Cell("ours", "critters", 0, Path("a.yaml"))
SCORES = {
    "intervention_mse": 0.4,
    "reconstruction_mse": 0.2,
    "by_factor": {"mouth": {"pairs": 3}},
    "notes": [],
    "x": None,
}
RESULT = CellResult("suite", "ours", "critters", 0, "done", "abc", "causalvq train", 60, 1.5, SCORES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reconstruction_mse", 0.2),
        ("intervention_ratio", 2.0),
        ("copy_ratio", None),
        ("seconds", 1.5),
        ("steps", 60.0),
        ("by_factor.mouth.pairs", 3.0),
        ("by_factor.mouth", None),
        ("notes", None),
        ("x", None),
        ("none", None),
    ],
)
def test_a_score_by_its_name(name, value):
    assert RESULT.score(name) == value


def test_what_is_written_is_read(tmp_path):
    write_result(tmp_path, CELL, RESULT)

    assert read_result(tmp_path, CELL) == RESULT
    assert read_results(tmp_path, [CELL, Cell("ours", "critters", 1, Path("a.yaml"))]) == ({CELL.file: RESULT}, [])


def test_a_file_has_a_version_and_no_place_of_this_machine(tmp_path):
    write_result(tmp_path, CELL, RESULT)

    found = json.loads((tmp_path / "cells/ours@critters@0.json").read_text())
    assert found["version"] == "causalvq-cell/1"
    assert str(tmp_path) not in json.dumps(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-20],
        lambda _: "[]",
        lambda text: text.replace('"seed": 0', '"seed": 1'),
        lambda text: text.replace('"seconds": 1.5', '"seconds": "long"'),
        lambda text: text.replace('"done"', '"fine"'),
        lambda text: text.replace("causalvq-cell/1", "causalvq-cell/9"),
    ],
)
def test_a_damaged_file_is_told_and_does_not_count(tmp_path, change):
    write_result(tmp_path, CELL, RESULT)
    path = tmp_path / "cells/ours@critters@0.json"
    path.write_text(change(path.read_text()))

    found, damaged = read_results(tmp_path, [CELL])

    assert found == {}
    assert [(str(one.code), one.severity, one.place.file) for one in damaged] == [("CVQ550", "warning", str(path))]
