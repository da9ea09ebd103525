from causalvq.report.run_subject import Subject
from causalvq.report.sections.plan_section import lines_of, plan_section


def test_facts_name_the_lines_that_they_follow_from(trained_home):
    facts = {fact.name: fact for fact in plan_section(Subject(trained_home / "runs" / "tiny" / "latest")).content.facts}

    assert facts["data"].text == "npz: 288 images of 16 x 16 x 3"
    assert facts["codebook"].lines == (5,)
    assert facts["training"].lines == (7,)


def test_lines_of_a_spec_of_several_files_are_not_linked(trained_home):
    plan = Subject(trained_home / "runs" / "tiny" / "latest").plan
    mixed = plan.model_copy(update={"provenance": {"codebook.size": "a.yaml:5:1 x", "train.steps": "b.yaml:7:1 y"}})

    assert lines_of(mixed, "codebook.size") == ()
    assert lines_of(plan, "codebook.size") == (5,)
