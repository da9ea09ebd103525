from causalvq.report.run_subject import Subject
from causalvq.report.sections.picture_sections import intervention_section, reconstruction_section, traversal_section


def test_every_factor_and_every_variable_is_shown(trained_home):
    subject = Subject(trained_home / "runs" / "tiny" / "latest")
    done, walked = intervention_section(subject).content, traversal_section(subject).content

    assert [row.name for row in done] == ["place", "shade", "ground"]
    assert {len(row.groups) for row in done} == {3}
    before, after, change = done[0].groups[0]
    assert before.caption == "before"
    assert after.caption.startswith("after: ")
    assert (before.pixels != after.pixels).any()
    assert change.pixels.shape == before.pixels.shape
    assert [row.name for row in walked] == [one.name for one in subject.plan.variables]
    assert [len(row.groups) for row in walked] == [4, 3, 3]


def test_reconstructions_stand_beside_their_images(trained_home):
    made = reconstruction_section(Subject(trained_home / "runs" / "tiny" / "latest"))

    assert len(made.content.groups) == 8
    assert made.left_out[0].startswith("8 of ")
