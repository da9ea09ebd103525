import pytest

from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections import spec_section as specs


def test_long_specs_and_long_lines_are_cut(trained_home, monkeypatch):
    monkeypatch.setattr(specs, "MOST_LINES", 2)
    monkeypatch.setattr(specs, "MOST_SIGNS", 10)
    made = specs.spec_section(Subject(trained_home / "runs" / "tiny" / "latest"))

    assert made.content == ("apiVersion…", "name: tiny")
    assert made.left_out == ("2 of 7 lines are shown.",) or made.left_out[0].startswith("2 of ")


def test_a_model_folder_has_none(trained_home):
    with pytest.raises(Missing, match="not the spec"):
        specs.spec_section(Subject(trained_home / "runs" / "tiny" / "latest" / "model"))
