from causalvq.compiler.passes.lock import spec_digest
from causalvq.dsl import load


def test_comments_and_the_order_of_keys_do_not_count(document, tmp_path):
    one = document().spec
    (tmp_path / "other.yaml").write_text(
        "# the same\nname: small\ncodebook: {size: 8}\nvariables: {count: 7}\n"
        "data: {image: {size: 32}, source: critters}\napiVersion: causalvq/v1\n"
    )

    assert spec_digest(load(tmp_path / "other.yaml").spec) == spec_digest(one)
    assert spec_digest(document("seed=0").spec) == spec_digest(one), "a default that is said is no change"
    assert spec_digest(document("seed=1").spec) != spec_digest(one)


def test_the_plan_has_every_part_of_the_draft(draft):
    made = draft("interventions.sparsity.penalty=0.25", "interventions.noise=exogenous", "interventions.actions=set")
    plan = made.plan

    assert (plan.target_penalty, plan.noise, plan.max_targets) == (0.25, "exogenous", 1)
    for part in (
        "data",
        "actions",
        "variables",
        "codebook",
        "targets",
        "directed",
        "graph",
        "network",
        "train",
        "cost",
    ):
        assert getattr(plan, part) == getattr(made, part), part


def test_provenance_is_that_of_the_decisions_and_of_what_followed(draft):
    made = draft("train.steps=9", "graph.required=[[eyes, mouth]]")

    assert made.plan.provenance["train.steps"] == "--set train.steps train.steps"
    assert made.plan.provenance["graph.required[0]"].startswith("--set graph.required")
    assert made.decisions[-1].text == f"digest {made.plan.digest}"
