"""`causalvq train`: train the plan last compiled here."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from causalvq.cli.diagnostics import print_human
from causalvq.cli.scores import print_scores
from causalvq.compiler import workspace
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.edges import named_graph
from causalvq.runtime.run import Run, create_run, open_run
from causalvq.runtime.session import open_session, require_trainable
from causalvq.runtime.train import Progress as Trained
from causalvq.runtime.train import fit

app = typer.Typer(rich_markup_mode=None)

LINE_EVERY = 5.0
"""Seconds between two lines where there is no terminal."""

INTERRUPTED = 130


@app.command()
def train(
    new: Annotated[bool, typer.Option("--new", help="Start a new run even if one is unfinished.")] = False,
    max_time: Annotated[
        float | None, typer.Option("--max-time", min=0, metavar="SECONDS", help="Pause after so much training time.")
    ] = None,
) -> None:
    """Train the plan last compiled here; an unfinished run of it goes on where it stopped."""
    console = Console(highlight=False, soft_wrap=True)
    run, resumed = find_run(new)
    console.print(f"{'continuing' if resumed else 'run'} {run.path}")
    session = open_session(run)
    deadline = time.monotonic() + max_time if max_time is not None else float("inf")
    with interruptible() as interrupted:
        reports = fit(
            run,
            session.model,
            session.data,
            session.device,
            stop=lambda: interrupted() or time.monotonic() > deadline,
        )
        last = show_bar(reports, console) if console.is_terminal else show_lines(reports, console)
        if interrupted():
            step = last.step if last else run.plan.train.steps
            console.print(f"interrupted after step {step}; `causalvq train` goes on from there")
            raise typer.Exit(INTERRUPTED)
    if last is not None and last.step < run.plan.train.steps:
        console.print(f"paused after step {last.step} of {last.steps}; `causalvq train` goes on from there")
        return
    if last is not None:
        console.print(f"trained {last.steps} steps; {last.seconds:.0f} s in this session")
    scores = session.finish()
    print_scores(console, scores)
    edges = named_graph(run.plan, session.model).factor_edges
    console.print(f"graph: {', '.join(f'{edge.cause} -> {edge.effect}' for edge in edges) or 'no edges'}")
    console.print(f"model written to {run.model}")


def find_run(new: bool) -> tuple[Run, bool]:
    """The run to work on, and whether it goes on.

    Raises:
        RunError: CVQ410 when nothing was compiled here.
        CompileError: when the plan cannot be read or is not the one that was compiled.
    """
    current = workspace.current()
    if current is None:
        raise RunError(Diagnostic("CVQ410", "nothing has been compiled in this folder", hint="causalvq compile SPEC"))
    plan = workspace.current_plan(current)
    changed = workspace.spec_changed(current)
    print_human([changed] if changed else [])
    require_trainable(plan)
    if current.run and not new and Path(current.run).is_dir():
        run = open_run(Path(current.run))
        if run.plan.digest == plan.digest and not run.finished:
            return run, True
    spec = Path(current.spec)
    text = spec.read_text(encoding="utf-8") if spec.exists() else ""
    run = create_run(plan, text, spec.parent)
    workspace.set_current(replace(current, run=run.path.as_posix()))
    return run, False


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """While inside, Ctrl-C and SIGTERM ask training to stop after its step; a second one stops at once.

    Yields:
        a function that says whether one of them came.
    """
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if seen:
            raise KeyboardInterrupt
        seen.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(seen)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show_bar(reports: Iterator[Trained], console: Console) -> Trained | None:
    """A progress bar with losses and throughput; returns the last report."""
    last = None
    columns = (
        TextColumn("{task.description:8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("starting", total=None, figures="")
        for last in reports:
            bar.update(task, total=last.steps, completed=last.step, description=last.phase, figures=figures(last))
    return last


def show_lines(reports: Iterator[Trained], console: Console) -> Trained | None:
    """A line every few seconds; returns the last report."""
    last, printed = None, float("-inf")
    for last in reports:
        if last.seconds - printed >= LINE_EVERY or last.step == last.steps:
            printed = last.seconds
            console.print(f"{last.phase:8} step {last.step}/{last.steps}  {figures(last)}")
    return last


def figures(report: Trained) -> str:
    """Losses and throughput of a report on one line."""
    shown = ("reconstruction", "swap", "changed_pixels", "pull")
    losses = "  ".join(f"{name} {report.losses[name]:.4f}" for name in shown if name in report.losses)
    return f"{losses}  {report.images_per_second:.0f} images/s"
