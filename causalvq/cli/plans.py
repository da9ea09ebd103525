"""A plan as a person reads it: tables of variables and layers, the graph, the cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from causalvq.cli.human import width
from causalvq.cli.terminal import Heading, one_line
from causalvq.compiler.capability.quantities import duration, quantity, size
from causalvq.compiler.capability.step_time import Estimate
from causalvq.compiler.draft import Decision
from causalvq.compiler.passes.source_facts import sizes
from causalvq.compiler.placement.action_kinds import facts_of, told
from causalvq.compiler.plan import BaselinePlan, FactorPlan, Plan
from causalvq.data.facts import PairCounts

WIDEST = 60
"""Characters up to which the decisions of a trace are padded, so that their origins line up."""

MOST_ROWS = 24
"""Rows of a table before its middle is left out."""


def summary(plan: Plan, estimate: Estimate | None = None, counts: PairCounts | None = None) -> Iterator[str]:
    """The whole plan on a screen or two; with `estimate`, what it takes on this machine, with `counts`, its pairs."""
    data = plan.data
    yield f"{plan.name}: {data.images:,} images of {sizes(data)}"
    yield ""
    if plan.baseline is not None:
        yield model_line(plan, plan.baseline)
        yield ""
    if plan.variables:
        yield from table(("variable", "factor", "states", "values"), variables(plan), right=(2,))
        yield ""
    if counts is not None and counts.factors:
        yield from pair_table(counts)
        yield ""
    if plan.coded:
        yield f"codebook: {codebook_line(plan)}"
    if plan.baseline is None:
        yield graph_line(plan)
    yield actions_line(plan)
    if any(facts_of(factor).order != "ordered" for factor in plan.data.factors):
        yield orders_line(plan)
    yield ""
    yield from table(("layer", "kind", "out", "parameters", "multiply-adds"), layers(plan), right=(3, 4))
    yield ""
    yield cost_line(plan)
    if estimate is not None:
        yield time_line(plan, estimate)


def trace(decisions: Sequence[Decision]) -> Iterator[str]:
    """What each pass decided, and the lines of the spec that it follows from."""
    wide = max((len(line(decision)) for decision in decisions), default=0)
    margin = min(wide, WIDEST)
    for step in dict.fromkeys(decision.step for decision in decisions):
        yield f"{step}:"
        for decision in decisions:
            if decision.step == step:
                yield f"  {line(decision):<{margin}}  <- {'; '.join(decision.origins)}"


def line(decision: Decision) -> str:
    """`codebook.size: 8 states`."""
    return f"{decision.path}: {decision.text}" if decision.path else decision.text


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = (), most: int | None = MOST_ROWS
) -> Iterator[str]:
    """Rows under a head, columns two spaces apart; the middle rows are left out when there are more than `most`.

    `right` are the columns that end, rather than start, alike. Written by hand because a library for tables costs as
    much time to load as the whole compilation.
    """
    most = len(rows) if most is None else most
    left_out, half = len(rows) - most, most // 2
    shown = [head, *rows] if left_out <= 0 else [head, *rows[:half], *rows[-half:]]
    widths = [max(width(one_line(row[column])) for row in shown) for column in range(len(head))]
    lines = [row_line(row, widths, right) for row in shown]
    yield Heading(lines[0])
    if left_out > 0:
        lines.insert(half + 1, f"... {left_out:,} more")
    yield from lines[1:]


def row_line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    """One row of a table."""
    cells = []
    for column, (cell, wide) in enumerate(zip(map(one_line, row), widths, strict=True)):
        space = " " * (wide - width(cell))
        cells.append(space + cell if column in right else cell + space)
    return "  ".join(cells).rstrip()


def pair_table(counts: PairCounts) -> Iterator[str]:
    """The pairs of each factor and part, and in all; below them the images of each part."""
    rows: dict[str, Iterable[int]] = {factor: counts.of(factor).values() for factor in counts.factors}
    rows["all factors"] = [sum(found) for found in counts.pairs.values()]
    if any(counts.unknown.values()):
        rows["of unknown action"] = counts.unknown.values()
    rows["images"] = counts.images.values()
    cells = [(name, *(f"{count:,}" for count in (*found, sum(found)))) for name, found in rows.items()]
    yield from table(("pairs of", *counts.images, "in all"), cells, right=range(1, len(counts.images) + 2))


def variables(plan: Plan) -> list[tuple[str, ...]]:
    """Variables, the factors that own them and the values they have to tell apart."""
    rows: list[tuple[str, ...]] = []
    for variable in plan.variables:
        factor = plan.data.factors[variable.factor] if variable.factor is not None else None
        rows.append((variable.name, factor.name if factor else "", str(variable.states), values(factor)))
    return rows


def values(factor: FactorPlan | None) -> str:
    """`3: left, centre, right`."""
    names = factor.values if factor else ()
    shown = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
    return f"{len(names)}: {shown}" if names else ""


BASELINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "autoencoder": "an autoencoder of {} numbers without codes, from images alone",
        "beta_vae": "a beta-VAE of {} Gaussian latents, beta {:g}, from images alone (Higgins et al., ICLR 2017)",
        "ada_gvae": "an Ada-GVAE of {} Gaussian latents, beta {:g}, from pairs without actions (arXiv 2002.02886)",
        "vq_vae": "a VQ-VAE, {} numbers in vectors, from images alone (arXiv 1711.00937)",
        "qlae": "latent quantisation of {} numbers, from images alone (arXiv 2305.18378)",
        "pair_classifier": "a classifier of the action between two images; it makes no images",
        "pixel_ridge": "a ridge regression from differences of pixels to actions; it makes no images",
    }
)
"""What is trained in place of the causal model."""


def model_line(plan: Plan, baseline: BaselinePlan) -> str:
    """Which baseline is trained."""
    told = BASELINES[baseline.kind].format(baseline.latents, plan.losses.get("divergence", 0.0))
    return f"model: {baseline.kind}, {told}"


def codebook_line(plan: Plan) -> str:
    """`vq, 8 states of 16 numbers`."""
    return f"{plan.codebook.quantizer}, {plan.codebook.size} states of {plan.codebook.dim} numbers"


def graph_line(plan: Plan) -> str:
    """What is known of the graph."""
    graph, count = plan.graph, len(plan.variables)
    allowed = sum(int(row, 16).bit_count() for row in graph.allowed)
    kind = "acyclic" if graph.acyclic else "cycles allowed"
    decided = plan.layout == "grid" or any(action.kind == "set" for action in plan.actions)
    fate = "open" if decided else "left out (only set actions decide open edges)"
    return (
        f"graph: prior {graph.kind}, {graph.scope}, {kind}; {len(graph.required)} edges required, "
        f"{allowed - len(graph.required)} {fate}, {count * (count - 1) - allowed} ruled out"
    )


def actions_line(plan: Plan) -> str:
    """How many actions there are, and the first few."""
    if not plan.actions:
        return "actions: none"
    names = ", ".join(action.name for action in plan.actions[:8])
    more = ", ..." if len(plan.actions) > 8 else ""
    return f"actions: {told(plan.actions, open_words=plan.data.open_words)}: {names}{more}"


def orders_line(plan: Plan) -> str:
    """The factors whose values are not simply ordered."""
    orders = ((factor.name, facts_of(factor).order) for factor in plan.data.factors)
    return "order: " + ", ".join(f"{name} {order}" for name, order in orders if order != "ordered")


def layers(plan: Plan) -> list[tuple[str, ...]]:
    """Layers with their shapes and sizes."""
    return [
        (layer.name, layer.kind, " x ".join(map(str, layer.out)), f"{layer.parameters:,}", f"{layer.multiply_adds:,}")
        for layer in plan.network.layers
    ]


def cost_line(plan: Plan) -> str:
    """What training takes."""
    cost = plan.cost
    return (
        f"cost: {cost.parameters:,} parameters, {quantity(cost.multiply_adds)} multiply-adds a step, "
        f"memory {size(cost.training_bytes)} to train and {size(cost.inference_bytes)} to use "
        f"(images {size(cost.data_bytes)}), checkpoint {size(cost.checkpoint_bytes)}"
    )


def time_line(plan: Plan, estimate: Estimate) -> str:
    """How long training takes here."""
    train, step = plan.train, estimate.step_seconds
    pieces = f", a batch in {estimate.micro_batches} pieces" if estimate.micro_batches > 1 else ""
    whole = f"{duration(step * train.steps)} for {train.steps:,} steps"
    if train.floor is not None:
        whole = f"about {duration(step * train.floor)} for {train.floor:,} steps and at most {whole}"
    return f"time: about {duration(step)} a step on this machine{pieces}, {whole}"


def column_letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    high, low = divmod(number, 26)
    return (column_letter(high - 1) if high else "") + chr(ord("A") + low)
