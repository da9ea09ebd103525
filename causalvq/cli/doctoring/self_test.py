"""The self-test from outside: a process that may die, hang or fill a disk without taking the command along."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from causalvq.cli.doctoring.doctor_faults import NO_ROOM_TO_TRY, STEP_FAILED, TORCH_BROKEN
from causalvq.cli.doctoring.surroundings import not_writable
from causalvq.errors import Diagnostic

ALL_STEPS = ("torch", "data", "compile", "train", "intervene")
PROGRAM = "causalvq.cli.doctoring.trial_steps"
MOST_SECONDS = 180.0
"""After which the process is stopped: a machine may be busy, but not so much."""
MOST_WORDS = 300
"""Signs of what a process said last."""
LEAST_ROOM = 2**24
"""Bytes that are free where the self-test may begin; more than it writes."""
OTHER_FOLDER = "set TMPDIR to another folder, or leave it out: --no-self-test"
NEW_TORCH = "pip install --force-reinstall 'torch>=2.6,<3'"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the self-test.

    Args:
        name: one of `ALL_STEPS`.
        ok: whether it did what it should; None where it was not tried.
        seconds: that it took.
        facts: what it found.
        why: what went wrong; empty where nothing did.
        hint: the remedy, where one is known.
    """

    name: str
    ok: bool | None = None
    seconds: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    hint: str | None = None


def try_steps(names: Sequence[str]) -> tuple[tuple[Step, ...], tuple[Diagnostic, ...]]:
    """Take steps in a process and a folder of their own, which is removed; what came of each, and what is broken."""
    if tuple(names) == ALL_STEPS[:1]:  # which writes nothing
        return judged(_told_by_process(Path(), names))
    try:
        with tempfile.TemporaryDirectory(prefix="causalvq-doctor-", ignore_cleanup_errors=True) as folder:
            if shutil.disk_usage(folder).free < LEAST_ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)
            steps = _told_by_process(Path(folder), names)
    except OSError as error:
        fault = not_writable(NO_ROOM_TO_TRY, "the self-test has no folder to work in", error, OTHER_FOLDER)
        return tuple(Step(name) for name in names), (fault,)
    return judged(steps)


def judged(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], tuple[Diagnostic, ...]]:
    """Steps, and a fault for each that failed."""
    return steps, tuple(fault_of(step) for step in steps if step.ok is False)


def fault_of(step: Step) -> Diagnostic:
    """What is said of a step that failed."""
    if step.name == "torch":
        return Diagnostic(TORCH_BROKEN, f"torch does not work: {step.why}", hint=step.hint or NEW_TORCH)
    return Diagnostic(
        STEP_FAILED, f"{step.name} failed: {step.why}", hint=step.hint or f"causalvq explain {STEP_FAILED}"
    )


def _told_by_process(folder: Path, names: Sequence[str]) -> tuple[Step, ...]:
    environment = {**os.environ, "CAUSALVQ_CACHE": str(folder / "cache")}
    command = [sys.executable, "-m", PROGRAM, str(folder), *names]
    try:
        done = subprocess.run(
            command, capture_output=True, env=environment, stdin=subprocess.DEVNULL, timeout=MOST_SECONDS, check=False
        )
        out, ended = done.stdout, how_it_ended(done.returncode, done.stderr)
    except subprocess.TimeoutExpired as error:
        out, ended = error.stdout or b"", f"it took longer than {MOST_SECONDS:.0f} s and was stopped"
    return steps_in(out.decode(errors="replace"), names, ended)


def how_it_ended(status: int, errors: bytes) -> str:
    """Why a process told no further steps: the signal that it died of, or the last line that it wrote."""
    if status < 0:
        return f"the process died of {signal.Signals(-status).name}"
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1][:MOST_WORDS] if lines else f"the process ended with status {status}"


def steps_in(text: str, names: Sequence[str], ended: str) -> tuple[Step, ...]:
    """The steps that a process told; the first that it did not tell failed, unless one before it did.

    Args:
        text: its output: an object a line, between others that libraries print.
        names: of all steps that it was to take.
        ended: why it told no more.
    """
    found: dict[str, Step] = {}
    for line in text.splitlines():
        try:
            told = json.loads(line)
            step = Step(
                told["step"], told["ok"], told["seconds"], told.get("facts", {}), told.get("why", ""), told.get("hint")
            )
        except (ValueError, KeyError, TypeError):
            continue
        found[step.name] = step
    steps: list[Step] = []
    for name in names:
        broken = any(step.ok is not True for step in steps)
        steps.append(found.get(name) or (Step(name) if broken else Step(name, ok=False, why=ended)))
    return tuple(steps)
