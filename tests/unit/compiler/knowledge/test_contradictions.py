import numpy as np
import pytest

from causalvq.compiler.knowledge.contradictions import (
    contradictions,
    names_without_meaning,
    never_reached,
    two_tiers,
    without_effect,
)
from causalvq.compiler.knowledge.expansion import expand
from causalvq.compiler.knowledge.statements import InTier, Statement, Statements
from causalvq.errors import CompileError, Place

TWO = ("variables.count=14", "interventions.sparsity.max_targets=2")


def test_every_contradiction_is_told(plan):
    with pytest.raises(CompileError) as caught:
        plan(
            *TWO,
            "graph.required=[[eyes, mouth], [top.1, background], [mouth.1, eyes.2]]",
            "graph.forbidden=[[eyes.1, mouth.1], [top, background.2]]",
        )

    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["CVQ210", "CVQ210", "CVQ212"]


AT = Place("spec.yaml")


NAMES = ["a", "b", "c", "d"]


GROUPS = {**{name: (index,) for index, name in enumerate(NAMES)}, "ab": (0, 1), "lost": ()}


def known(*edges, tiers=()):
    return Statements(
        tuple(Statement(kind, *ends, AT, "", 0.5 if kind == "soft" else None) for kind, *ends in edges),
        tuple(InTier(name, tier, AT, "") for name, tier in tiers),
    )


def told(found):
    return [(fault.code, fault.message) for fault in found]


def found(said, *, acyclic=True):
    return told(contradictions(said, expand(said, GROUPS, 4), NAMES, acyclic=acyclic))


def test_names_stand_for_variables():
    said = known(("required", "x", "a"), ("forbidden", "lost", "b"), ("soft", "c", "c"), tiers=[("y", 0)])

    assert told(names_without_meaning(said, GROUPS)) == [
        ("CVQ201", "no variable or factor is named x"),
        ("CVQ209", "the factor lost owns no variable, so nothing can be said of its edges"),
        ("CVQ215", "an edge from c to itself"),
        ("CVQ201", "no variable or factor is named y"),
    ]


def test_an_edge_is_required_or_forbidden():
    assert found(known(("required", "a", "c"), ("forbidden", "ab", "c"))) == [
        ("CVQ210", "the edge a -> c is required and forbidden")
    ]


def test_a_required_edge_goes_to_a_later_tier():
    assert found(known(("required", "ab", "c"), tiers=[("c", 0), ("ab", 1)])) == [
        ("CVQ211", "the required edge ab -> c runs against the tiers")
    ]


def test_a_variable_is_in_one_tier():
    said = known(tiers=[("ab", 0), ("b", 2), ("a", 0)])

    assert told(two_tiers(said, GROUPS)) == [("CVQ214", "b is in tier 3 and in tier 1")]


def test_the_shortest_cycle_of_each_knot_is_told_where_there_may_be_none():
    said = known(*(("required", *ends) for ends in ("ab", "bc", "ca", "ba", "cd")))

    assert found(said) == [("CVQ212", "the required edges close a cycle: a -> b -> a")]
    assert found(said, acyclic=False) == []


def test_a_probability_of_a_decided_edge_has_no_effect():
    said = known(("required", "a", "b"), ("soft", "a", "b"), ("soft", "ab", "c"))
    made = expand(said, GROUPS, 4)
    allowed = ~np.eye(4, dtype=bool)

    (warning,) = without_effect(said, made, allowed)
    assert (warning.code, warning.severity) == ("CVQ240", "warning")
    assert warning.message.startswith("the probability of a -> b has no effect")

    allowed[1, 2] = False
    assert len(list(without_effect(said, made, allowed))) == 1, "of the two edges of ab -> c one is still open"
    allowed[0, 2] = False
    assert len(list(without_effect(said, made, allowed))) == 2


def test_an_edge_whose_cause_no_action_reaches_is_never_learned():
    said = known(("required", "a", "c"), ("required", "b", "c"))

    (warning,) = never_reached(said, expand(said, GROUPS, 4), np.array([False, True, True, True]))

    assert warning.message == "no action reaches a, so nothing will be learned of the edge a -> c"
