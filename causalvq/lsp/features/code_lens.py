"""What a plan costs, above the line that names the spec."""

from __future__ import annotations

from typing import Any

from causalvq.lsp.analysis.knowledge import Knowledge


def code_lens(known: Knowledge) -> list[dict[str, Any]]:
    """Parameters, memory and time of the plan; empty until there is a plan of the text as it is."""
    title = cost_told(known)
    if title is None:
        return []
    return [{"range": known.range_of_key("name").json(), "command": {"title": title, "command": ""}}]


def cost_told(known: Knowledge) -> str | None:
    """`412,000 parameters, 340 MB to train, about 55 s for 2,000 steps here`."""
    plan = known.compiled.plan if known.compiled is not None and known.current else None
    if plan is None:
        return None
    from causalvq.compiler.capability.quantities import duration, size

    memory = known.estimate.memory_bytes if known.estimate is not None else plan.cost.training_bytes
    told = f"{plan.cost.parameters:,} parameters, {size(memory)} to train"
    if known.estimate is None:
        return told
    seconds = known.estimate.step_seconds * plan.train.steps
    return f"{told}, about {duration(seconds)} for {plan.train.steps:,} steps here"
