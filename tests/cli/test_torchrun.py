"""Two processes of torchrun, through gloo, as a user starts them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

pytestmark = pytest.mark.skipif(not torch.distributed.is_available(), reason="this build of PyTorch has no engine")

TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "causalvq"]
TOLERANCE = {"vq": 1e-5, "fsq": 1e-4}
"""Of losses, relative: the order in which floats are added differs, nothing else; a lattice lies between networks."""


@pytest.fixture(autouse=True)
def here(tiny, tmp_path, monkeypatch):
    """A folder with the tiny spec, to work in, and processes of one thread."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    return tmp_path


def latest():
    return Path("runs/tiny/latest").resolve()


def logged(key):
    """What a run logged under a key, by step."""
    events = [json.loads(line) for line in (latest() / "events.jsonl").read_text().splitlines()]
    return {event["step"]: event[key] for event in events if key in event}


@pytest.mark.parametrize("quantizer", ["vq", pytest.param("fsq", marks=pytest.mark.slow)])
def test_two_processes_train_as_one_does(command, capsys, quantizer):
    assert command("compile", "tiny.yaml", "--set", f"codebook.quantizer={quantizer}") == 0
    torch.set_num_threads(1)
    assert command("train") == 0
    alone, in_use = logged("losses"), logged("perplexity")
    first = latest()
    capsys.readouterr()

    done = subprocess.run([*TORCHRUN, "train", "--new"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("run runs/tiny/") == done.stdout.count("model written to") == 1
    assert latest() != first
    together = logged("losses")
    assert together.keys() == alone.keys()
    for step, terms in alone.items():
        assert together[step] == pytest.approx(terms, rel=TOLERANCE[quantizer], abs=1e-7), step
    assert any(in_use.values())
    assert logged("perplexity") == in_use, "states are counted over all images, whichever process saw them"
    scores = [json.loads((run / "metrics.json").read_text()) for run in (first, latest())]
    for score in ("action_accuracy", "factor_accuracy", "reconstruction_mse", "intervention_mse"):
        assert scores[1][score] == pytest.approx(scores[0][score], rel=0.02)


def test_a_batch_that_does_not_divide_is_refused(command):
    assert command("compile", "tiny.yaml", "--set", "train.batch_size=7") == 0

    done = subprocess.run([*TORCHRUN, "train"], capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "CVQ431 2 processes cannot share a batch of 7 pairs equally" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the process through /proc")
@pytest.mark.parametrize("rank", [0, 1])
def test_a_killed_process_ends_all_and_training_goes_on_from_the_last_checkpoint(command, capsys, rank):
    assert command("compile", "tiny.yaml", "--set", "train.steps=3000") == 0
    process = subprocess.Popen([*TORCHRUN, "train"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: list(Path().glob("runs/tiny/*/checkpoints/step_*/state.json")))
    os.kill(worker(process.pid, rank), signal.SIGKILL)
    _, errors = process.communicate(timeout=60)

    assert process.returncode != 0
    assert f"CVQ432 a process of this training was lost; this is process {1 - rank} of 2" in errors
    capsys.readouterr()
    assert command("train", "--max-time", "0.1") == 0
    assert capsys.readouterr().out.startswith("continuing runs/tiny/")


def wait_for(found):
    end = time.monotonic() + 120
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def worker(agent, rank):
    """The process that torchrun started as a rank."""
    children = Path(f"/proc/{agent}/task/{agent}/children").read_text().split()
    for child in children:
        if f"RANK={rank}".encode() in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
            return int(child)
    raise AssertionError("torchrun has no such process")
