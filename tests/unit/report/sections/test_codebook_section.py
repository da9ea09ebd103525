import pytest

from causalvq.report.run_subject import Subject
from causalvq.report.sections.codebook_section import codebook_section


def test_states_are_those_of_test_images_most_frequent_first(trained_home):
    rows = codebook_section(Subject(trained_home / "runs" / "tiny" / "latest")).content
    place = next(row for row in rows if row.variable.factors == ("place",))

    assert {state.name for state in place.states} == {"far left", "left", "right", "far right"}
    assert sum(state.share for state in place.states) == pytest.approx(1)
    assert [state.share for state in place.states] == sorted((state.share for state in place.states), reverse=True)
    assert place.more == 0


def test_without_images_what_was_logged_is_left(trained_home, tmp_path):
    subject = Subject(trained_home / "runs" / "tiny" / "latest", moved=tmp_path / "gone")

    assert all(row.variable.left and not row.states for row in codebook_section(subject).content)
