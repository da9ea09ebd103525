import pytest

from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.training_section import training_section


def test_scores_losses_and_states_are_drawn(trained_home):
    made = training_section(Subject(trained_home / "runs" / "tiny" / "latest")).content
    titles = [chart.title for chart in made.charts]

    assert titles[0] == "held-out loss" or titles[:2] == ["held-out scores", "held-out loss"]
    assert "reconstruction" in titles
    assert titles[-1] == "states in use"
    assert made.seconds > 0


def test_nothing_that_was_logged_is_told(trained_home):
    with pytest.raises(Missing, match="Nothing has been logged"):
        training_section(Subject(trained_home / "runs" / "tiny" / "latest" / "model"))
