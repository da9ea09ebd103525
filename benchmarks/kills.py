"""Commands that are killed over and over, against the same ones left alone: same files, and nothing left behind?

Training, compiling, decoding data into the cache and answering a query, each a small one in processes of its own. Half
of the kills come after a random share of the time that the command takes, half at one of its writes: before or after
a file is written, synced or renamed. Afterwards the command is given once more, and the whole folder is compared with
that of the one that was left alone: names of all files, and SHA-256 of those that say nothing of times and machines.
KILLS in the environment is how many to send in all, 100 unless told; SEED another seed.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkProcess as Process
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load

from causalvq.cli import main as cli
from causalvq.cli.commands import compile as _compile  # noqa: F401  # loads what the processes need, before the fork
from causalvq.cli.commands import data, train  # noqa: F401
from causalvq.cli.commands.queries import intervene  # noqa: F401
from causalvq.runtime.runs.tensor_files import digest_of_tensors

FORK = multiprocessing.get_context("fork")
KILLS = int(os.environ.get("KILLS", "100"))
SEED = int(os.environ.get("SEED", "0"))
WRITES = ("write", "fsync", "replace", "rename", "mkdir", "symlink")
CHANGING = ("events.jsonl", "run.json", "tuning.json", "lock", "current.json", "metrics.json", "README.md")
"""Of a training: files that have times, machines or the name of the run in them."""
SPEC = """\
apiVersion: causalvq/v1
name: kills
data: {source: {format: npz, path: kills.npz}}
variables: {count: 3}
codebook: {size: 8, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 120, batch_size: 8, checkpoint_every: 4, validate_every: 10, ema: 0.95, early_stop: {patience: 4},
  device: cpu}
"""
COMPILE = ("compile", "kills.yaml")


@dataclass(frozen=True)
class Stage:
    """One kind of command.

    Args:
        name: what it is called here.
        command: what is killed.
        before: what is done first, and not killed.
        goes_on: whether a command goes on with what the one before it began; then it is killed again and again,
            otherwise it comes to its end after each kill.
    """

    name: str
    command: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    goes_on: bool = False


STAGES = (
    Stage("train", ("train",), (COMPILE,), goes_on=True),
    Stage("compile", (*COMPILE, "--set", "codebook.size=7"), (COMPILE,)),
    Stage("data cache", ("data", "cache", "kills.yaml")),
    Stage("queries", ("intervene", "--factor", "place", "--out", "answer", "--force"), (COMPILE, ("train",))),
)


def start(folder: Path, command: tuple[str, ...], at: float | None = None, told: Any = None) -> Process:
    """The command line in a process of its own, on one thread; forked, so that it need not load torch again.

    Args:
        folder: where.
        command: what follows the program's name.
        at: the write at which it kills itself, a half more for after it; None for never.
        told: a shared number, which becomes the number of writes.
    """
    process = FORK.Process(target=run_command, args=(folder, command, at, told))
    process.start()
    return process


def run_command(folder: Path, command: tuple[str, ...], at: float | None, told: Any) -> None:
    os.chdir(folder)
    os.environ["CAUSALVQ_CACHE"] = str(folder / "cache")
    output = os.open(folder.with_suffix(".output"), os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(output, stream)
    met = [0]
    for name in WRITES:
        setattr(os, name, counting(getattr(os, name), met, at))
    try:
        cli.main(list(command))
    finally:
        if told is not None:
            told.value = met[0]


def counting(held: Callable[..., Any], met: list[int], at: float | None) -> Callable[..., Any]:
    """A function of the system that ends the process before or after its turn comes."""

    def called(*arguments: Any, **options: Any) -> Any:
        number = met[0]
        met[0] += 1
        if at == number:
            os.kill(os.getpid(), signal.SIGKILL)
        result = held(*arguments, **options)
        if at == number + 0.5:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return called


def finish(folder: Path, command: tuple[str, ...]) -> tuple[float, int]:
    """Run a command to its end; the seconds that it took, and its writes."""
    began, told = time.perf_counter(), FORK.Value("i", 0)
    process = start(folder, command, told=told)
    process.join()
    if process.exitcode != 0:
        output = folder.with_suffix(".output").read_text()[-2000:]
        raise SystemExit(f"{command} ended with {process.exitcode}: {output}")
    return time.perf_counter() - began, told.value


def kill_once(folder: Path, stage: Stage, chance: random.Random, took: float, writes: int, *, timed: bool) -> bool:
    """Start a command and kill it; whether it was still running then."""
    if timed:
        process = start(folder, stage.command)
        process.join(chance.uniform(0, took))
        process.kill()
    else:
        process = start(folder, stage.command, at=chance.randrange(2 * writes) / 2)
    process.join()
    return process.exitcode == -signal.SIGKILL


def prepared(folder: Path, stage: Stage, images: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(images, folder / "kills.npz")
    (folder / "kills.yaml").write_text(SPEC)
    for command in stage.before:
        finish(folder, command)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Digests of all files and links of a folder by their names, in which runs are called by their number."""
    runs = sorted(path.name for path in folder.glob("runs/kills/*") if not path.is_symlink())
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        for number, run in enumerate(runs):
            name = name.replace(run, f"RUN{number}")
        told = path.is_file() and not path.is_symlink() and path.name not in CHANGING
        found[name] = digest_of(path) if told else ""
    return found


def digest_of(path: Path) -> str:
    """SHA-256 of a file; of tensors without what is told beside them, whose order safetensors leaves open."""
    content = path.read_bytes()
    return digest_of_tensors(load(content)) if path.suffix == ".safetensors" else hashlib.sha256(content).hexdigest()


def try_stage(stage: Stage, kills: int, folder: Path, chance: random.Random) -> None:
    """Kill a command so many times, and compare; says what came of it."""
    folder.mkdir()
    images = folder / "images.npz"
    write_images(images)
    alone = prepared(folder / "alone", stage, images)
    began = folder / "began"
    shutil.copytree(alone, began, symlinks=True)
    took, writes = finish(alone, stage.command)
    wanted, killed, sent, rounds = contents(alone), folder / "killed", 0, 0
    while sent < kills:
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(began, killed, symlinks=True)
        rounds += 1
        while sent < kills:
            alive = kill_once(killed, stage, chance, took, writes, timed=sent % 2 == 0)
            sent += alive
            if not (alive and stage.goes_on):
                break
        if not is_done(killed, stage):
            finish(killed, stage.command)
        require_same(wanted, contents(killed), killed)
    print(f"  {stage.name:<11} {sent:>4} {rounds:>7} {took:>6.2f} s {writes:>7} {len(wanted):>6}", flush=True)


def is_done(folder: Path, stage: Stage) -> bool:
    """Whether a training came to its end, so that another `train` would be another run."""
    return stage.goes_on and any(folder.glob("runs/kills/latest/metrics.json"))


def write_images(path: Path) -> None:
    """A square on a ground: 288 images of 16 x 16 pixels."""
    labels = np.stack(np.unravel_index(np.arange(36), (4, 3, 3)), axis=1).repeat(8, axis=0)
    images = np.random.default_rng(0).integers(0, 8, (len(labels), 16, 16, 3), dtype=np.uint8)
    for image, (place, shade, ground) in zip(images, labels, strict=True):
        image += np.uint8(40 * ground + 40)
        image[5:11, 4 * place : 4 * place + 4] = 255 - 60 * shade
    np.savez(path, images=images, labels=labels, factor_names=np.array(["place", "shade", "ground"]))


def require_same(wanted: dict[str, str], found: dict[str, str], folder: Path) -> None:
    if differs := sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)):
        left = [name for name in differs if name not in wanted]
        raise SystemExit(f"after kills {differs[:10]} differ, of which {left[:10]} are left over; see {folder}")


def main() -> None:
    torch.set_num_threads(1)  # a process with threads cannot be forked
    chance, folder = random.Random(SEED), Path(tempfile.mkdtemp())
    print(f"  {'command':<11} {'kills':>4} {'rounds':>6} {'alone':>8} {'writes':>7} {'files':>6}")
    for stage in STAGES:
        try_stage(stage, KILLS // len(STAGES), folder / stage.name.replace(" ", "_"), chance)
    shutil.rmtree(folder)
    print("  after every round all files were those of the command that was left alone, bit for bit")


if __name__ == "__main__":
    main()
