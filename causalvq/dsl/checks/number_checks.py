"""Rules about shares and counts."""

from __future__ import annotations

import math
from collections.abc import Iterator

from causalvq.dsl.checks.registration import Check, Finding
from causalvq.dsl.language_diagnostics import (
    FEWER_VARIABLES_THAN_FACTORS,
    IMBALANCE_NOT_WHOLE,
    MORE_TARGETS_THAN_VARIABLES,
    SPLIT_NOT_WHOLE,
    TOO_MANY_EDGES,
)
from causalvq.dsl.spec import ErdosRenyi, ScaleFree, Spec
from causalvq.dsl.text.nodes import key_of_path


def splits_add_to_one(spec: Spec) -> Iterator[Finding]:
    """CVQ130: the shares of the images are a partition."""
    split = spec.data.split
    total = split.train + split.validation + split.test
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        yield Finding(
            "the shares of the split do not add to 1",
            "data.split",
            expected="train + validation + test = 1",
            got=f"{split.train:g} + {split.validation:g} + {split.test:g} = {total:g}",
        )


def imbalances_add_to_one(spec: Spec) -> Iterator[Finding]:
    """CVQ148: so are the shares of a factor's values."""
    for factor, shares in spec.data.imbalance.items():
        if not math.isclose(sum(shares), 1.0, abs_tol=1e-6):
            yield Finding(
                f"the shares of the values of {factor} do not add to 1",
                f"data.imbalance.{key_of_path(factor)}",
                expected="shares that add to 1",
                got=f"{' + '.join(f'{share:g}' for share in shares[:8])} = {sum(shares):g}",
            )


def targets_within_variables(spec: Spec) -> Iterator[Finding]:
    """CVQ133: an action cannot set more variables than there are."""
    most, count = spec.interventions.sparsity.max_targets, spec.variables.count
    if most > count:
        yield Finding(
            "an action may set more variables than there are",
            "interventions.sparsity.max_targets",
            expected=f"at most {count}",
            got=str(most),
            related=(("the number of variables", "variables"),),
        )


def a_variable_for_each_factor(spec: Spec) -> Iterator[Finding]:
    """CVQ144: a factor lives in at least one variable."""
    if spec.data.chosen != "all" and len(spec.data.factors) > spec.variables.count:
        yield Finding(
            "there are fewer variables than factors",
            "variables",
            expected=f"at least {len(spec.data.factors)} variables",
            got=str(spec.variables.count),
            hint="raise variables.count, or name fewer factors in data.factors",
            related=(("the factors", "data.factors"),),
        )


def expected_edges_fit(spec: Spec) -> Iterator[Finding]:
    """CVQ151: a graph has a largest number of edges."""
    prior, count = spec.graph.prior, spec.variables.count
    if not isinstance(prior, ErdosRenyi | ScaleFree) or prior.expected_edges is None:
        return
    most = count * (count - 1) // (2 if spec.graph.acyclic else 1)
    if prior.expected_edges > most:
        kind = "an acyclic graph" if spec.graph.acyclic else "a graph"
        yield Finding(
            "more edges are expected than the graph can have",
            "graph.prior.expected_edges",
            expected=f"at most {most:,} for {kind} of {count} variables",
            got=f"{prior.expected_edges:g}",
        )


CHECKS = (
    Check(SPLIT_NOT_WHOLE, ("data.split",), splits_add_to_one),
    Check(MORE_TARGETS_THAN_VARIABLES, ("interventions.sparsity.max_targets", "variables"), targets_within_variables),
    Check(FEWER_VARIABLES_THAN_FACTORS, ("data.factors", "variables"), a_variable_for_each_factor),
    Check(IMBALANCE_NOT_WHOLE, (), imbalances_add_to_one),
    Check(TOO_MANY_EDGES, ("variables", "graph.acyclic"), expected_edges_fit),
)
