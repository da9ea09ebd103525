import doctest

import pytest

from causalvq.report.run_subject import Subject
from causalvq.report.sections import scores_section as scores


@pytest.fixture(scope="module")
def made(trained_home):
    return scores.scores_section(Subject(trained_home / "runs" / "tiny" / "latest")).content


def test_what_the_documentation_shows():
    assert doctest.testmod(scores).failed == 0


def test_scores_have_intervals_and_say_what_they_are(made):
    rows = {row.name: row for row in made.scores}

    assert rows["action accuracy"].meaning == "share of pairs whose exact action was retrieved"
    assert rows["action accuracy"].interval.endswith(" to 1")
    assert "action accuracy error" not in rows
    assert rows["calibration error"].meaning
    assert [row.name for row in made.factors] == ["place", "shade", "ground"]


def test_every_number_that_is_measured_is_explained(made):
    assert [row.name for row in made.scores if not row.meaning] == []
    assert [row.name for row in made.scores if "None" in row.meaning] == []


def test_notes_of_other_kinds_are_findings_too():
    found = scores.finding("the sky fell; hint: look up")

    assert (found.code, found.message, found.details) == ("", "the sky fell", (("hint", "look up"),))
    assert scores.finding("CVQ454 hue is not learned: why").why.startswith("Fewer of its actions")
