"""Which checkpoints there are; one that cannot be looked at is not taken for none."""

from pathlib import Path

import pytest

from causalvq.errors import RunError
from causalvq.runtime.runs.checkpoint_folders import newest_checkpoint, newest_step, valid_checkpoints
from causalvq.runtime.runs.run import Run


@pytest.fixture
def run(tmp_path, plan):
    return Run(tmp_path, plan(), tmp_path)


def write(run, *names):
    for name in names:
        (run.checkpoints / name).mkdir(parents=True)
        (run.checkpoints / name / "state.json").touch()


def test_they_are_told_by_number_and_others_are_passed_over(run):
    write(
        run, "step_1000000", "step_000005", "step_999999", "step_best", "step_5", "best", "step_-00001", "step_00000٣"
    )
    (run.checkpoints / "step_000006").mkdir()

    assert [path.name for path in valid_checkpoints(run)] == ["step_000005", "step_999999", "step_1000000"]
    assert newest_checkpoint(run) == run.checkpoints / "step_1000000"
    assert newest_step(run) == 1_000_000


def test_a_run_that_has_none(run):
    assert valid_checkpoints(run) == []
    assert newest_step(run) is None


@pytest.mark.parametrize("method", ["iterdir", "stat"])
def test_what_may_not_be_looked_at_is_not_taken_for_none(run, monkeypatch, method):
    write(run, "step_000005")
    held = getattr(Path, method)

    def denied(path, **options):
        if path.name in ("checkpoints", "state.json"):
            raise PermissionError(13, "Permission denied", str(path))
        return held(path, **options)

    monkeypatch.setattr(Path, method, denied)

    with pytest.raises(RunError, match=r"checkpoints: CVQ404 the checkpoints cannot be looked at: Permission denied"):
        valid_checkpoints(run)


def test_a_file_where_their_folder_should_be(run):
    run.checkpoints.write_text("")

    with pytest.raises(RunError, match=r"CVQ404 .*Not a directory"):
        valid_checkpoints(run)
