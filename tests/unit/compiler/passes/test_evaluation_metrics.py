import pytest

from causalvq.errors import CompileError

ALL = ("action_retrieval", "intervention", "infomec", "preserved")
PENDULUM = ("data.source=pendulum", "variables.count=4", "interventions.actions=set")


@pytest.mark.parametrize("source", [(), PENDULUM], ids=["a complete grid", "drawn"])
def test_auto_is_all_where_the_data_have_everything(plan, source):
    assert plan(*source).metrics == ALL


def test_auto_leaves_out_what_needs_pairs(plan):
    assert plan("data.pairs=none").metrics == ("infomec",)


def test_auto_leaves_out_what_needs_every_combination(tiny):
    from causalvq.compiler import compile_spec
    from causalvq.dsl import load

    made = compile_spec(load(tiny / "tiny.yaml", ["evaluate.metrics=auto"]))
    assert made.metrics == ("action_retrieval", "intervention", "infomec")


def test_a_list_is_taken_as_it_is(plan):
    assert plan("evaluate.metrics=[dci, infomec]").metrics == ("dci", "infomec")
    assert plan("evaluate.metrics=[]").metrics == ()


def test_what_is_asked_for_by_name_must_be_possible(plan):
    with pytest.raises(CompileError) as caught:
        plan("data.pairs=none", "evaluate.metrics=[intervention, infomec, preserved]")

    assert [fault.code for fault in caught.value.diagnostics] == ["CVQ235", "CVQ235"]
    assert "intervention cannot be measured on these data" in str(caught.value)


def test_the_plan_says_why(plan):
    assert plan().provenance["metrics"].startswith("default evaluate.metrics; ")
    assert plan("evaluate.metrics=[infomec]").provenance["metrics"].startswith("--set evaluate.metrics")
