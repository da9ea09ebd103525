"""`causalvq evaluate`: score the last run on its test split."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.rich_terminal import Terminal
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.scores import print_scores
from causalvq.cli.terminal import say, say_json
from causalvq.data.prepared import Prepared
from causalvq.errors import RunError
from causalvq.runtime.estimation.code_statistics import code_statistics
from causalvq.runtime.evaluation.measure import measure
from causalvq.runtime.evaluation.metrics.metric_library import require_library
from causalvq.runtime.feeding.supervision import supervision
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.model_files import STATISTICS, add_statistics
from causalvq.runtime.training.session import run_data

app = typer.Typer(rich_markup_mode=None)


@app.command("evaluate")
def evaluate_command(
    run: RunPath = None,
    data: DataPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score a trained run on the pairs of its test split."""
    trained = load(chosen_run(run), data=data)
    require_library(trained.plan.metrics)
    held = run_data(trained.run)
    scores = measure(trained.plan, trained.model, held, trained.device)
    told = supervision(trained.plan)
    if as_json:
        say_json(scores.to_json() | {"supervision": told}, sort_keys=True)
    else:
        print_scores(Terminal(), scores, told)
        print_human(scores.warnings)
    if not trained.counted:
        keep_counts(trained, held, as_json=as_json)


def keep_counts(trained: TrainedRun, data: Prepared, *, as_json: bool) -> None:
    """Write beside a model of an earlier version what queries need to know of its data; what hinders it is told."""
    counts = code_statistics(trained.model, data, trained.plan, trained.device)
    try:
        add_statistics(trained.run, counts.to_tensors())
    except RunError as error:  # a disk that is read only: the scores are right all the same
        print_human([replace(one, severity="warning") for one in error.diagnostics])
        return
    written = trained.run.model / STATISTICS
    say(f"{written.as_posix()}: counts of codes written, which a model of an earlier release lacks", err=as_json)
