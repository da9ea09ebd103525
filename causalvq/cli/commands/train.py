"""`causalvq train`: train the plan last compiled here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from causalvq.cli.commands.runs.report_files import report_training
from causalvq.cli.human import print_human
from causalvq.cli.interruptions import interruptions
from causalvq.cli.reports.scores import score_tables
from causalvq.cli.rich_terminal import Terminal, drawn
from causalvq.cli.run_to_train import Wanted, find_run
from causalvq.cli.runs import DataPath
from causalvq.cli.status import INPUT_AT_FAULT, INTERRUPTED
from causalvq.compiler.artifacts import workspace
from causalvq.errors import CausalVQError, RunError
from causalvq.runtime.compute.distributed import Ranks, join_processes
from causalvq.runtime.estimation.usage import States, states_left
from causalvq.runtime.feeding.supervision import supervision
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.learned_edges import Edge, named_graph
from causalvq.runtime.runs.run import Run, discard_run, open_run
from causalvq.runtime.runs.run_lock import only_trainer
from causalvq.runtime.training.lengthening import lengthen, told_longer
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.progress import Progress
from causalvq.runtime.training.session import Session, open_session
from causalvq.runtime.training.starting_weights import start_from
from causalvq.runtime.training.tuning import tune

app = typer.Typer(rich_markup_mode=None)


class Device(StrEnum):
    """Where to train."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


MOST = 10_000_000
"""Steps by which a run can be made longer at once."""

LINE_EVERY = 5.0
"""Seconds between two lines where there is no terminal."""

EDGES = 20
"""Of a graph, at most so many are told after training."""

VARIABLES = 20
"""At most so many are told one by one, with the states that they have in the end."""


@app.command()
def train(
    new: Annotated[bool, typer.Option("--new", help="Start a new run even if one is unfinished.")] = False,
    run: Annotated[Path | None, typer.Option("--run", metavar="DIR", help="Go on with this run.")] = None,
    more: Annotated[
        int | None, typer.Option("--more", min=1, max=MOST, metavar="N", help="Make a finished run longer by N steps.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--from", metavar="RUN", help="Start a new run from the weights of this one.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The directory of a new run. Default: under runs/.")
    ] = None,
    data: DataPath = None,
    device: Annotated[Device | None, typer.Option("--device", help="Train here, not where the spec says.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print warnings and errors only.")] = False,
    max_time: Annotated[
        float | None, typer.Option("--max-time", min=0, metavar="SECONDS", help="Pause after so much training time.")
    ] = None,
    max_steps: Annotated[
        int | None, typer.Option("--max-steps", min=1, metavar="N", help="Pause after N more steps.")
    ] = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Write report.html when it has ended.")] = True,
) -> None:
    """Train the plan last compiled here; an unfinished run of it goes on where it stopped."""
    if (new or start or out) and (run or more):
        raise typer.BadParameter("--new, --from and --out are of a new run; --run and --more of one that is there")
    wanted = Wanted(new, run, more, open_run(start) if start else None, out, data, device)
    with join_processes() as ranks, ExitStack() as held:
        console = Terminal(soft_wrap=True, quiet=quiet or not ranks.first)
        session = shared_session(wanted, ranks, console, held)
        if session is not None and run_training(session, ranks, console, max_time, max_steps) and ranks.first:
            finish(session, console, report=report)


def finish(session: Session, console: Terminal, *, report: bool = True) -> None:
    """Write the model, and a report where one is wanted, and tell what came of it."""
    run = session.run
    scores = session.finish(console.print)
    for table in score_tables(scores, supervision(run.plan)):
        console.print(drawn(table))
    print_human(scores.warnings)
    if run.plan.coded:
        model = cast(CausalVQ, session.model)
        console.print(f"states: {told_states(states_left(run.plan, model))}")
        console.print(f"graph: {told_edges(named_graph(run.plan, model).factor_edges)}")
    console.print(f"model written to {run.model}")
    if report:
        report_training(session, console)


def told_states(left: Sequence[States]) -> str:
    """`hair 6 of 24 for 6 values` for each variable, or how many variables there are."""
    if len(left) > VARIABLES:
        return f"{sum(one.left for one in left):,} of {len(left)} variables"
    told = (
        f"{one.variable} {one.left} of {one.given}" + (f" for {one.values} values" if one.values else "")
        for one in left
    )
    return ", ".join(told)


def told_edges(edges: Sequence[Edge]) -> str:
    """Edges on one line, or how many there are."""
    if len(edges) > EDGES:
        return f"{len(edges)} edges; `causalvq graph` lists them"
    return ", ".join(f"{edge.cause} -> {edge.effect}" for edge in edges) or "no edges"


def run_training(
    session: Session, ranks: Ranks, console: Terminal, max_time: float | None, max_steps: int | None
) -> bool:
    """Train until the schedule or a limit of this process ends; returns whether the schedule did.

    Raises:
        typer.Exit: with status 130 when the user interrupts; 1, with the reason told, when training cannot go on.
    """
    run, steps, floor = session.run, session.run.plan.train.steps, session.run.plan.train.floor
    tuning = tune(run, session.model, session.device, ranks)
    console.print(f"precision {tuning.precision}: {tuning.precision_because}")
    console.print(f"compile {'on' if tuning.compiled else 'off'}: {tuning.compiled_because}")
    with interruptions(most=1) as interrupted:  # a second one stops at once
        limit = until(max_time, max_steps)
        reports = fit(
            run, session.model, session.data, session.device, stop=lambda: limit() or interrupted() > 0, ranks=ranks
        )
        told = warn_of_each(reports)
        try:
            last = show_bar(told, console) if console.is_terminal else show_lines(told, console)
        except (
            RunError
        ) as error:  # told while signals are noted: torchrun stops at once those that a lost process leaves
            print_human(error.diagnostics)
            raise typer.Exit(INPUT_AT_FAULT) from error
        if interrupted():
            step = last.step if last else steps
            console.print(f"interrupted after step {step}; {goes_on(run)}")
            raise typer.Exit(INTERRUPTED)
    if last is None:
        return True
    if last.step < steps:
        most = "at most " if last.at_most else ""
        console.print(f"paused after step {last.step} of {most}{steps}; {goes_on(run)}")
        return False
    console.print(f"{told_steps(steps, last.skipped, floor)}; {last.seconds:.0f} s in this session")
    return True


def goes_on(run: Run) -> str:
    """Which command trains a run further: one without a path where it is the last one of the plan compiled here."""
    current = workspace.current()
    own = current is not None and current.digest == run.compiled
    last = own and current is not None and current.run == workspace.seen_from(Path(), run.path)
    return f"`causalvq train{'' if last else f' --run {run.path}'}` goes on from there"


def told_steps(steps: int, skipped: int, floor: int | None) -> str:
    """How many steps a training took that is done."""
    if floor is not None:
        why = ", until held-out scores stood still" if skipped else ""
        return f"trained {steps - skipped} of at most {steps} steps{why}"
    return (
        f"trained {steps} steps"
        if not skipped
        else f"trained {steps - skipped} steps and skipped {skipped} on a plateau"
    )


def until(max_time: float | None, max_steps: int | None) -> Callable[[], bool]:
    """A function, called after every step, that says whether this process has trained as long as it may."""
    deadline = time.monotonic() + max_time if max_time is not None else float("inf")
    more = iter(range(1, max_steps) if max_steps is not None else count())
    return lambda: next(more, None) is None or time.monotonic() > deadline


def shared_session(wanted: Wanted, ranks: Ranks, console: Terminal, held: ExitStack) -> Session | None:
    """The run that the first process finds, which no other may train meanwhile; the others open it, and leave it be.

    Returns:
        its session; None where there is nothing left to train, which is told.
    """
    if not ranks.first:
        path = ranks.text("")
        return open_session(replace(open_run(Path(path)), writes=False), wanted.device) if path else None
    chosen = find_run(wanted, console.print)
    run, resumed = chosen.run, chosen.resumed
    if chosen.done and wanted.more is None:
        console.print(f"{run.path} is trained already, by this plan on these images")
        console.print("`causalvq train --new` trains it again, `--more N` makes it longer")
        ranks.text("")
        return None
    run = held.enter_context(only_trainer(run))
    console.print(f"{'continuing' if resumed else 'run'} {run.path}")
    if wanted.more is not None:
        before, run = run, lengthen(run, wanted.more)
        console.print("".join(told_longer(before.plan, run.plan)))
    ranks.text(str(run.path))
    return open_session(run, wanted.device) if resumed else begin(run, wanted, console, chosen.before)


def begin(run: Run, wanted: Wanted, console: Terminal, before: str | None) -> Session:
    """The session of a new run; none is left that cannot begin, and commands then mean the run that was before it."""
    try:
        session = open_session(run, wanted.device)
        if wanted.start is not None:
            fitting = start_from(run, session.model, wanted.start)
            console.print(f"{fitting.taken} of {fitting.all} weights are those of {wanted.start.path}")
            for line in fitting.others:
                console.print(f"  {line}")
    except BaseException:  # Ctrl-C while images are decoded is one of them
        discard_run(run)
        with suppress(CausalVQError, OSError):  # what ended it is what is told
            workspace.point_to_run(None if before is None else Path(before), run.compiled)
        raise
    return session


def warn_of_each(reports: Iterator[Progress]) -> Iterator[Progress]:
    """The reports, once what they warn of was printed to standard error."""
    for report in reports:
        print_human(report.warnings)
        yield report


def show_bar(reports: Iterator[Progress], console: Terminal) -> Progress | None:
    """A progress bar over the losses and scores; returns the last report."""
    last = None
    bar = Bar(TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}"))
    task = bar.add_task("starting", total=None, speed="")
    with Live(bar, console=console) as live:
        for last in reports:
            bar.update(task, total=last.steps, completed=last.step, description=last.phase, speed=speed(last))
            live.update(Group(bar, *(Text(line) for line in (losses(last), held_out(last)) if line)))
    return last


def show_lines(reports: Iterator[Progress], console: Terminal) -> Progress | None:
    """A line every few seconds; returns the last report."""
    last, printed = None, float("-inf")
    for last in reports:
        if last.seconds - printed >= LINE_EVERY or last.step == last.steps:
            printed = last.seconds
            figures = "  ".join(part for part in (losses(last), held_out(last), speed(last)) if part)
            console.print(f"{last.phase:8} step {last.step}/{last.steps}  {figures}")
    return last


def losses(report: Progress) -> str:
    """The losses of the training batches, in words and figures."""
    shown = ("reconstruction", "divergence", "swap", "changed_pixels", "pull")
    return "  ".join(f"{name} {report.losses[name]:.4f}" for name in shown if name in report.losses)


def held_out(report: Progress) -> str:
    """The last validation."""
    if report.validated is None:
        return ""
    scores = "".join(f"  {name.replace('_', ' ')} {score:.3f}" for name, score in report.validated.scores.items())
    scored, known = report.validated.factors or (0, 0)
    some = f" (on {scored} of {known} factors)" if scores and scored < known else ""
    return f"held out: loss {report.validated.loss:.4f}{scores}{some}"


def speed(report: Progress) -> str:
    """Throughput and the time left, or the most of it."""
    minutes, seconds = divmod(round(report.seconds_left), 60)
    most = "at most " if report.at_most else ""
    return f"{report.images_per_second:.0f} images/s  {most}{minutes}:{seconds:02} left"
