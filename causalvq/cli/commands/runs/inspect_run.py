"""`causalvq inspect [RUN]`: what a run is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.options import AsJson
from causalvq.cli.plans import actions_line, codebook_line, model_line, table
from causalvq.cli.runs import chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.compiler.capability.quantities import quantity
from causalvq.compiler.passes.source_facts import sizes
from causalvq.runtime.queries.inspection import Inspection, VariableReport, inspect_run, place_of
from causalvq.runtime.queries.learned_edges import Edge

app = typer.Typer(rich_markup_mode=None)

SCORES = (
    *("action_accuracy", "factor_accuracy", "chance", "reconstruction_mse", "intervention_mse", "preserved"),
    *("infomec_modularity", "infomec_explicitness", "infomec_compactness"),
)
MOST_NAMES = 8
MOST_EDGES = 20
DIGITS = 12

OneRun = Annotated[
    Path | None,
    typer.Argument(metavar="[RUN]", help="A run, or its model folder. Default: the last one trained here."),
]


@app.command("inspect")
def inspect_command(
    run: OneRun = None,
    named: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="The same, as other commands say it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a run is: spec, plan, data, scores, codebook usage, and which factor each variable answers to."""
    if run is not None and named is not None:
        raise typer.BadParameter("name one run", param_hint="--run")
    show(chosen_run(run or named), as_json)


def show(path: Path, as_json: bool) -> None:
    """Print what a run is, for a person or for a program."""
    found = inspect_run(path)
    if as_json:
        say_json(found.to_json(), indent=1)
        return
    for line in told(found):
        say(line)


def told(found: Inspection) -> Iterator[str]:
    """The whole of it on a screen or two."""
    record, plan = found.record, found.run.plan
    yield f"{record.name}: {record.path}"
    made = "" if record.made is None else f", made {record.made:%Y-%m-%d %H:%M:%S} UTC"
    yield f"state:    {record.told_state}{made}; {record.step or 0:,} of {record.steps or 0:,} steps"
    if found.run.start is not None:
        yield f"start:    from the weights of {found.run.start}"
    yield f"spec:     {plan.spec[:DIGITS]}, seed {plan.seed}; plan {plan.digest[:DIGITS]}"
    parameters = f"{quantity(plan.cost.parameters).strip()} parameters"
    if plan.baseline is not None:
        yield f"model:    {model_line(plan, plan.baseline).removeprefix('model: ')}"
    codes = "no codes" if not plan.coded else f"{len(plan.variables):,} variables; {codebook_line(plan)}"
    yield f"plan:     layout {plan.layout}, {codes}; {parameters}"
    yield actions_line(plan).replace("actions: ", "actions:  ")
    yield from data_lines(found)
    yield "scores:   " + (scores_line(found) or "none yet")
    if found.graph is not None:
        yield f"graph:    {edges_line(found.graph.factor_edges)}"
    if not found.variables:
        return
    yield ""
    yield from table(
        ("variable", "answers to", "states", "perplexity", "they stand for"),
        [variable_row(variable) for variable in found.variables],
        right=(2, 3),
    )


def data_lines(found: Inspection) -> Iterator[str]:
    """Where the data are, and what is in them."""
    data = found.run.plan.data
    where = data.source if isinstance(data.source, str) else f"{data.source['format']} {place_of(found.run)}"
    there = "" if found.data_here else " (not there: --data PATH says where)"
    yield f"data:     {where}{there}"
    yield f"          {data.images:,} images of {sizes(data)}, content {data.fingerprint[:DIGITS]}"
    yield f"factors:  {', '.join(f'{factor.name} ({factor.size})' for factor in data.factors) or 'none'}"


def scores_line(found: Inspection) -> str:
    """The scores that say most."""
    scores = found.record.scores
    shown = ((name, scores.get(name)) for name in SCORES)
    return ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in shown if value is not None)


def edges_line(edges: tuple[Edge, ...]) -> str:
    """The edges between factors, or how many they are."""
    if len(edges) > MOST_EDGES:
        return f"{len(edges)} edges; `causalvq graph` lists them"
    return ", ".join(f"{edge.cause} -> {edge.effect}" for edge in edges) or "no edges"


def variable_row(variable: VariableReport) -> tuple[str, ...]:
    """A variable as a row."""
    states = str(variable.states) if variable.left is None else f"{variable.left} of {variable.states}"
    names = ", ".join(variable.stand_for[:MOST_NAMES]) + (", ..." if len(variable.stand_for) > MOST_NAMES else "")
    perplexity = "" if variable.perplexity is None else f"{variable.perplexity:.1f}"
    return variable.name, ", ".join(variable.factors), states, perplexity, names
