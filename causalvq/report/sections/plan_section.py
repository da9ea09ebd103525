"""The plan: data, variables, actions, layers, cost, and which lines of the spec they follow from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from causalvq.compiler.capability.quantities import quantity, size
from causalvq.compiler.passes.source_facts import sizes
from causalvq.compiler.placement.action_kinds import told
from causalvq.compiler.plan import Plan
from causalvq.report.run_subject import Subject
from causalvq.report.sections.report_section import Made, first

MOST_ROWS: Final = 64
MOST_VALUES: Final = 8
PLACE: Final = re.compile(r"[^;]*?\.ya?ml:(\d+)(?::\d+)?\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about the plan.

    Args:
        name: what it is.
        text: what it says.
        lines: of the spec that it follows from.
    """

    name: str
    text: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VariableRow:
    """A variable: its name, the factor that owns it, its states, and the values to tell apart."""

    name: str
    factor: str
    states: int
    values: str


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What is shown of a plan.

    Args:
        facts: lines about it.
        variables: rows of a table.
        layers: rows of name, kind, shape, parameters and multiply-adds.
        phases: names and steps.
        losses: the weights of the terms of the loss.
    """

    facts: tuple[Fact, ...]
    variables: tuple[VariableRow, ...]
    layers: tuple[tuple[str, str, str, str, str], ...]
    phases: tuple[tuple[str, int], ...]
    losses: tuple[tuple[str, float], ...]


def plan_section(subject: Subject) -> Made:
    """The plan of the run."""
    plan = subject.plan
    rows = plan.variables[:MOST_ROWS]
    content = PlanContent(
        facts=_facts(plan),
        variables=tuple(_variable(plan, index) for index in range(len(rows))),
        layers=tuple(
            (one.name, one.kind, " × ".join(map(str, one.out)), f"{one.parameters:,}", f"{one.multiply_adds:,}")
            for one in plan.network.layers
        ),
        phases=tuple((phase.name, phase.steps) for phase in plan.train.phases),
        losses=tuple(plan.losses.items()),
    )
    return Made(content, first(len(rows), len(plan.variables), "variables"))


def _facts(plan: Plan) -> tuple[Fact, ...]:
    data, cost, train = plan.data, plan.cost, plan.train
    source = data.source if isinstance(data.source, str) else str(data.source.get("format", "files"))
    at_most = "at most " if train.floor is not None else ""
    rows = (
        ("data", f"{source}: {data.images:,} images of {sizes(data)}", "data.fingerprint"),
        ("factors", ", ".join(f"{factor.name} ({factor.size})" for factor in data.factors) or "none", "data.factors"),
        ("layout", f"{plan.layout}, {len(plan.variables):,} variables", "variables"),
        (
            "codebook",
            f"{plan.codebook.quantizer}, {plan.codebook.size:,} states of {plan.codebook.dim} numbers",
            "codebook.size",
        ),
        ("actions", told(plan.actions, open_words=data.open_words) if plan.actions else "none", "actions"),
        ("graph", f"prior {plan.graph.kind}, {len(plan.graph.required):,} edges given", "graph.kind"),
        ("training", f"{at_most}{train.steps:,} steps, batches of {train.batch_size:,} pairs", "train.steps"),
        ("parameters", f"{cost.parameters:,}", "cost.parameters"),
        ("a training step", f"{quantity(cost.multiply_adds)} multiply-adds", "cost.multiply_adds"),
        (
            "memory to train",
            f"{size(cost.training_bytes)}, and {size(cost.data_bytes)} of images",
            "cost.training_bytes",
        ),
        ("memory to use", size(cost.inference_bytes), "cost.inference_bytes"),
    )
    return tuple(Fact(name, text, lines_of(plan, path)) for name, text, path in rows)


def lines_of(plan: Plan, path: str) -> tuple[int, ...]:
    """The lines of the spec that a part of the plan follows from; none where another file or a default says it."""
    origins = plan.provenance.get(path) or plan.provenance.get(path.partition(".")[0], "")
    files = {one.split(":")[0] for text in plan.provenance.values() for one in text.split("; ") if PLACE.match(one)}
    if len(files) != 1:  # a spec that extends others: which file a line is of is told by none of its numbers
        return ()
    return tuple(sorted({int(found[1]) for one in origins.split("; ") if (found := PLACE.match(one))}))


def _variable(plan: Plan, index: int) -> VariableRow:
    variable = plan.variables[index]
    factor = None if variable.factor is None else plan.data.factors[variable.factor]
    values = () if factor is None else factor.values
    named = ", ".join(values[:MOST_VALUES]) + (
        f" and {len(values) - MOST_VALUES:,} more" if values[MOST_VALUES:] else ""
    )
    return VariableRow(variable.name, "" if factor is None else factor.name, variable.states, named)
