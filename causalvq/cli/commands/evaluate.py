"""`causalvq evaluate`: score a run on its test split, or several runs beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.answer_folder import answer_folder
from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson, AsLatex, AsMarkdown, one_form
from causalvq.cli.reports.scores import score_tables
from causalvq.cli.reports.seed_tables import seed_tables
from causalvq.cli.rich_terminal import print_tables
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.cli.written_files import require_place, write_file
from causalvq.data.prepared import Prepared
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.metrics.bootstrap import DRAWS, LEAST_DRAWS, MOST_DRAWS
from causalvq.regular_files import real_path
from causalvq.runtime.answers.answer import png
from causalvq.runtime.answers.pair_sheet import pair_sheet
from causalvq.runtime.estimation.code_statistics import code_statistics
from causalvq.runtime.evaluation.measure import measure_model
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.evaluation.metrics.metric_library import chosen_metrics, require_library
from causalvq.runtime.evaluation.seed_comparison import Evaluated, compare_seeds
from causalvq.runtime.evaluation.subject import Subject
from causalvq.runtime.evaluation.worst_pairs import worst_pairs
from causalvq.runtime.feeding.supervision import supervision
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.run_diagnostics import NO_PAIRS
from causalvq.runtime.runs.model_files import STATISTICS, add_statistics
from causalvq.runtime.training.session import run_data

app = typer.Typer(rich_markup_mode=None)

MOST_WORST = 100
"""Pairs on a sheet, which is then some 10,000 pixels high."""

SHEET = "worst_pairs"


@app.command("evaluate")
def evaluate_command(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[RUN]...", help="A run; with --compare two or more.")
    ] = None,
    run: RunPath = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Mean and spread over the seeds of each spec, and differences.")
    ] = False,
    named: Annotated[
        str,
        typer.Option(
            "--metrics", metavar="NAMES", help="Which, with commas between them; all: all that can be. Default: spec."
        ),
    ] = "",
    draws: Annotated[
        int,
        typer.Option(
            "--bootstrap", min=0, max=MOST_DRAWS, metavar="N", help="Draws for 95% intervals; 0: no intervals."
        ),
    ] = DRAWS,
    worst: Annotated[
        int | None,
        typer.Option("--worst", min=1, max=MOST_WORST, metavar="N", help="Draw the N worst held-out pairs."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to draw them (.png). Default: in the run.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    data: DataPath = None,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    as_latex: AsLatex = False,
) -> None:
    """Score a trained run on the pairs of its test split, or compare runs."""
    form = one_form(json=as_json, markdown=as_markdown, latex=as_latex)
    if 0 < draws < LEAST_DRAWS:
        raise typer.BadParameter(f"{LEAST_DRAWS} draws or more, or 0 for no intervals", param_hint="--bootstrap")
    require_drawable(worst, out, force=force, compare=compare)
    asked, wanted = [*(paths or ()), *([run] if run else ())], names_in(named)
    if compare:
        compare_runs(asked, wanted, draws, data, form)
        return
    if len(asked) > 1:
        raise typer.BadParameter("one run; several are compared: --compare", param_hint="RUN")
    trained = load(chosen_run(asked[0] if asked else None), data=data)
    if worst is not None:
        trained.require_codes()
    held, scores = measured(trained, wanted, draws)
    tell(scores, supervision(trained.plan), form)
    if worst is not None:
        draw_worst(trained, held, worst, out, quiet=bool(form))
    if trained.plan.coded and not trained.counted:
        keep_counts(trained, held, quiet=bool(form))


def require_drawable(worst: int | None, out: Path | None, *, force: bool, compare: bool) -> None:
    """Refuse what cannot be drawn, before anything is measured."""
    if worst is None and out is not None:
        raise typer.BadParameter("it is for the picture of --worst N", param_hint="--out")
    if worst is not None and compare:
        raise typer.BadParameter("the worst pairs are those of one run", param_hint="--worst")
    if out is not None:
        if out.suffix.lower() != ".png":
            raise typer.BadParameter("the name ends in .png", param_hint="--out")
        require_place(out, replace=force)


def names_in(text: str) -> list[str]:
    """The names of metrics between commas."""
    return [name.strip() for name in text.split(",")] if text.strip() else []


def measured(trained: TrainedRun, wanted: Sequence[str], draws: int) -> tuple[Prepared, Measurements]:
    """The data of a run and its scores: those that are asked for, or those of its plan.

    Raises:
        RunError: CVQ462 or CVQ463 for metrics that are not there or not of such data, CVQ450 without their library.
        DataError: when the data cannot be read.
    """
    if not wanted:
        require_library(trained.plan.metrics)
    held = run_data(trained.run)
    metrics = chosen_metrics(wanted, trained.plan, held.facts) if wanted else trained.plan.metrics
    plan = trained.plan.model_copy(update={"metrics": metrics})
    return held, measure_model(plan, trained.trained_model, held, trained.device, draws)


def tell(scores: Measurements, told: str, form: str) -> None:
    """Print scores in the form that is asked for; what they leave out stands in JSON, otherwise beside them."""
    if form == "json":
        say_json(scores.to_json() | {"supervision": told}, sort_keys=True)
        return
    print_tables(score_tables(scores, told), form)
    print_human(scores.warnings)


def compare_runs(paths: Sequence[Path], wanted: Sequence[str], draws: int, data: Path | None, form: str) -> None:
    """Measure runs one after the other, and print means, spread and differences."""
    different = list({real_path(path): path for path in reversed(paths)}.values())[::-1]
    if len(different) < 2:
        raise typer.BadParameter("name at least two different runs", param_hint="RUN")
    found = []
    for path in different:
        trained = load(path, data=data)
        held, scores = measured(trained, wanted, draws)
        found.append(Evaluated(path.as_posix(), trained.plan, held.pairs["test"], scores))
    compared = compare_seeds(found, draws)
    if form == "json":
        say_json(compared.to_json(), indent=1)
        return
    print_tables(seed_tables(compared), form)
    of_runs = [replace(one, place=Place(run.path)) for run in found for one in run.scores.warnings]
    print_human([*compared.warnings, *of_runs])


def draw_worst(trained: TrainedRun, data: Prepared, most: int, out: Path | None, *, quiet: bool) -> None:
    """Write a sheet of the worst held-out pairs, and say where.

    Raises:
        RunError: CVQ411 when there are none.
        SpecError: CVQ126 when the file cannot be written.
    """
    if not len(data.pairs["test"]):
        raise RunError(Diagnostic(NO_PAIRS, "there is no held-out pair to draw", Place(str(trained.run.path))))
    found = worst_pairs(Subject(trained.plan, trained.model, data, trained.device), most)
    title = f"{trained.plan.name}: the {len(found.pairs)} worst of {len(data.pairs['test']):,} held-out pairs"
    sheet = png(pair_sheet(title, found, trained.naming))
    path = out or answer_folder(trained.run, SHEET) / f"{SHEET}.png"
    write_file(path, sheet, replace=True)
    say(f"worst pairs: {path.as_posix()}", err=quiet)


def keep_counts(trained: TrainedRun, data: Prepared, *, quiet: bool) -> None:
    """Write beside a model of an earlier version what queries need to know of its data; what hinders it is told."""
    counts = code_statistics(trained.model, data, trained.plan, trained.device)
    try:
        add_statistics(trained.run, counts.to_tensors())
    except RunError as error:  # a disk that is read only: the scores are right all the same
        print_human([replace(one, severity="warning") for one in error.diagnostics])
        return
    written = trained.run.model / STATISTICS
    say(f"{written.as_posix()}: counts of codes written, which a model of an earlier release lacks", err=quiet)
