import doctest

import pytest

from causalvq.report import run_subject
from causalvq.report.run_subject import Missing, Subject


def test_what_the_documentation_shows():
    assert doctest.testmod(run_subject).failed == 0


def test_images_are_told_by_their_number_and_labels(trained_home):
    found = Subject(trained_home / "runs" / "tiny" / "latest")

    assert found.told(0).startswith("test image 0: place ")
    assert found.told(len(found.numbers) - 1).startswith(f"test image {len(found.data.split.test) - 1}: ")
    assert len(found.codes) == len(found.images) == len(found.numbers)


def test_a_run_that_holds_its_own_lock_is_finished_once_it_is_scored(trained_home, monkeypatch):
    monkeypatch.setattr("causalvq.runtime.runs.run_record.in_training", lambda _: True)

    assert Subject(trained_home / "runs" / "tiny" / "latest").record.state == "finished"


def test_data_that_are_gone_are_missing(trained_home, tmp_path):
    with pytest.raises(Missing, match="cannot be read where the report is made"):
        _ = Subject(trained_home / "runs" / "tiny" / "latest", moved=tmp_path / "gone").data
