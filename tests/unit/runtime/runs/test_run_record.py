import os
from datetime import UTC, datetime

import pytest

from causalvq.runtime.runs.checkpoint_folders import newest_step
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.runs.run_record import find_runs, looks_like_run, record_of, time_of


@pytest.fixture
def run(plan, tmp_path):
    return create_run(plan("train.steps=8"), "a spec", tmp_path, tmp_path / "runs")


def checkpoint(run, step):
    """The folder of a checkpoint that is whole."""
    folder = run.checkpoints / f"step_{step:06d}"
    folder.mkdir(parents=True)
    (folder / "state.json").write_text("{}")
    return folder


def test_how_far_a_run_has_come(run):
    assert record_of(run.path).told_state == "paused at step 0"
    checkpoint(run, 4)
    (checkpoint(run, 6) / "state.json").unlink()  # killed while it was written
    assert newest_step(run) == 4
    assert record_of(run.path).told_state == "paused at step 4"
    checkpoint(run, 8)
    assert record_of(run.path).told_state == "paused at step 8"  # it was killed before its model was written


def test_when_a_run_was_made(run, tmp_path):
    named = tmp_path / "20260203-040506-abcdef"
    assert time_of(named) == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    named.mkdir()
    (tmp_path / "latest").symlink_to(named)
    assert time_of(tmp_path / "latest") == time_of(named)
    moved = run.path.rename(tmp_path / "renamed")
    assert record_of(moved).made == datetime.fromisoformat(run.made)
    os.utime(moved / "spec.yaml", (86400, 86400))
    assert record_of(moved).made == datetime.fromisoformat(run.made)
    assert time_of(moved) == datetime(1970, 1, 2, tzinfo=UTC)  # as one of an earlier release
    assert time_of(tmp_path / "absent") is None


def test_no_link_is_followed(run, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "linked").symlink_to(run.path)

    assert [one.path for one in find_runs(tmp_path)] == [run.path]
    assert find_runs(tmp_path / "other") == ()


def test_what_is_left_of_a_run_is_one(run):
    (run.path / "run.json").unlink()
    assert not looks_like_run(run.path)
    run.checkpoints.mkdir()
    assert looks_like_run(run.path)
    record = record_of(run.path)
    assert (record.state, record.name) == ("damaged", "tiny")
    assert "CVQ401" in record.to_json()["fault"]
