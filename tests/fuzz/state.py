"""What a run and a folder keep: JSON and weights, edited by hand, cut short or replaced."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from fuzz.damage import damaged, damaged_json
from fuzz.reader import Case, Reader, ending_of

from causalvq.compiler.artifacts import workspace
from causalvq.compiler.artifacts.compilation import compile_document, save
from causalvq.compiler.artifacts.lock_file import read_lock
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.compiler.capability import step_time
from causalvq.data.cache import cache_key, cached_images, damage, entries
from causalvq.data.formats.npz import NpzSource
from causalvq.dsl import load as load_spec
from causalvq.errors import CausalVQError
from causalvq.runtime.compute.distributed import ALONE
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.trained_run import load
from causalvq.runtime.runs.run import create_run, open_run
from causalvq.runtime.training import tuning
from causalvq.runtime.training.checkpoint import restore_best, restore_checkpoint, save_best, save_checkpoint
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.loop import make_optimizer
from causalvq.runtime.training.session import open_session
from causalvq.runtime.training.train_state import Best, TrainState

TINY = """\
apiVersion: causalvq/v1
name: tiny
data: {source: {format: npz, path: tiny.npz}, split: {by: images, train: 0.6, validation: 0.1, test: 0.3}}
variables: {count: 2}
codebook: {size: 3, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 12, batch_size: 8, checkpoint_every: 2, device: cpu, precision: float32, compile: off}
"""
CPU = torch.device("cpu")
STEP = "checkpoints/step_000005"


def prepare(folder: Path) -> dict[str, Any]:
    """A folder with a compiled spec, a run with a checkpoint and a model, and a cache."""
    torch.set_num_threads(1)
    labels = np.stack(np.unravel_index(np.arange(96) % 6, (2, 3)), axis=1)
    images = np.random.default_rng(0).integers(0, 255, (96, 16, 16, 3), dtype=np.uint8)
    np.savez(folder / "tiny.npz", images=images, labels=labels)
    (folder / "tiny.yaml").write_text(TINY)
    made = compile_document(load_spec(folder / "tiny.yaml"))
    save(made, folder / "tiny.yaml", folder / ".causalvq" / "plans" / "tiny.json", folder)
    run = create_run(made.plan, TINY, folder, folder / "runs")
    session = open_session(run)
    model = session.model
    optimizer, average = make_optimizer(made.plan, model), WeightAverage(model, 0.9)
    model.quantizer(model.encoder(torch.rand(16, 3, 16, 16))).vectors.sum().backward()
    optimizer.step()
    average.update(model, 1)
    save_checkpoint(run, TrainState(5, 1, Best("joint", 4, 0.1, 0.7, 2)), model, optimizer, average)
    save_best(run, 5, model)
    session.finish()
    tuning.tune(run, model, CPU, ALONE)
    run.log({"step": 1})
    home = folder / "whole"
    home.mkdir()
    for name in (".causalvq", "runs"):
        shutil.move(folder / name, home / name)
    files = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.suffix in (".json", ".jsonl", ".safetensors") and "latest" not in path.parts
    }
    return {"home": home, "files": files, "run": run.path.relative_to(folder), "parts": (model, optimizer, average)}


def make_json(chance: Random, context: dict[str, Any]) -> Case:
    name = chance.choice([name for name in context["files"] if name.endswith(".json")])
    return ending_for(name), damaged_json(context["files"][name], chance)


def make_weights(chance: Random, context: dict[str, Any]) -> Case:
    name = chance.choice([name for name in context["files"] if name.endswith(".safetensors")])
    whole = context["files"][name]
    if chance.random() < 0.3:  # the header is JSON after its length
        size = int.from_bytes(whole[:8], "little")
        header = damaged_json(whole[8 : 8 + size], chance)
        return ending_for(name), len(header).to_bytes(8, "little") + header + whole[8 + size :]
    return ending_for(name), damaged(whole, chance)


def ending_for(name: str) -> str:
    """Which file a case stands for, in its ending, without what a run's own name changes."""
    parts = name.split("/")
    kept = parts[3:] if parts[0] == "runs" else parts[1:]
    return "." + "+".join(kept)


def read(path: Path, context: dict[str, Any]) -> None:
    """Put a file in its place and do all that reads it."""
    name = ending_of(path)[1:].replace("+", "/")
    home: Path = context["home"]
    run = home / context["run"]
    place = run / name if (run / name).exists() else home / ".causalvq" / name
    was = place.read_bytes()
    try:
        shutil.copyfile(path, place)
        asked(home, run, context)
    finally:
        place.write_bytes(was)


def asked(home: Path, run: Path, context: dict[str, Any]) -> None:
    """What commands ask of a folder; each may be refused."""
    for question in (
        lambda: workspace.current(home),
        lambda: load_plan(home / ".causalvq/plans/tiny.json"),
        lambda: read_lock(home / ".causalvq/plans/tiny.lock.json"),
        lambda: load(run),
        lambda: load(run / "model"),
        lambda: restore_checkpoint(open_run(run), *fresh(context)),
        lambda: restore_best(open_run(run), fresh(context)[0]),
        lambda: tuning.tune(open_run(run), context["parts"][0], CPU, ALONE),
    ):
        with suppress(CausalVQError):
            question()


def fresh(context: dict[str, Any]) -> tuple[CausalVQ, torch.optim.Optimizer, WeightAverage]:
    """A model, its optimiser and its average, to be restored into."""
    model: CausalVQ = context["parts"][0]
    return (
        model,
        make_optimizer(load_plan(context["home"] / context["run"] / "plan.json"), model),
        WeightAverage(model, 0.9),
    )


def read_record(path: Path, context: dict[str, Any]) -> None:
    """Facts of caches, which are made again where they are damaged."""
    name = ending_of(path)[1:]
    place = context["folder"] / name.replace("+", "/")
    was = place.read_bytes()
    try:
        shutil.copyfile(path, place)
        step_time.read(context["folder"] / "machine.json")
        entries(context["folder"] / "cache")
        assert isinstance(damage(context["entry"], context["source"]), str | None)
    finally:
        place.write_bytes(was)


def prepare_caches(folder: Path) -> dict[str, Any]:
    np.savez(folder / "tiny.npz", images=np.zeros((4, 8, 8, 3), np.uint8), labels=np.arange(4) % 2)
    source = NpzSource(folder / "tiny.npz")
    cached_images(source, folder / "cache")
    step_time.keep(folder / "machine.json", step_time.Machine(1e9, 1e9))
    entry = folder / "cache" / cache_key(source)
    files = {"machine.json": (folder / "machine.json").read_bytes()}
    files |= {f"cache+{entry.name}+{name}": (entry / name).read_bytes() for name in ("entry.json",)}
    return {"folder": folder, "source": source, "entry": entry, "files": files}


def make_caches(chance: Random, context: dict[str, Any]) -> Case:
    name = chance.choice(sorted(context["files"]))
    return f".{name}", damaged_json(context["files"][name], chance)


STATE = Reader(prepare, make_json, read)
WEIGHTS = Reader(prepare, make_weights, read)
CACHES = Reader(prepare_caches, make_caches, read_record)
