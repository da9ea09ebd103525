"""What a plan may say and this version cannot train yet: said at compile time, refused at training time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from causalvq.compiler.plan import Plan
from causalvq.compiler.plan_faults import UNSUPPORTED
from causalvq.errors import Diagnostic, Place, Severity

MAX_CONTEXTS = 2**62
"""States of a variable and its parents, multiplied: contexts of a mechanism are numbered in 63 bits."""


def unsupported(plan: Plan, severity: Severity = "error") -> tuple[Diagnostic, ...]:
    """One diagnostic for each thing in a plan that this version does not train.

    Args:
        plan: any valid plan.
        severity: `warning` when the plan is only shown, `error` when it is to be trained.
    """
    return tuple(
        Diagnostic(UNSUPPORTED, f"this version cannot train {what}", place, hint=hint, severity=severity)
        for what, place, hint in ((what, _place(plan, path), hint) for what, path, hint in _missing(plan))
    )


def _place(plan: Plan, path: str) -> Place | None:
    found = plan.provenance.get(path)
    return Place(found) if found else None


def _missing(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """What is missing, the path of the plan that asks for it, and what to write instead."""
    if plan.layout == "grid":
        yield from _only_slots(plan)
    if plan.noise == "exogenous" and not plan.layered and any(action.kind == "step" for action in plan.actions):
        yield (
            "interventions.noise: exogenous with step actions, whose states have no order",
            "noise",
            "use actions: set",
        )
    if plan.graph.scope == "sample" and plan.layout == "slots":
        yield "graph.scope: sample in slots", "graph.scope", "use scope: global, or layout: grid"
    states = max((variable.states for variable in plan.variables), default=2)
    parents = Counter(effect for _, effect in plan.graph.required)
    if parents and not plan.layered and states ** (max(parents.values()) + 1) > MAX_CONTEXTS:
        most = int(math.log(MAX_CONTEXTS, states)) - 1
        yield f"a variable with {max(parents.values())} required causes", "graph.required", f"require at most {most}"
    if not plan.actions:
        yield "without pairs", "data.pairs", "give pairs: {from: factors} or a file of pairs"
    if plan.layout == "grid" and plan.train.micro_batches not in ("auto", 1):
        yield "train.micro_batches with layout: grid", "train.micro_batches", "use micro_batches: auto"


def _only_slots(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """What is trained with `layout: slots` alone."""
    for value, path, key, simplest in (
        (plan.codebook.quantizer, "codebook.quantizer", "codebook.quantizer", "vq"),
        (plan.labels, "labels", "interventions.labels", "known"),
    ):
        if value != simplest:
            yield f"{key}: {value} with layout: grid", path, f"use {simplest}, or layout: slots"
