"""`causalvq bench SUITE`: specs x sets x seeds, in one table; and the claims of the suite."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from causalvq.bench.bench_forecast import Forecast, forecast, told_time
from causalvq.bench.benching import Bench, only_bench, run_bench, too_many_threads
from causalvq.bench.cells import Cell, cells_of, chosen, require_specs
from causalvq.bench.claim_verdicts import judge_claims, unknown_scores
from causalvq.bench.suite_table import as_json, rows_of
from causalvq.cli.commands.suites.bench_lines import claim_lines, table_lines
from causalvq.cli.human import print_human
from causalvq.cli.interruptions import interruptions
from causalvq.cli.options import AsJson, Overrides
from causalvq.cli.plans import table
from causalvq.cli.status import INPUT_AT_FAULT, INTERRUPTED
from causalvq.cli.terminal import say, say_json
from causalvq.dsl.suite_diagnostics import CELLS_FAILED
from causalvq.dsl.suite_loader import load_suite
from causalvq.errors import Diagnostic, Place

app = typer.Typer(rich_markup_mode=None)

Only = Annotated[
    list[str],
    typer.Option(
        "--only", metavar="SPEC[/SET[/SEED]]", help="Train these runs only; * and ? stand for any. May be repeated."
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="The folder of the results. Default: bench/NAME.")
]


@app.command("bench")
def bench_command(
    suite: Annotated[Path, typer.Argument(metavar="SUITE", help="A suite (YAML).")],
    only: Only = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the runs and what they take; train none.")] = False,
    results: Annotated[bool, typer.Option("--results", help="Train nothing: the table and claims of what is.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Train again what failed.")] = False,
    keep_runs: Annotated[bool, typer.Option("--keep-runs", help="Keep runs, whatever the suite says.")] = False,
    out: Out = None,
    as_json: AsJson = False,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Train each spec of a suite on each set with each seed, going on where it stopped; print one table."""
    document = load_suite(suite, overrides)
    folder = out or Path("bench") / document.suite.name
    cells = cells_of(document, folder)
    asked = chosen(cells, only)
    require_specs(cells)
    bench = Bench(
        document,
        folder,
        cells,
        asked,
        tell=lambda line: say(line, err=as_json or dry_run),
        warn=lambda one: print_human([one]),
        keep_runs=keep_runs,
    )
    if dry_run:
        show_forecast(forecast(bench), as_json)
        return
    ended = True
    if results:
        bench.look()
    else:
        ended = train(bench, retry_failed)
    status = report(bench, as_json, judged=ended)
    raise typer.Exit(status if ended else INTERRUPTED)


def train(bench: Bench, retry: bool) -> bool:
    """Train what is asked for; whether it came to its end."""
    crowded = too_many_threads(bench.document)
    print_human([crowded] if crowded else [])
    with only_bench(bench.out), interruptions() as stopped:
        ended = run_bench(bench, stopped, retry=retry)
    if not ended:
        say("interrupted; the same command goes on where it stopped", err=True)
    return ended


def report(bench: Bench, as_json_: bool, judged: bool) -> int:
    """Print the table, the claims and what failed; the exit status."""
    suite, counted = bench.suite, bench.counted()
    rows, claims = rows_of(suite, counted), judge_claims(suite, counted)
    failed = [cell for cell in bench.asked if cell.file in bench.results and bench.results[cell.file].state == "failed"]
    if as_json_:
        failures = {cell.name: bench.results[cell.file].diagnostic for cell in failed}
        say_json(
            {
                "suite": suite.name,
                "rows": as_json(suite, rows),
                "failed": failures,
                "claims": [one.to_json() for one in claims],
            },
            indent=1,
        )
    else:
        for line in (*table_lines(bench, rows), *(claim_lines(claims) if judged else ())):
            say(line)
    print_human([*failures_of(bench, failed), *(unknown_scores(bench.document, counted) if judged else ())])
    good = not failed and all(one.verdict == "holds" for one in claims)
    return 0 if good else INPUT_AT_FAULT


def failures_of(bench: Bench, failed: Sequence[Cell]) -> list[Diagnostic]:
    """One diagnostic for each cell that failed."""
    return [
        Diagnostic(
            CELLS_FAILED,
            f"{cell.name} failed: {bench.results[cell.file].diagnostic}",
            Place(str(bench.out / "cells" / f"{cell.file}.json")),
        )
        for cell in failed
    ]


def show_forecast(found: Forecast, as_json_: bool) -> None:
    """Print the runs of a suite, how they stand, and what they take."""
    if as_json_:
        say_json(found.to_json(), indent=1)
        return
    head = ("run", "state", "steps", "time")
    rows = [
        (one.name, one.state, "?" if one.steps is None else f"{one.steps:,}", told_time(one.seconds))
        for one in found.runs
    ]
    for line in table(head, rows, right=(2, 3), most=None):
        say(line)
    for fault in dict.fromkeys(fault for one in found.runs for fault in one.faults):
        say(fault)
    left, side = sum(one.left for one in found.runs), found.processes
    say(
        f"{left} of {len(found.runs)} runs are to be trained, about {told_time(found.seconds)} with {side} side by side"
    )
