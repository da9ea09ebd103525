from dataclasses import fields
from itertools import pairwise
from typing import get_type_hints

import pytest

from causalvq.compiler import pipeline
from causalvq.compiler.draft import Draft, WithActions, WithPlan
from causalvq.compiler.pipeline import gather
from causalvq.compiler.plan import Plan

STAGES = [stage for stage in reversed(WithPlan.__mro__) if issubclass(stage, Draft)]
"""The types of drafts, in the order of the pipeline."""


@pytest.fixture
def walked(document, monkeypatch):
    """The drafts that a compilation goes through, from the first to the last."""
    seen = []
    checked = pipeline.verifier.require
    monkeypatch.setattr(pipeline.verifier, "require", lambda made, before: (seen.append(made), checked(made, before)))
    pipeline.compile_spec(document())
    return seen


def parts(stage):
    return {field.name for field in fields(stage)} - {field.name for field in fields(Draft)}


def test_each_stage_has_the_parts_of_those_before_it_and_more():
    assert all(parts(before) < parts(stage) for before, stage in pairwise(STAGES))


def test_the_last_stage_has_every_part_of_a_plan_that_is_not_said_by_the_spec():
    said = {"version", "name", "spec", "seed", "layout", "max_targets", "target_penalty", "noise", "labels"}
    assert parts(STAGES[-1]) == set(Plan.model_fields) - said - {"known_share", "provenance"} | {"plan"}


def test_a_compilation_goes_through_every_stage_in_order(walked):
    assert list(dict.fromkeys(map(type, walked))) == STAGES[1:]


def test_a_draft_has_no_part_that_is_not_made_yet(walked):
    for draft in walked:
        unmade = parts(STAGES[-1]) - parts(type(draft))
        assert not [name for name in unmade if hasattr(draft, name)]


def test_a_pass_says_which_draft_it_needs(walked):
    for before, after in pairwise(walked):
        said = get_type_hints(getattr(pipeline, after.step))
        assert isinstance(before, said["draft"])
        assert type(after) is said["return"]


def test_what_a_pass_says_is_kept_by_the_next_stage(walked):
    first, last = walked[0], walked[-1]

    assert last.decisions[: len(first.decisions)] == first.decisions
    assert {decision.step for decision in last.decisions} >= {"facts", "actions", "variables", "graph", "lock"}


def test_a_value_knows_its_line_its_override_or_that_it_is_a_default(document):
    inputs = gather(document("seed=3"))

    assert inputs.origin("codebook.size") == "small.yaml:5:18 codebook.size"
    assert inputs.origin("seed") == "--set seed seed"
    assert inputs.origin("train.steps") == "default train.steps"


def test_decisions_are_told_in_order_with_the_pass_that_made_them(document):
    made = Draft(inputs=gather(document()), step="first").because("seed", "0", "seed").told("a remark")

    assert [(one.step, one.path, one.text, one.origins) for one in made.decisions] == [
        ("first", "seed", "0", ("default seed",)),
        ("first", "", "a remark", ()),
    ]


def test_what_follows_has_provenance_and_no_line_of_trace(document):
    made = Draft(inputs=gather(document())).follow(("a", "b"), "seed", "codebook.size")

    assert made.origins == dict.fromkeys("ab", "default seed; small.yaml:5:18 codebook.size")
    assert made.decisions == ()


def test_the_graph_of_a_grid_is_that_of_the_sample_until_it_is_said_or_given(document):
    grid = "variables={count: 16, layout: grid}"

    def scope(*overrides):
        return Draft(inputs=gather(document(*overrides))).scope

    assert scope() == "global"
    assert scope(grid) == "sample"
    assert scope(grid, "graph.scope=global") == "global"
    assert scope(grid, "graph.prior={kind: fixed}") == "global"


def test_a_causal_layer_needs_a_grid_a_graph_of_the_sample_and_actions(draft):
    def layered(*overrides):
        made = draft(*overrides)
        assert isinstance(made, WithActions)
        return made.layered

    grid = "variables={count: 16, layout: grid}"
    assert layered(grid)
    assert not layered()
    assert not layered(grid, "data.pairs=none")
    assert not layered(grid, "graph.scope=global", "interventions.sparsity.max_targets=16", "codebook.size=32")
