import numpy as np
import pytest

from causalvq.compiler.graphs.adjacency import allowed_mask, required_mask
from causalvq.compiler.knowledge.expansion import expand
from causalvq.compiler.knowledge.statements import InTier, Statement, Statements
from causalvq.errors import Place

TWO = ("variables.count=14", "interventions.sparsity.max_targets=2")


def test_a_statement_about_factors_is_one_about_their_variables(plan, edges):
    made = plan(*TWO, "graph.required=[[eyes, mouth]]")

    assert edges(made, required_mask(made.graph)) == {(f"eyes.{i}", f"mouth.{j}") for i in (1, 2) for j in (1, 2)}


def test_a_factor_says_nothing_of_a_variable_and_itself(plan, edges):
    made = plan(*TWO, "graph.forbidden=[[eyes, eyes.1]]")

    everything = ~np.eye(14, dtype=bool)
    assert edges(made, everything & ~allowed_mask(made.graph)) == {("eyes.2", "eyes.1")}


AT = Place("spec.yaml")


GROUPS = {"hue": (0, 1), "size": (2,), "hue.1": (0,)}


def known(*edges, tiers=()):
    return Statements(
        tuple(Statement(kind, cause, effect, AT, "") for kind, cause, effect in edges),
        tuple(InTier(name, tier, AT, "") for name, tier in tiers),
    )


def test_the_first_statement_about_an_edge_is_the_one_that_is_named():
    made = expand(known(("required", "hue.1", "size"), ("required", "hue", "size"), ("soft", "size", "hue")), GROUPS, 3)

    assert made.required.tolist() == [[-1, -1, 0], [-1, -1, 1], [-1, -1, -1]]
    assert made.soft.tolist() == [[-1, -1, -1], [-1, -1, -1], [2, 2, -1]]
    assert (made.forbidden == -1).all()


def test_a_factor_of_several_variables_says_nothing_of_one_and_itself():
    made = expand(known(("forbidden", "hue", "hue")), GROUPS, 3)

    assert made.forbidden.tolist() == [[-1, 0, -1], [0, -1, -1], [-1, -1, -1]]


@pytest.mark.parametrize(
    ("tiers", "against"),
    [
        ((), []),
        ((("hue", 0), ("size", 1)), [[2, 0], [2, 1]]),
        ((("hue.1", 1), ("hue", 2), ("size", 1)), [[1, 0], [1, 2]]),
    ],
)
def test_no_edge_leads_to_an_earlier_tier(tiers, against):
    made = expand(known(tiers=tiers), GROUPS, 3)

    assert np.argwhere(made.against_tiers).tolist() == against


def test_a_variable_without_a_tier_may_cause_and_be_caused_by_all():
    made = expand(known(tiers=[("size", 3)]), GROUPS, 3)

    assert made.tiers.tolist() == [-1, -1, 0]
    assert not made.against_tiers.any()
