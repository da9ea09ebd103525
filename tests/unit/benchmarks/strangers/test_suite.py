from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.strangers import suite
from benchmarks.strangers.running import Ours, OutOfTimeError
from benchmarks.strangers.sets import SETS, Stranger
from benchmarks.strangers.sets.made import Made

SCORES = {"action_accuracy": 0.9, "reconstruction_mse": 0.1, "intervention_mse": 0.2, "code_action_accuracy": 0.8}


@pytest.fixture
def small(trivial: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two trivial sets; ours trains one in no time and fails on the other."""

    def make() -> Made:
        """Squares."""
        return trivial

    def ours(folder: Path, *_: object) -> Ours:
        return Ours(failed="init: CVQ1 no") if folder.name.startswith("vault") else Ours(0.5, "", SCORES)

    monkeypatch.setattr(suite, "SETS", (Stranger("room", "tuned", make), Stranger("vault", "judged", make)))
    monkeypatch.setattr(suite, "run_ours", ours)
    monkeypatch.setattr(suite, "WITHOUT_OURS", 0.5)


@pytest.mark.usefixtures("small")
def test_every_set_and_seed_has_a_row_and_what_failed_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite.main(["--sets", "all", "--seeds", "0,1", "--json", str(tmp_path / "rows.jsonl")])
    rows = [json.loads(row) for row in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert [(row["data"], row["seed"], row["failed"]) for row in rows] == [
        ("room", 0, ""),
        ("room", 1, ""),
        ("vault", 0, "init: CVQ1 no"),
        ("vault", 1, "init: CVQ1 no"),
    ]
    assert (rows[0]["action"], rows[0]["codes"], rows[0]["ratio"]) == (0.9, 0.8, 2)
    assert all(row["ridge_action"] > 0.9 and row["classifier_steps"] for row in rows)
    assert all(row["commit"] and row["machine"] and row["threads"] == 1 for row in rows)
    assert "| vault | judged | 0, 1 | - |" in capsys.readouterr().out


@pytest.mark.usefixtures("small")
def test_when_the_time_is_over_what_was_measured_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = suite.run_ours

    def late(folder: Path, data: Path, seed: int, threads: int, deadline: float, settings: Sequence[str]) -> Ours:
        if folder.name == "room-1":
            raise OutOfTimeError
        return before(folder, data, seed, threads, deadline, settings)

    monkeypatch.setattr(suite, "run_ours", late)
    suite.main(["--sets", "room", "--seeds", "0,1", "--minutes", "10"])
    printed = capsys.readouterr().out
    assert "the 10 minutes are over" in printed
    assert "| room | tuned | 0 | 0.900 |" in printed


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("broken", "left"), [("ridge", "classifier_action"), ("classifier", "ridge_action")])
def test_a_baseline_that_fails_is_told_and_spares_the_other(
    broken: str, left: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def learn(*_: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(getattr(suite, broken), "learn", learn)
    suite.main(["--sets", "room", "--seeds", "0"])
    printed = capsys.readouterr().out
    assert f"room, seed 0: {broken}: RuntimeError: no memory" in printed
    assert f"{left} " in printed
    assert f"{broken}_action " not in printed


def test_the_judged_are_run_only_when_asked_for() -> None:
    assert {found.group for found in suite.parsed([]).sets} == {"tuned"}
    assert {found.group for found in suite.parsed(["--sets", "judged"]).sets} == {"judged"}
    assert suite.parsed(["--sets", "all"]).sets == SETS
    assert [found.name for found in suite.parsed(["--sets", "desk,room,desk"]).sets] == ["desk", "room"]


@pytest.mark.parametrize("options", [["--sets", "rooom"], ["--seeds", "a"]])
def test_options_that_mean_nothing_are_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        suite.parsed(options)
    assert options[1] in capsys.readouterr().err
