import csv
import json
from pathlib import Path

import pytest

from causalvq.bench.cell_results import CellResult
from causalvq.bench.suite_table import Spread, best_of, cell_text, markdown, rows_of, write_tables
from causalvq.dsl.spec.suite import Suite


def suite(**changes):
    values = {"apiVersion": "causalvq/v1", "kind": "suite", "name": "s", "specs": ("a.yaml", "b.yaml"), "seeds": (0, 1)}
    return Suite.model_validate(values | {"columns": ("action_accuracy", "reconstruction_mse", "seconds")} | changes)


def result(spec, seed, action, mse, state="done", one="critters"):
    return CellResult(
        "s", spec, one, seed, state, "", "", 10, 2.0, {"action_accuracy": action, "reconstruction_mse": mse}
    )


RESULTS = [
    result("a", 0, 0.9, 0.01),
    result("b", 0, 1.0, 0.02),
    result("a", 1, 0.7, 0.03),
    result("b", 1, None, None, "failed"),
    result("a", 0, 0.5, 0.5, one="scenes"),
]


def test_mean_and_deviation_between_seeds():
    assert Spread((0.9, 0.7)).mean == pytest.approx(0.8)
    assert Spread((0.9, 0.7)).deviation == pytest.approx(0.02**0.5)
    assert Spread((0.9,)).deviation is None
    assert cell_text("action_accuracy", Spread((0.9, 0.7))) == "0.800 ± 0.141"
    assert cell_text("reconstruction_mse", Spread((0.012345,))) == "0.01235"
    assert cell_text("seconds", None) == "-"


def test_the_best_of_each_set_is_marked_errors_the_least():
    assert markdown(suite(), rows_of(suite(), RESULTS)) == (
        "| set | spec | seeds | action | rec mse | seconds |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| critters | a | 2 of 2 | 0.800 ± 0.141 | **0.02000 ± 0.01414** | 2 ± 0 |\n"
        "| critters | b | 1 of 2, 1 failed | **1.000** | **0.02000** | 2 |\n"
        "| scenes | a | 1 of 2 | 0.500 | 0.50000 | 2 |\n"
    )


def test_neither_a_single_row_nor_time_has_a_best():
    rows = rows_of(suite(), RESULTS)

    assert best_of(rows[2:], "action_accuracy") == frozenset()
    assert best_of(rows[:2], "seconds") == frozenset()


def test_all_forms_are_written(tmp_path):
    write_tables(tmp_path, suite(), rows_of(suite(), RESULTS), {"claims.md": "none\n"})

    rows = list(csv.DictReader((tmp_path / "table.csv").read_text().splitlines()))
    assert [(row["set"], row["spec"], row["seeds"]) for row in rows] == [
        ("critters", "a", "2"), ("critters", "b", "1"), ("scenes", "a", "1"),
    ]  # fmt: skip
    assert float(rows[0]["action_accuracy"]) == pytest.approx(0.8)
    assert rows[1]["action_accuracy_deviation"] == ""
    found = json.loads(Path(tmp_path / "table.json").read_text())
    assert found[0]["scores"]["action_accuracy"]["values"] == [0.9, 0.7]
    assert found[1]["best"] == ["action_accuracy", "reconstruction_mse"]
    assert (tmp_path / "table.md").read_text().startswith("| set |")
    assert (tmp_path / "claims.md").read_text() == "none\n"
