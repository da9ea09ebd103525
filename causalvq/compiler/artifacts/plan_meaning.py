"""What the difference of two plans means: parameters, cost, layers, actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from causalvq.compiler.artifacts.plan_difference import differences
from causalvq.compiler.plan import LayerPlan, Plan


class Amount(NamedTuple):
    """A count of two plans; `unit` is what it counts, `bytes` or empty for what its name says."""

    name: str
    before: int
    after: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a change of a plan means.

    Args:
        amounts: what differs of cost and size.
        layers: `+` came, `-` went, or both shapes of one that changed.
        actions: `+` came, `-` went.
        parts: paths of the plan that differ otherwise.
    """

    amounts: tuple[Amount, ...]
    layers: tuple[str, ...]
    actions: tuple[str, ...]
    parts: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "amounts": [amount._asdict() for amount in self.amounts]}


FOLLOWING = ("cost", "network.layers", "actions", "version", "variables[")
"""Parts of plans whose difference is told otherwise, or follows from others."""


def meaning(before: Plan, after: Plan) -> Meaning:
    """What it means to train another plan."""
    counted = tuple(amount for amount in amounts(before, after) if amount.before != amount.after)
    paths = (entry.path for entry in differences(before, after))
    parts = tuple(dict.fromkeys(path for path in paths if not path.startswith(FOLLOWING)))
    came = came_and_went([one.name for one in before.actions], [one.name for one in after.actions])
    return Meaning(counted, tuple(layers(before, after)), tuple(came), parts)


def amounts(before: Plan, after: Plan) -> Iterator[Amount]:
    """The counts of two plans."""
    one, other = before.cost, after.cost
    steps = before.train.steps, after.train.steps
    states = [sum(variable.states for variable in plan.variables) for plan in (before, after)]
    yield Amount("parameters", one.parameters, other.parameters)
    yield Amount("multiply-adds a step", one.multiply_adds, other.multiply_adds)
    yield Amount("steps at most", *steps)
    yield Amount("multiply-adds in all", one.multiply_adds * steps[0], other.multiply_adds * steps[1])
    yield Amount("memory to train", one.training_bytes, other.training_bytes, "bytes")
    yield Amount("memory to use", one.inference_bytes, other.inference_bytes, "bytes")
    yield Amount("images", one.data_bytes, other.data_bytes, "bytes")
    yield Amount("checkpoint", one.checkpoint_bytes, other.checkpoint_bytes, "bytes")
    yield Amount("variables", len(before.variables), len(after.variables))
    yield Amount("states of all variables", states[0], states[1])
    yield Amount("actions", len(before.actions), len(after.actions))
    yield Amount("required edges", len(before.graph.required), len(after.graph.required))


def layers(before: Plan, after: Plan) -> Iterator[str]:
    """The layers that came, went or have another shape."""
    one, other = ({layer.name: layer for layer in plan.network.layers} for plan in (before, after))
    for name in dict.fromkeys([*one, *other]):
        old, new = one.get(name), other.get(name)
        if old is None or new is None:
            yield f"{'+' if old is None else '-'} {name}: {shape(new or old)}"
        elif old != new:
            yield f"{name}: {shape(old)} -> {shape(new)}"


def shape(layer: LayerPlan | None) -> str:
    """A layer in a few words."""
    assert layer is not None, "one of the two plans has it"
    return f"{layer.kind} {' x '.join(map(str, layer.out))} ({layer.parameters:,} parameters)"


def came_and_went(before: list[str], after: list[str]) -> Iterator[str]:
    """Names that only one of two lists has."""
    yield from (f"- {name}" for name in before if name not in set(after))
    yield from (f"+ {name}" for name in after if name not in set(before))
