from __future__ import annotations

import json
from pathlib import Path

from benchmarks.strangers.table import HEADINGS, Result, append_row, line, spread, table

ONE = Result("room", "tuned", 0, action=0.9, factor=0.95, reconstruction=0.5, intervention=1.0, seconds=70.2, pairs=268)
TWO = Result("room", "tuned", 1, action=0.8, factor=0.95, reconstruction=0.5, intervention=0.5, seconds=80.0, pairs=270)
BAD = Result("levers", "tuned", 0, failed="init: CVQ105 no", classifier_action=1.0)


def test_a_row_has_the_median_and_the_spread_of_its_seeds() -> None:
    printed = table([ONE, TWO]).splitlines()
    assert len(printed) == 3
    cells = [cell.strip() for cell in printed[2].strip("|").split("|")]
    assert len(cells) == len(HEADINGS)
    found = dict(zip(HEADINGS, cells, strict=True))
    assert (found["set"], found["seeds"], found["ours: action"]) == ("room", "0, 1", "0.850 (0.800 to 0.900)")
    assert found["int/rec"] == "1.50 (1.00 to 2.00)"


def test_what_failed_is_told_and_keeps_its_baselines() -> None:
    printed = table([ONE, BAD])
    assert "levers, seed 0: init: CVQ105 no" in printed
    assert "| levers | tuned | 0 | - |" in printed
    assert "FAILED init: CVQ105 no" in line(BAD)
    assert "FAILED" not in line(ONE)


def test_values_that_are_missing_are_counted() -> None:
    assert spread([None, None], 3) == "-"
    assert spread([0.5, None], 3) == "0.500 [1 of 2]"
    assert spread([0.5, 0.5], 3) == "0.500"


def test_rows_are_appended(tmp_path: Path) -> None:
    for result in (ONE, BAD):
        append_row(tmp_path / "rows.jsonl", result)
    rows = [json.loads(row) for row in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [row["data"] for row in rows] == ["room", "levers"]
    assert rows[0]["ratio"] == 2
    assert rows[1]["failed"] == "init: CVQ105 no"


def test_an_error_of_nothing_has_no_ratio() -> None:
    assert Result("room", "tuned", 0, reconstruction=0.0, intervention=1.0).ratio is None
    assert Result("room", "tuned", 0).ratio is None
