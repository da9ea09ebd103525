"""Run a suite: what is not trained yet is, side by side, and after each cell the table is written."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from causalvq.atomic_files import open_own, write_atomically
from causalvq.bench.cell_results import CellResult, write_result
from causalvq.bench.cell_runs import events_of, scores_of
from causalvq.bench.cells import Cell
from causalvq.bench.children import INTERRUPTED, Child
from causalvq.bench.claim_verdicts import claims_markdown, judge_claims
from causalvq.bench.machine_facts import cores, machine, versions
from causalvq.bench.paces import Pace, step_seconds, trial_of, write_pace
from causalvq.bench.side_by_side import Handling, run_side_by_side
from causalvq.bench.standings import Standing, standings
from causalvq.bench.suite_table import rows_of, write_tables
from causalvq.dsl.spec.suite import Suite
from causalvq.dsl.suite_diagnostics import BENCH_BUSY, BENCH_NOT_WRITTEN, TOO_MANY_THREADS
from causalvq.dsl.suite_loader import SuiteDocument
from causalvq.errors import BenchError, Diagnostic, Place
from causalvq.file_locks import try_lock
from causalvq.system_faults import refused

TOLD_EVERY: Final = 30.0
"""Seconds between two reports of what runs."""


@dataclass(slots=True)
class Bench:
    """A suite in its folder, while it is run.

    Args:
        document: the suite.
        out: the folder of the bench.
        cells: all of the suite's.
        asked: those of them that are to be trained.
        tell: prints a line.
        warn: prints a diagnostic.
        keep_runs: whether runs stay, whatever the suite says.
        results: of all cells whose results count, by the names of their files.
        told: when it was last told what runs.
        ended: cells that ended in this sitting.
        wanted: cells that are to be trained in it.
    """

    document: SuiteDocument
    out: Path
    cells: Sequence[Cell]
    asked: Sequence[Cell]
    tell: Callable[[str], None]
    warn: Callable[[Diagnostic], None]
    keep_runs: bool = False
    results: dict[str, CellResult] = field(default_factory=dict)
    told: float = field(default_factory=time.monotonic)
    ended: int = 0
    wanted: int = 0

    @property
    def suite(self) -> Suite:
        """What is run."""
        return self.document.suite

    def look(self) -> tuple[Standing, ...]:
        """How all cells of the suite stand; their results are those that count from now on."""
        found = standings(self.cells, self.asked, self.out, self.suite.minutes, self.warn)
        self.results = {one.cell.file: one.result for one in found if one.result is not None}
        return found

    def counted(self) -> tuple[CellResult, ...]:
        """The results that count, in the order of the cells."""
        return tuple(self.results[cell.file] for cell in self.cells if cell.file in self.results)

    def asked_of(self, found: Sequence[Standing]) -> list[Standing]:
        """Those that are to be trained."""
        names = {cell.file for cell in self.asked}
        return [one for one in found if one.cell.file in names]


def too_many_threads(document: SuiteDocument) -> Diagnostic | None:
    """A warning where the processes of a suite have more threads than the machine has cores."""
    suite, most = document.suite, cores()
    if suite.threads * suite.processes <= most:
        return None
    message = f"{suite.processes} processes of {suite.threads} threads on {most} cores"
    expected = f"threads x processes: at most {most}"
    return Diagnostic(TOO_MANY_THREADS, message, document.place("processes"), expected, severity="warning")


@contextmanager
def only_bench(out: Path) -> Iterator[None]:
    """While inside, no other process trains in the folder of a bench.

    Raises:
        BenchError: CVQ549 when one does already, CVQ552 when the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not (out / ".gitignore").exists():
            write_atomically(out / ".gitignore", "work/\nlock\n")
        handle = open_own(out / "lock", os.O_RDWR)
    except OSError as error:
        raise BenchError(refused(BENCH_NOT_WRITTEN, "the folder cannot be written", error, out)) from error
    try:
        if try_lock(handle) is False:
            hint = "wait for it, or give this one another folder: --out DIR"
            raise BenchError(Diagnostic(BENCH_BUSY, "another bench works in this folder", Place(str(out)), hint=hint))
        yield
    finally:
        os.close(handle)


def run_bench(bench: Bench, stopped: Callable[[], int], *, retry: bool = False) -> bool:
    """Train what is not trained yet.

    Args:
        bench: what to train, and where.
        stopped: how often somebody asked to stop.
        retry: whether cells that failed are trained again.

    Returns:
        whether it came to its end; otherwise the same call goes on where it stopped.

    Raises:
        BenchError: CVQ552 when results cannot be written.
    """
    try:
        found = bench.look()
        if not run_trials(bench, found, stopped):
            return False
        found = bench.look() if any(one.state == "untried" for one in found) else found
        for one in bench.asked_of(found):
            if one.state == "impossible":
                note_failure(bench, one, "; ".join(map(str, one.faults)))
        jobs = [one for one in bench.asked_of(found) if outstanding(one, retry)]
        write_table(bench)
        bench.ended, bench.wanted = 0, len(jobs)
        handling = Handling[Standing, Child](
            lambda one: start(bench, one), lambda *ended: take(bench, *ended), lambda runs: report(bench, runs)
        )
        return run_side_by_side(jobs, bench.suite.processes, handling, stopped=stopped)
    except OSError as error:
        if error.filename is None:  # of what is printed
            raise
        raise BenchError(refused(BENCH_NOT_WRITTEN, "a result cannot be written", error)) from error


def outstanding(one: Standing, retry: bool) -> bool:
    """Whether a cell is to be trained now."""
    return one.state in ("new", "paused") or (retry and one.state == "failed")


def run_trials(bench: Bench, found: Sequence[Standing], stopped: Callable[[], int]) -> bool:
    """Measure how many steps fit into the minutes, once for each spec on each set."""
    trials = {one.cell.pair: one for one in bench.asked_of(found) if one.state == "untried"}

    def begin(one: Standing) -> Child:
        bench.tell(f"{one.cell.pair}: trial of a few steps")
        trial, folder = trial_of(one.cell), bench.out / "work" / f"{one.cell.pair}@trial"
        return Child(trial.commands(folder), folder, bench.suite.threads, "")

    def ended(one: Standing, run: Child, status: int) -> None:
        seconds = step_seconds(events_of(run.folder)) if status == 0 else None
        if seconds is not None and one.plan is not None:
            pace = Pace(one.digest, seconds, bench.suite.threads, bench.suite.processes, machine())
            write_pace(bench.out, one.cell, pace)
            bench.tell(
                f"{one.cell.pair}: {1000 * seconds:.1f} ms a step, {pace.steps(bench.suite.minutes or 1):,} steps"
            )
            shutil.rmtree(run.folder, ignore_errors=True)
        elif status != INTERRUPTED:
            for cell in bench.asked_of(found):
                if cell.cell.pair == one.cell.pair:
                    note_failure(bench, cell, f"its trial failed: {run.fault()}")

    handling = Handling[Standing, Child](begin, ended, lambda runs: report(bench, runs))
    return run_side_by_side(list(trials.values()), bench.suite.processes, handling, stopped=stopped)


def start(bench: Bench, one: Standing) -> Child:
    """Begin to train a cell, or go on with it; one that failed begins anew."""
    bench.tell(f"{one.cell.name}: {'goes on' if one.state == 'paused' else 'starts'}")
    folder = folder_of(bench, one.cell)
    kept = one.digest if one.state == "paused" else ""
    return Child(one.cell.commands(folder), folder, bench.suite.threads, kept)


def folder_of(bench: Bench, cell: Cell) -> Path:
    """Where a cell is trained."""
    return bench.out / "work" / cell.file


def take(bench: Bench, one: Standing, run: Child, status: int) -> None:
    """Note what came of a cell that ended."""
    bench.ended += 1
    if status == INTERRUPTED:
        bench.tell(f"{one.cell.name}: paused by somebody else; the same command goes on")
        return
    found = scores_of(run.folder) if status == 0 else None
    if found is None:
        note_failure(bench, one, run.fault())
        return
    scores, steps, seconds = found
    result = replace(result_of(bench, one, "done"), scores=scores, steps=steps, seconds=round(seconds, 1))
    note(bench, one, result)
    if bench.suite.keep == "scores" and not bench.keep_runs:
        shutil.rmtree(run.folder, ignore_errors=True)
    told = ", ".join(
        f"{name} {value:.4g}" for name in bench.suite.columns[:3] if (value := result.score(name)) is not None
    )
    bench.tell(f"{one.cell.name}: done in {seconds:.0f} s ({bench.ended} of {bench.wanted}); {told}")


def note_failure(bench: Bench, one: Standing, why: str) -> None:
    """Note that a cell failed, and why; nothing is written where that is known."""
    bench.tell(f"{one.cell.name}: failed: {why}")
    if one.result is None or one.result.diagnostic != why:
        note(bench, one, replace(result_of(bench, one, "failed"), diagnostic=why))


def note(bench: Bench, one: Standing, result: CellResult) -> None:
    """Write what came of a cell, and the table with it."""
    write_result(bench.out, one.cell, result)
    bench.results[one.cell.file] = result
    write_table(bench)


def result_of(bench: Bench, one: Standing, state: Any) -> CellResult:
    """What is known of a cell before its scores."""
    cell, suite = one.cell, bench.suite
    return CellResult(
        suite.name,
        cell.spec,
        cell.set,
        cell.seed,
        state,
        one.digest,
        cell.told(folder_of(bench, cell)),
        machine=machine(),
        versions=versions(),
        threads=suite.threads,
        processes=suite.processes,
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def write_table(bench: Bench) -> None:
    """Write the table of all cells whose results count, and what the claims come to."""
    claims = judge_claims(bench.suite, bench.counted())
    others = {"claims.md": claims_markdown(claims)} if claims else {}
    write_tables(bench.out, bench.suite, rows_of(bench.suite, bench.counted()), others)


def report(bench: Bench, running: Sequence[tuple[Standing, Child]]) -> None:
    """Tell from time to time what runs."""
    if time.monotonic() - bench.told < TOLD_EVERY:
        return
    bench.told = time.monotonic()
    for one, run in running:
        bench.tell(f"{one.cell.name}: {run.last_line()[:160] or 'starts'}")
