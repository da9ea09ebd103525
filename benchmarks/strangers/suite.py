"""From the command line to the table: each set, each seed; ours, then the baselines for as long."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import torch

from benchmarks.machine import machine
from benchmarks.strangers import classifier, ridge
from benchmarks.strangers.running import REPOSITORY, Ours, OutOfTimeError, run_ours
from benchmarks.strangers.sets import SETS, Stranger
from benchmarks.strangers.sets.made import Made, write_set
from benchmarks.strangers.supplied import supplied
from benchmarks.strangers.table import Result, append_row, line, table

WITHOUT_OURS = 90.0  # seconds of the classifier where ours was not trained


def main(options: Sequence[str] = ()) -> None:
    asked = parsed(options)
    torch.set_num_threads(asked.threads)
    deadline = time.monotonic() + 60 * asked.minutes if asked.minutes is not None else float("inf")
    common = {"threads": asked.threads, "commit": commit(), "machine": machine()}
    print(f"{asked.threads} threads a process, seeds {asked.seeds}, commit {common['commit']}", flush=True)
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            for found in measured(asked.sets, asked.seeds, asked.threads, deadline, Path(folder)):
                results.append(replace(found, **common, date=datetime.now(UTC).isoformat(timespec="seconds")))
                print(line(results[-1]), flush=True)
                if asked.json:
                    append_row(asked.json, results[-1])
        except OutOfTimeError:
            print(f"the {asked.minutes:g} minutes are over: what is not in the table was not measured", flush=True)
    print(f"\n{table(results)}", flush=True)


def parsed(options: Sequence[str]) -> argparse.Namespace:
    """The options; `sets` are sets, `seeds` numbers."""
    named = {stranger.name: (stranger,) for stranger in SETS}
    groups = {group: tuple(found for found in SETS if found.group == group) for group in ("tuned", "judged")}
    choices = groups | {"all": SETS} | named
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks strangers",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{found.group:7} {found.name:13} {found.about}" for found in SETS),
    )
    parser.add_argument(
        "--sets",
        default="tuned",
        help="tuned (the default; to choose by), judged (to run when all is chosen), all, or names; with commas",
    )
    parser.add_argument("--seeds", default="0,1,2", help="numbers with commas; default: %(default)s")
    parser.add_argument("--threads", type=int, default=1, help="of each process; default: %(default)s")
    parser.add_argument("--minutes", type=float, help="stop after so many; what is there is printed")
    parser.add_argument("--json", type=Path, help="append a line of JSON for each run to this file")
    asked = parser.parse_args(options)
    unknown = [name for name in asked.sets.split(",") if name not in choices]
    if unknown:
        parser.error(f"there is no set {unknown[0]!r}; there are: {', '.join(choices)}")
    if not all(seed.strip().isdecimal() for seed in asked.seeds.split(",")):
        parser.error(f"--seeds are numbers with commas, not {asked.seeds!r}")
    asked.sets = tuple(dict.fromkeys(found for name in asked.sets.split(",") for found in choices[name]))
    asked.seeds = tuple(int(seed) for seed in asked.seeds.split(","))
    return asked


def measured(
    sets: Sequence[Stranger], seeds: Sequence[int], threads: int, deadline: float, folder: Path
) -> Iterator[Result]:
    """A row for each set and seed, as they come; what fails in one is told in its row.

    Raises:
        OutOfTimeError: when the deadline came.
    """
    for stranger in sets:
        made = stranger.make()
        data = write_set(made, folder / stranger.name)
        for seed in seeds:
            if time.monotonic() >= deadline:
                raise OutOfTimeError
            place = folder / f"{stranger.name}-{seed}"
            result = Result(stranger.name, stranger.group, seed, bound=made.bound)
            ours = run_ours(place, data, seed, threads, deadline, stranger.settings)
            yield with_baselines(scored(result, ours), made, data, ours, place, deadline)


def scored(result: Result, ours: Ours) -> Result:
    """A row with the scores of ours."""
    scores = ours.scores
    return replace(
        result,
        failed=ours.failed,
        seconds=None if ours.failed else ours.seconds,
        precision=None if ours.failed else ours.precision,
        action=scores.get("action_accuracy"),
        factor=scores.get("factor_accuracy"),
        codes=scores.get("code_action_accuracy"),
        reconstruction=scores.get("reconstruction_mse"),
        intervention=scores.get("intervention_mse"),
        preserved=scores.get("preserved"),
        infom=scores.get("infomec_modularity"),
    )


def with_baselines(result: Result, made: Made, data: Path, ours: Ours, base: Path, deadline: float) -> Result:
    """A row with the scores of classifier and ridge; whatever goes wrong in one of them is told in it.

    Raises:
        OutOfTimeError: when there is no time for them.
    """
    seconds = ours.seconds if not ours.failed else WITHOUT_OURS
    if time.monotonic() + seconds >= deadline:
        raise OutOfTimeError
    try:
        given = supplied(made, data, ours.plan, base, result.seed)
    except Exception as error:
        return told(result, "pairs", error)
    if given is None:
        return told(result, "pairs", ValueError("none of known action to train and to score with"))
    result = replace(result, pairs=len(given.test), tested=len(set(given.test.factor.tolist())))
    try:
        plain = classifier.learn(given, seconds, result.seed, ours.precision == "bfloat16")
        result = replace(
            result,
            classifier_action=plain.action,
            classifier_factor=plain.factor,
            classifier_seconds=plain.seconds,
            classifier_steps=plain.steps,
        )
    except Exception as error:
        result = told(result, "classifier", error)
    try:
        linear = ridge.learn(given)
    except Exception as error:
        return told(result, "ridge", error)
    return replace(result, ridge_action=linear.action, ridge_factor=linear.factor, ridge_seconds=linear.seconds)


def told(result: Result, what: str, error: Exception) -> Result:
    """A row that says what else failed in it."""
    message = " ".join(f"{what}: {type(error).__name__}: {error}".split())[:160]
    return replace(result, failed="; ".join(filter(None, (result.failed, message))))


def commit() -> str:
    """The commit that is measured, and whether anything differs from it."""
    command = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty", "--abbrev=7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
