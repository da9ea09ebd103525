"""What is learned of a factor with few pairs among others with many: the accuracy that `compile` tells to expect.

Four factors of a set have 5, 10, 20 and 40 pairs of training, the others up to 1,500 each; what is scored are up to 600
pairs of each of the four, of images that were not trained on. Sets of the suite of strangers that are there to tune by.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from pathlib import Path

import numpy as np
import torch

import causalvq
from benchmarks.strangers.sets import SETS
from causalvq.data.types import Images, Integers

PAIRS = (5, 10, 20, 40)
MANY, SCORED = 1_500, 300
SPEC = """apiVersion: causalvq/v1
name: few
data: {{source: {{format: npz, path: images.npz}}, pairs: {{from: file, file: pairs.csv}}, split: {{by: pairs}}}}
variables: {{count: {factors}}}
codebook: {{size: 16}}
train: {{steps: {steps}, device: cpu}}
"""


def main(options: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks few_pairs")
    parser.add_argument("--sets", default="room,room_camera,lamps", help="with commas; sets with labels")
    parser.add_argument("--turns", default="0,3", help="which factors have few: 0 begins with the first, 1 the next")
    parser.add_argument("--steps", type=int, default=600)
    asked = parser.parse_args(options or [])
    torch.set_num_threads(1)
    print(f"{'set':12} {'factor':16} pairs  action  factor  scored")
    for name in asked.sets.split(","):
        made = next(one for one in SETS if one.name == name).make()
        images = made.images if made.images.ndim == 4 else made.images[..., None]
        for turn in map(int, asked.turns.split(",")):
            run_one(name, images, made.labels, [factor.name for factor in made.factors], turn, asked.steps)


def run_one(name: str, images: Images, labels: Integers, names: list[str], turn: int, steps: int) -> None:
    """Train on few pairs of some factors, and score these."""
    draws = np.random.default_rng(turn)
    pairs = neighbours(labels)
    held = np.isin(np.arange(len(images)), draws.choice(len(images), len(images) // 5, replace=False))
    inside, outside = held[pairs[:, :2]].all(1), ~held[pairs[:, :2]].any(1)
    few = {(place + turn) % len(names): count for place, count in enumerate(PAIRS)}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            np.savez("images.npz", images=images)
            write_pairs(pairs[outside], names, few, draws)
            Path("few.yaml").write_text(SPEC.format(factors=len(names), steps=steps))
            run = causalvq.train("few.yaml", out="run")
        finally:
            os.chdir(before)
    for factor, count in few.items():
        own = draws.permutation(pairs[inside & (pairs[:, 2] == factor)])[:SCORED]
        if not len(own):
            continue
        x, y = images[own[:, 0]], images[own[:, 1]]
        found = run.retrieve(np.concatenate([x, y]), np.concatenate([y, x]))
        up, down = (run.named(f"{names[factor]}{step}") for step in ("+1", "-1"))
        truth = torch.tensor([up] * len(own) + [down] * len(own))
        action = float((found.action == truth).float().mean())
        right = float((found.factor == run.factor(names[factor])).float().mean())
        print(f"{name:12} {names[factor]:16} {count:5}  {action:6.3f}  {right:6.3f}  {len(truth):6}", flush=True)


def neighbours(labels: Integers) -> Integers:
    """Pairs of images one step of one factor apart, [n, 3]: before, after, factor."""
    places = {tuple(row): index for index, row in enumerate(labels.tolist())}
    found = []
    for index, row in enumerate(labels.tolist()):
        for factor in range(len(row)):
            after = places.get((*row[:factor], row[factor] + 1, *row[factor + 1 :]))
            if after is not None:
                found.append((index, after, factor))
    return np.array(found, dtype=np.int64)


def write_pairs(pairs: Integers, names: list[str], few: dict[int, int], draws: np.random.Generator) -> None:
    """A table of pairs, half of them the other way round."""
    with Path("pairs.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["before", "after", "action"])
        for factor, name in enumerate(names):
            own = draws.permutation(pairs[pairs[:, 2] == factor])[: few.get(factor, MANY)]
            for row, (x, y, _) in enumerate(own.tolist()):
                table.writerow([x, y, f"{name}+1"] if row % 2 else [y, x, f"{name}-1"])
