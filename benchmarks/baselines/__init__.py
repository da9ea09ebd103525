"""Baselines beside plain forms of them that share no code with the package: the same pairs, steps and images a step.

    python -m benchmarks baselines --steps 1500                        on blocks, drawn here, 16 pixels a side
    python -m benchmarks baselines --spec examples/01_critters.yaml --steps 400 beta_vae qlae

`action` is the share of held-out pairs whose action a network of one hidden layer finds, fitted on the finished numbers
of the training pairs alike for both; `own` is that of the baseline's own head, as `evaluate` tells it.
`mse` is of held-out images in [-1, 1]; `MIG` is that of `causalvq metrics`, of codes where there are any. `reached`
says whether a baseline is no worse than its plain form: mse within a tenth, action within .02, MIG within .05.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor

from benchmarks.baselines import plain
from causalvq.compiler.pipeline import compile_spec
from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.dsl.loader import load
from causalvq.metrics.metric_selection import measure_arrays
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.estimation.codes import pair_actions
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.session import open_session

KINDS = ("autoencoder", "vq_vae", "beta_vae", "ada_gvae", "qlae", "pair_classifier", "pixel_ridge")
BLOCKS = """\
apiVersion: causalvq/v1
name: blocks
data: {source: {format: npz, path: blocks.npz}}
variables: {count: 4}
codebook: {size: auto}
model: {encoder: {widths: [32, 32]}}
train: {batch_size: 32, device: cpu, precision: float32, optimizer: {lr: 2e-3}}
"""
OWN = {"qlae": ("train.optimizer.weight_decay=0.1",), "pair_classifier": ("train.optimizer.weight_decay=0.01",)}
MSE, ACTION, GAP = 1.1, 0.02, 0.05


@dataclass(frozen=True)
class Reached:
    """What one form of a baseline reached; None for what it does not have."""

    action: float
    own: float | None = None
    mse: float | None = None
    gap: float | None = None
    seconds: float = 0.0

    def row(self) -> str:
        figures = (self.action, self.own, self.mse, self.gap)
        told = ["-" if one is None else f"{one:.4f}" for one in figures]
        return " | ".join([*told, f"{self.seconds:.0f}"])


def main(options: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks baselines")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(KINDS)}; default: all")
    parser.add_argument("--steps", type=int, default=1500, help="training steps of each; default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="default: %(default)s")
    parser.add_argument("--spec", type=Path, help="of the data and sizes; default: blocks, which are drawn here")
    asked = parser.parse_args(options)
    if unknown := [kind for kind in asked.kinds if kind not in KINDS]:
        parser.error(f"there is no baseline {unknown[0]}")
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", torch.get_num_threads())))
    print(f"{asked.steps} steps each, seed {asked.seed}, {asked.spec or 'blocks'}", flush=True)
    print("| kind | form | action | own | mse | MIG | s | reached |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        spec = asked.spec or draw_blocks(Path(folder))
        for kind in asked.kinds or KINDS:
            ours, twin = compare(kind, spec, asked.steps, asked.seed, Path(folder) / kind)
            print(f"| {kind} | ours | {ours.row()} | {'yes' if reached(ours, twin) else 'NO'} |")
            print(f"| {kind} | plain | {twin.row()} | |", flush=True)


def draw_blocks(folder: Path) -> Path:
    """A block of five places across, four down, four shades and three grounds, in every combination."""
    cells = np.array(list(product(range(5), range(4), range(4), range(3))))
    images = np.empty((len(cells), 16, 16, 3), dtype=np.uint8)
    for image, (across, down, shade, ground) in zip(images, cells, strict=True):
        image[:] = np.array([[200, 40, 40], [40, 160, 60], [50, 70, 200]])[ground]
        image[4 * down : 4 * down + 4, 3 * across : 3 * across + 4] = 255 - 60 * shade
    np.savez(folder / "blocks.npz", images=images, labels=cells, factor_names=["across", "down", "shade", "ground"])
    (folder / "blocks.yaml").write_text(BLOCKS)
    return folder / "blocks.yaml"


def compare(kind: str, spec: Path, steps: int, seed: int, folder: Path) -> tuple[Reached, Reached]:
    """A baseline of the package and its plain form."""
    settings = (f"model.kind={kind}", f"seed={seed}", f"train.steps={steps}", "evaluate.metrics=[action_retrieval]")
    plan = compile_spec(load(spec, [*settings, *OWN.get(kind, ())]))
    session, start = open_session(create_run(plan, "", spec.parent, folder)), time.perf_counter()
    for _ in fit(session.run, session.model, session.data, session.device):
        pass
    seconds = time.perf_counter() - start
    own = session.finish().action_accuracy
    held = Held.of(plan, session.data, session.model)
    torch.manual_seed(seed)
    if kind in ("pair_classifier", "pixel_ridge"):
        start = time.perf_counter()
        answer = plain.regress(held.given) if kind == "pixel_ridge" else plain.classify(held.given, steps, 32)
        action = float((answer(held.x, held.y) == held.action).double().mean())
        assert own is not None
        return Reached(own, own, seconds=seconds), Reached(action, seconds=time.perf_counter() - start)
    ours = held.scored(of_package(plan, session.model), own, seconds)
    twin, start = twin_of(plan, held.given.images), time.perf_counter()
    plain.train_twin(twin, held.given, steps, 32, 0.1 if kind == "qlae" else 0.0)
    seconds = time.perf_counter() - start
    twin.eval()
    return ours, held.scored(Form(twin.encode, twin.codes, twin.decode), None, seconds)


def twin_of(plan: Plan, images: Tensor) -> plain.Twin:
    """The plain form of a plan's baseline, with as many numbers and states."""
    assert plan.baseline is not None
    kind, latents, count = plan.baseline.kind, plan.baseline.latents, len(plan.variables)
    if kind == "vq_vae":
        return plain.VqVae(images, count, plan.codebook.size, plan.codebook.dim)
    if kind == "qlae":
        return plain.Qlae(images, count, plan.codebook.size)
    if kind == "beta_vae":
        return plain.BetaVae(images, latents, plan.losses["divergence"])
    if kind == "ada_gvae":
        return plain.AdaGvae(images, latents, plan.losses["divergence"])
    return plain.Twin(images, latents)


@dataclass(frozen=True)
class Form:
    """How a trained baseline says the numbers of images, their codes where it has any, and the images of numbers.

    Images are in [0, 1].
    """

    encode: Callable[[Tensor], Tensor]
    codes: Callable[[Tensor], Tensor | None]
    decode: Callable[[Tensor], Tensor]


def of_package(plan: Plan, trained: Trainable) -> Form:
    """How a trained baseline of the package does."""
    if not plan.coded:
        latent = cast(LatentModel, trained)
        return Form(
            lambda images: latent.encode(2 * images - 1),
            lambda _: None,
            lambda numbers: (latent.decode(numbers) + 1) / 2,
        )
    model = cast(CausalVQ, trained)

    def encode(images: Tensor) -> Tensor:
        return model.quantizer.lookup(model.encode(2 * images - 1)).flatten(1)

    def decode(numbers: Tensor) -> Tensor:
        shape = (len(plan.variables), plan.codebook.dim)
        return (model.decoder(numbers.unflatten(1, shape)).clamp(-1, 1) + 1) / 2

    return Form(encode, lambda images: model.encode(2 * images - 1), decode)


@dataclass(frozen=True)
class Held:
    """The pairs of a plan as arrays, and the held-out ones."""

    given: plain.PairArrays
    x: Tensor
    y: Tensor
    action: Tensor
    test: Tensor
    labels: np.ndarray

    @classmethod
    def of(cls, plan: Plan, data: Prepared, model: Trainable) -> Held:
        images = torch.tensor(data.images).permute(0, 3, 1, 2).float() / 255
        train, test = data.pairs["train"], data.pairs["test"]
        actions = [pair_actions(model, pairs, torch.device("cpu")) for pairs in (train, test)]
        x, y = torch.from_numpy(train.x), torch.from_numpy(train.y)
        given = plain.PairArrays(images, x, y, actions[0], len(plan.actions))
        rows = torch.from_numpy(data.split.test)
        return cls(given, torch.from_numpy(test.x), torch.from_numpy(test.y), actions[1], rows, data.labels)

    @torch.no_grad()
    def _all(self, function: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
        return torch.cat([function(self.given.images[part]) for part in rows.split(512)])

    def scored(self, form: Form, own: float | None, seconds: float) -> Reached:
        numbers = self._all(form.encode, torch.arange(len(self.given.images)))
        seen = (numbers[self.given.x], numbers[self.given.y], self.given.action)
        found = plain.read_out(seen, (numbers[self.x], numbers[self.y]), self.given.actions)
        decoded = self._all(lambda images: form.decode(form.encode(images)), self.test)
        error = 4 * float((decoded - self.given.images[self.test]).square().mean())  # of pixels in [-1, 1]
        labels = self.labels[self.test.numpy()]
        with torch.no_grad():
            codes = form.codes(self.given.images[self.test])
        vectors = numbers[self.test].double().numpy()
        sample = sample_of_vectors(vectors, labels) if codes is None else sample_of_codes(codes.numpy(), labels)
        gap = measure_arrays(sample, ["mig"])["mig"].scores["mig"]
        return Reached(float((found == self.action).double().mean()), own, error, gap, seconds)


def reached(ours: Reached, twin: Reached) -> bool:
    """Whether a baseline is no worse than its plain form."""
    right = ours.action >= twin.action - ACTION
    drawn = ours.mse is None or twin.mse is None or ours.mse <= MSE * twin.mse
    apart = ours.gap is None or twin.gap is None or ours.gap >= twin.gap - GAP
    return right and drawn and apart
