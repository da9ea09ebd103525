"""`causalvq graph`: the causal graph of a trained run."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.commands.plan import DRAWERS, Format, Levels
from causalvq.cli.options import AsJson
from causalvq.cli.runs import RunPath, chosen_run
from causalvq.cli.terminal import say_json, say_text
from causalvq.runtime.queries.learned_edges import drawn, named_graph
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("graph")
def graph_command(
    run: RunPath = None,
    format_: Annotated[Format, typer.Option("--format", help="How to draw.")] = Format.ASCII,
    level: Annotated[Levels, typer.Option("--level", help="What the nodes are.")] = Levels.FACTORS,
    as_json: AsJson = False,
) -> None:
    """Show the causal graph that a run was given and has learned."""
    trained = load(chosen_run(run))
    graph = named_graph(trained.plan, trained.model)
    if as_json:
        say_json(graph.to_json(), sort_keys=True)
        return
    edges = graph.edges if level is Levels.VARIABLES else graph.factor_edges
    say_text(DRAWERS[format_](drawn(trained.plan, edges, level.value)))
