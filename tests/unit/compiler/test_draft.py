from dataclasses import fields
from itertools import pairwise
from typing import get_type_hints

import pytest

from causalvq.compiler import pipeline
from causalvq.compiler.draft import Draft, WithPlan
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
