"""`causalvq compile SPEC`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from causalvq.cli import plans
from causalvq.cli.hardware import estimate_here
from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson, Overrides, SpecPath
from causalvq.cli.terminal import say, say_json
from causalvq.compiler.artifacts import workspace
from causalvq.compiler.artifacts.compilation import Compilation, compile_document, replaced, require_no_drift, save
from causalvq.compiler.artifacts.plan_file import is_plan
from causalvq.compiler.capability.step_time import Estimate
from causalvq.compiler.plan_faults import MEMORY
from causalvq.dsl.language_diagnostics import NOT_WRITTEN
from causalvq.dsl.loader import load
from causalvq.errors import Diagnostic, Place, SpecError
from causalvq.system_faults import refused

app = typer.Typer(rich_markup_mode=None)

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PLAN", help="Where to write the plan. Default: .causalvq/plans."),
]
Trace = Annotated[bool, typer.Option("--trace", help="Show what each pass decided, and from which line of the spec.")]
Check = Annotated[bool, typer.Option("--check", help="Compile, but write nothing.")]
Locked = Annotated[bool, typer.Option("--locked", help="Refuse when anything is not as the lock file says.")]


@app.command("compile")
def compile_command(
    spec: SpecPath,
    output: Output = None,
    trace: Trace = False,
    check: Check = False,
    locked: Locked = False,
    as_json: AsJson = False,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Lower a spec to a plan, and show it: shapes, graph, cost."""
    text = workspace.text_digest(spec)  # before it is read, so that a later change is told whenever it comes
    made = compile_document(load(spec, overrides))
    path = output or workspace.plan_path(made.plan.name)
    if output is not None and not check:
        require_own(output)
    if locked:
        require_no_drift(made, path)
    before = replaced(Path())
    try:
        written = not check and save(made, spec, path, overrides=overrides, text=text)
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "the plan cannot be written", error, error.filename or path)) from error
    status = "checked" if check else "written" if written else "up to date"
    estimate = estimate_here(made.plan) if written or as_json else None
    warnings = (*made.warnings, *([too_much(estimate)] if estimate and estimate.over else []))
    if as_json:
        say_json(document(made, path, status, trace, estimate, warnings), indent=1)
        return
    show(made, path, status, trace, estimate)
    if before is not None and before.run is not None and before.digest != made.plan.digest and is_paused(before.run):
        say(f"{before.run} is of the plan before this one, and not finished: `causalvq train --run {before.run}`")
    print_human(warnings)


def is_paused(run: str) -> bool:
    """Whether a path is a run that has not been trained to its end."""
    return (Path(run) / "run.json").is_file() and not (Path(run) / "metrics.json").is_file()


def require_own(output: Path) -> None:
    """Refuse to write a plan over what is none, such as the spec itself.

    Raises:
        SpecError: CVQ126.
    """
    if output.exists() and not is_plan(output):
        message, hint = "the file exists already, and is no plan", "choose another name"
        raise SpecError(Diagnostic(NOT_WRITTEN, message, Place(str(output)), hint=hint))


def show(made: Compilation, path: Path, status: str, trace: bool, estimate: Estimate | None) -> None:
    """Print what was made, for a person; what was there already is not shown again."""
    if trace or estimate is not None:
        for line in plans.trace(made.decisions) if trace else plans.summary(made.plan, estimate, made.counts):
            say(line)
    said = {"checked": "compiles; nothing was written", "written": f"plan written to {path}"}
    say(f"{made.plan.name}: {said.get(status, f'up to date ({path})')}")


def document(
    made: Compilation,
    path: Path,
    status: str,
    trace: bool,
    estimate: Estimate | None,
    warnings: Sequence[Diagnostic],
) -> dict[str, Any]:
    """The same for a machine."""
    found: dict[str, Any] = {
        "status": status,
        "path": path.as_posix(),
        "digest": made.plan.digest,
        "plan": made.plan.model_dump(mode="json"),
        "lock": made.lock.model_dump(mode="json"),
        "pairs": made.counts.to_json() if made.counts else None,
        "estimate": asdict(estimate) if estimate else None,
        "warnings": [asdict(warning) for warning in warnings],
    }
    return found | ({"trace": [asdict(decision) for decision in made.decisions]} if trace else {})


def too_much(estimate: Estimate) -> Diagnostic:
    """A warning: this machine does not hold it."""
    return Diagnostic(
        MEMORY,
        f"training takes about {estimate.memory_bytes / 1e9:.1f} GB of memory",
        expected=f"at most the {(estimate.machine_bytes or 0) / 1e9:.1f} GB of this machine",
        hint="a smaller train.batch_size, or narrower model.encoder.widths",
        severity="warning",
    )
