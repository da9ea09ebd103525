"""Folders of runs that a kill left before they were runs are removed, and nothing else is."""

import pytest

from causalvq.runtime.runs.unborn_runs import held, remove_unborn

NAME = "20260102-030405-0a1b2c"


@pytest.mark.parametrize("files", [[], ["spec.yaml"], ["spec.yaml", "plan.json", ".run.json.x.causalvq-part"]])
def test_the_beginning_of_a_run_is_removed(files, tmp_path):
    for name in (NAME, f"{NAME}-2"):
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).write_text("{}")
    remove_unborn(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["run.json", "notes.txt", "checkpoints"])
def test_what_holds_anything_else_stays(file, tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "spec.yaml").write_text("")
    (tmp_path / NAME / file).write_text("")
    remove_unborn(tmp_path)
    assert (tmp_path / NAME / file).exists()


def test_a_folder_of_another_name_stays(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "target").mkdir()
    (tmp_path / NAME).symlink_to("target")
    remove_unborn(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "mine", "target"]


def test_one_that_is_being_made_stays(tmp_path):
    (tmp_path / NAME).mkdir()
    with held(tmp_path / NAME):
        remove_unborn(tmp_path)
        assert (tmp_path / NAME).exists()
    remove_unborn(tmp_path)
    assert not (tmp_path / NAME).exists()


def test_there_may_be_no_folder_yet(tmp_path):
    remove_unborn(tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
