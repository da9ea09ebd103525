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


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        ("vq_vae", ALL),
        ("beta_vae", ALL),
        ("pixel_ridge", ("action_retrieval",)),
    ],
)
def test_auto_of_a_baseline_is_what_it_has(plan, kind, metrics):
    assert plan(f"model.kind={kind}").metrics == metrics


def test_what_a_baseline_cannot_be_measured_by_is_refused_by_name(plan):
    with pytest.raises(CompileError, match="codes, which beta_vae does not have"):
        plan("model.kind=beta_vae", "evaluate.metrics=[usage]")
    with pytest.raises(CompileError, match="makes images or codes"):
        plan("model.kind=pair_classifier", "evaluate.metrics=[preserved]")
    with pytest.raises(CompileError, match=r"losses.retrieval of more than 0"):
        plan("model.kind=beta_vae", "losses.retrieval=0", "evaluate.metrics=[action_retrieval]")
