"""Training that is killed at random moments, over and over, against training that is left alone: same weights?

A small training, with averaged weights and early stopping, in processes of its own, each sent SIGKILL after a random
time. Says how many kills there were and how many came before a new checkpoint, and compares SHA-256 of the final
models. KILLS in the environment is how many to send, 50 unless told.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import tempfile
import time
from multiprocessing.context import ForkProcess as Process
from pathlib import Path

import torch

from causalvq.cli import main as cli
from causalvq.cli.commands import train  # noqa: F401  # loads what the processes need, before they are forked

FORK = multiprocessing.get_context("fork")
KILLS = int(os.environ.get("KILLS", "50"))
SPEC = """\
apiVersion: causalvq/v1
name: kills
data: {source: critters, image: {size: 16}, factors: [x_position, top, mouth]}
variables: {count: 3}
codebook: {size: 8, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 120, batch_size: 8, checkpoint_every: 4, validate_every: 10, ema: 0.95, early_stop: {patience: 4},
  device: cpu}
"""


def command(folder: Path, *arguments: str) -> Process:
    """The command line in a process of its own, on one thread; forked, so that it need not load torch again."""
    process = FORK.Process(target=run_command, args=(folder, arguments))
    process.start()
    return process


def run_command(folder: Path, arguments: tuple[str, ...]) -> None:
    os.chdir(folder)
    output = os.open("output", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(output, stream)
    cli.main(list(arguments))


def finish(folder: Path, *arguments: str) -> None:
    process = command(folder, *arguments)
    process.join()
    if process.exitcode != 0:
        raise SystemExit((folder / "output").read_text()[-2000:])


def prepared(folder: Path) -> Path:
    folder.mkdir()
    (folder / "kills.yaml").write_text(SPEC)
    finish(folder, "compile", "kills.yaml")
    return folder


def newest(folder: Path) -> int:
    """Steps of the newest checkpoint."""
    states = folder.glob("runs/kills/latest/checkpoints/step_*/state.json")
    return max((int(path.parent.name.removeprefix("step_")) for path in states), default=0)


def model(folder: Path) -> Path:
    return folder / "runs/kills/latest/model/model.safetensors"


def kill_once(folder: Path, chance: random.Random, longest: float) -> bool:
    """Train in a process and kill it after a random time; whether it was still running then.

    The time starts when its training does: with the first checkpoint that it adds, or, in one of four, before that.
    """
    before, process = newest(folder), command(folder, "train")
    wait = chance.random() >= 0.25
    while wait and newest(folder) == before and process.is_alive():
        time.sleep(0.002)
    time.sleep(chance.uniform(0, longest))
    process.kill()
    process.join()
    return process.exitcode != 0


def main() -> None:
    torch.set_num_threads(1)  # a process with threads cannot be forked
    chance, folder = random.Random(0), Path(tempfile.mkdtemp())
    alone, killed = prepared(folder / "alone"), prepared(folder / "killed")
    finish(alone, "train")
    kills, fruitless, runs = 0, 0, 0
    while kills < KILLS:
        if model(killed).exists():  # it came to its end before enough kills: once more from the beginning
            require_same(alone, killed)
            shutil.rmtree(killed / "runs")
            finish(killed, "compile", "kills.yaml")
            runs += 1
        before = newest(killed)
        if kill_once(killed, chance, 0.4):
            kills += 1
            fruitless += newest(killed) == before
    finish(killed, "train")
    require_same(alone, killed)
    shutil.rmtree(folder)
    print(
        f"  {kills} kills over {runs + 1} runs, {fruitless} of them before a new checkpoint; every run ended with the"
    )
    print("  weights of the run that was left alone, bit for bit")


def require_same(alone: Path, killed: Path) -> None:
    one, other = (hashlib.sha256(model(folder).read_bytes()).hexdigest() for folder in (alone, killed))
    if one != other:
        raise SystemExit(f"the weights differ: {one} alone, {other} after kills; see {killed}")


if __name__ == "__main__":
    main()
