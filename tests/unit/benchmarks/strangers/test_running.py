from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.strangers.running import OutOfTimeError, call, compiled, reason, run_ours


def test_a_refusal_is_told_by_its_first_line_that_names_a_fault(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no images")
    ours = run_ours(tmp_path / "run", tmp_path / "notes.txt", seed=0, threads=1)
    assert ours.failed == "init: CVQ322 the format is not told by the name of the file"
    assert ours.plan is None
    assert not ours.scores


def test_a_set_without_pairs_is_refused_before_a_plan(tmp_path: Path) -> None:
    images = np.zeros((6, 8, 8, 3), np.uint8)
    np.savez(tmp_path / "few.npz", images=images, labels=np.zeros((6, 1), int), factor_names=["only"])
    ours = run_ours(tmp_path / "run", tmp_path / "few.npz", seed=3, threads=1)
    assert ours.failed.startswith("init: CVQ")
    assert ours.plan is None


def test_what_runs_at_the_deadline_is_ended(tmp_path: Path) -> None:
    with pytest.raises(OutOfTimeError):
        call(tmp_path, ("--help",), 1, time.monotonic() + 0.01)


def test_nothing_compiled_is_no_plan(tmp_path: Path) -> None:
    assert compiled(tmp_path) is None


def test_a_reason_is_a_line() -> None:
    assert reason("written\nspec.yaml:1:1 CVQ290 this cannot\n1 error\n") == "CVQ290 this cannot"
    assert reason("a:1:1 CVQ290 warning: perhaps\nx CVQ301 missing") == "CVQ301 missing"
    assert reason("Traceback\n  File\nValueError: no") == "ValueError: no"
    assert reason("") == "no output"
