"""`causalvq compile SPEC`."""

from __future__ import annotations

import typer
from rich.console import Console

from causalvq.cli import plans
from causalvq.cli.diagnostics import print_human
from causalvq.cli.options import Overrides, SpecPath
from causalvq.compiler import compile_spec, workspace
from causalvq.compiler.files import write_atomically
from causalvq.dsl import load

app = typer.Typer(rich_markup_mode=None)


@app.command("compile")
def compile_command(spec: SpecPath, overrides: Overrides = []) -> None:  # noqa: B006
    """Lower a spec to a plan, and show it: shapes, graph, cost."""
    document = load(spec, overrides)
    plan = compile_spec(document)
    path = workspace.plan_path(plan.name)
    write_atomically(path, plan.to_json())
    workspace.set_current(workspace.Current(spec.as_posix(), path.as_posix()))
    console = Console(highlight=False)
    for part in plans.summary(plan):
        console.print(part)
    console.print(f"plan written to {path}")
    print_human(document.warnings)
