"""What a user gets: `init --data`, `compile`, `train`, nothing edited but the seed, each in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.compiler.artifacts.workspace import current
from causalvq.compiler.plan import Plan

REPOSITORY = Path(__file__).resolve().parents[2]
CODED = re.compile(r"CVQ\d+ (?!warning).*")


@dataclass(frozen=True)
class Ours:
    """What came of the three commands.

    Args:
        seconds: that `causalvq train` took, as a process; 0 where it was not reached.
        failed: the command that failed and the first line of what it said; "" where a model was trained.
        scores: metrics.json; empty where it failed.
        plan: what was trained, or else what was compiled; None where nothing was.
        precision: in which it was trained, `float32` or `bfloat16`.
    """

    seconds: float = 0.0
    failed: str = ""
    scores: Mapping[str, Any] = field(default_factory=dict)
    plan: Plan | None = None
    precision: str = "float32"


class OutOfTimeError(Exception):
    """The benchmark's own time is over."""


def run_ours(
    folder: Path,
    data: Path,
    seed: int,
    threads: int,
    deadline: float = float("inf"),
    settings: Sequence[str] = (),
) -> Ours:
    """Propose, compile and train in a new folder.

    Args:
        folder: where spec, plan and run are written; decoded images are kept beside it.
        data: what the user has.
        seed: of the split, the weights and the batches.
        threads: of each process.
        deadline: on the clock of `time.monotonic`; what still runs then is ended.
        settings: overrides of the spec that was proposed.

    Raises:
        OutOfTimeError: when the deadline came.
    """
    asked = [word for setting in (f"seed={seed}", *settings) for word in ("--set", setting)]
    folder.mkdir(parents=True)
    commands = (
        ("init", "spec.yaml", "--data", os.path.relpath(data, folder)),
        ("compile", "spec.yaml", *asked),
        ("train",),
    )
    seconds, said = 0.0, ""
    for command in commands:
        start = time.monotonic()
        status, said = call(folder, command, threads, deadline)
        seconds = time.monotonic() - start if command[0] == "train" else 0.0
        if status:
            return Ours(seconds, f"{command[0]}: {reason(said)}", {}, compiled(folder))
    (run,) = {path.resolve() for path in folder.glob("runs/*/latest")}
    precision = "bfloat16" if "precision bf" in said else "float32"
    # The run's own plan: it may say what words were found to mean.
    return Ours(seconds, "", json.loads((run / "metrics.json").read_text()), load_plan(run / "plan.json"), precision)


def call(folder: Path, command: tuple[str, ...], threads: int, deadline: float) -> tuple[int, str]:
    """Exit status and output of a command of causalvq.

    Raises:
        OutOfTimeError: when the deadline came first.
    """
    path = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH"))))
    kept = {"CAUSALVQ_CACHE": str(folder.parent / "cache"), "PYTHONPATH": path}
    limits = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "causalvq", *command],
            cwd=folder,
            env=os.environ | kept | limits,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=max(0.0, deadline - time.monotonic()) if deadline < float("inf") else None,
        )
    except subprocess.TimeoutExpired as error:
        raise OutOfTimeError from error
    return done.returncode, done.stdout


def reason(said: str) -> str:
    """The first line that names a fault, or the last one: a traceback ends with its error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    coded = [match[0] for line in lines if (match := CODED.search(line))]
    return (coded or lines[-1:] or ["no output"])[0][:160]


def compiled(folder: Path) -> Plan | None:
    """The plan that `train` would train; None where nothing was compiled."""
    found = current(folder)
    return load_plan(folder / found.plan) if found else None
