"""`causalvq plan show|diff|graph`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.options import AsJson
from causalvq.cli.plans import summary
from causalvq.cli.terminal import say, say_json, say_json_text, say_text
from causalvq.compiler.artifacts import workspace
from causalvq.compiler.artifacts.compilation import short
from causalvq.compiler.artifacts.plan_difference import differences
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.compiler.graphs.graph_drawing import Level, ascii_text, dot, drawing, mermaid
from causalvq.compiler.plan import Plan
from causalvq.compiler.plan_faults import WORKSPACE
from causalvq.dsl.loader import load
from causalvq.errors import CompileError, Diagnostic
from causalvq.runtime.runs.run import open_run

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Show a plan, compare two, draw the graph.")

PlanPath = Annotated[
    Path | None,
    typer.Argument(metavar="[PLAN]", help="A plan, a run, or a spec compiled here. Default: the last one compiled."),
]
Other = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan, a run, or a spec that was compiled here.")]


class Format(StrEnum):
    """Languages of drawings."""

    ASCII = "ascii"
    DOT = "dot"
    MERMAID = "mermaid"


class Levels(StrEnum):
    """What the nodes of a drawing are."""

    VARIABLES = "variables"
    FACTORS = "factors"


DRAWERS = {Format.ASCII: ascii_text, Format.DOT: dot, Format.MERMAID: mermaid}


@app.command()
def show(plan: PlanPath = None, as_json: AsJson = False) -> None:
    """Show a plan: variables, graph, layers with shapes, cost."""
    found = find(plan)
    if as_json:
        say_json_text(found.to_json())
        return
    for line in summary(found):
        say(line)


@app.command()
def diff(before: Other, after: Other, as_json: AsJson = False) -> None:
    """List what differs between two plans; exit status 0 whether or not anything does."""
    found = differences(find(before), find(after))
    if as_json:
        say_json([entry._asdict() for entry in found], indent=1)
        return
    for entry in found:
        say(f"{entry.path}: {short(entry.before)} -> {short(entry.after)}")
    say(f"{len(found)} difference{'s' * (len(found) != 1)}")


@app.command()
def graph(
    plan: PlanPath = None,
    format_: Annotated[Format, typer.Option("--format", help="How to draw.")] = Format.ASCII,
    level: Annotated[Levels, typer.Option("--level", help="What the nodes are.")] = Levels.VARIABLES,
) -> None:
    """Draw what is known of the graph: required edges, and those that the prior makes likely."""
    nodes: Level = "factors" if level is Levels.FACTORS else "variables"
    say_text(DRAWERS[format_](drawing(find(plan), nodes)))


def find(path: Path | None) -> Plan:
    """The plan of a file, of a run, of a spec compiled here, or the current one.

    Raises:
        CompileError: when there is none, or it is of an older text of the spec.
    """
    if path is None:
        current = workspace.current()
        if current is None:
            raise CompileError(
                Diagnostic(WORKSPACE, "nothing was compiled here yet", hint="causalvq compile SPEC, or name a plan")
            )
        return workspace.current_plan(current)
    if path.suffix in (".yaml", ".yml"):
        document = load(path)
        return load_plan(workspace.plan_path(document.spec.name), document)
    return open_run(path).plan if path.is_dir() else load_plan(path)
