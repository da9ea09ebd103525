"""Feeding batches of pairs from a warm cache, against torch.utils.data.DataLoader over the same array.

64 pairs of 64 x 64 RGB images a batch. Both hand out uint8 tensors of x, y and the action. Targets: 50,000 images/s in
one process, and 5 times the better DataLoader. With and without normalisation to float32 in [-1, 1], which is the
device's work and shares the CPU's time when that is the device.

We and the DataLoader without workers take turns, round by round. Workers run beside their consumer, so they come last
and alone. What bounds us is reading: 128 random images are 1.5 MB out of a memory that is larger than any cache.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from benchmarks.machine import usable_cores
from causalvq.data.cache import cached_images
from causalvq.data.pairs.gathering import gather_pairs
from causalvq.data.pairs.image_pairs import Pairs, set_pairs
from causalvq.data.pairs.sampler import PairSampler
from causalvq.data.registry import open_source
from causalvq.runtime.feeding.feed import PairFeed

PAIRS = 64
SECONDS = 3.0
ROUNDS = 15
OURS = "causalvq, uint8 tensors"


class PairDataset(Dataset):
    """What one would write first: one pair an item, collated by the loader."""

    def __init__(self, images: np.ndarray, pairs: Pairs) -> None:
        self.images = images
        self.pairs = pairs

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, row: int) -> tuple[torch.Tensor, torch.Tensor, int, int]:
        x = torch.from_numpy(np.array(self.images[self.pairs.x[row]]))
        y = torch.from_numpy(np.array(self.images[self.pairs.y[row]]))
        return x, y, int(self.pairs.factor[row]), int(self.pairs.value[row])


def rates(steps: Mapping[str, Callable[[int], object]]) -> dict[str, list[float]]:
    """Images per second of each contender, round by round, so that all of them meet the same disturbances."""
    found: dict[str, list[float]] = {name: [] for name in steps}
    done = 0
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start, batches = time.perf_counter(), 0
            while time.perf_counter() - start < SECONDS / ROUNDS:
                step(done)
                done, batches = done + 1, batches + 1
            found[name].append(batches * PAIRS * 2 / (time.perf_counter() - start))
    return found


def loader_step(images: np.ndarray, pairs: Pairs, workers: int) -> Callable[[int], object]:
    loader = DataLoader(PairDataset(images, pairs), batch_size=PAIRS, shuffle=True, drop_last=True, num_workers=workers)

    def forever() -> Iterator[object]:
        while True:
            yield from loader

    batches = forever()
    next(batches)
    return lambda _: next(batches)


def main() -> None:
    source = open_source("pendulum", base=Path(), size=64)
    labels = source.factors(np.arange(len(source)))
    pairs = set_pairs(labels, source.facts.sizes, np.arange(len(source)), range(4))
    with tempfile.TemporaryDirectory() as folder:
        images = cached_images(source, Path(folder))
        int(images.sum())  # warms the page cache
        sampler = PairSampler(pairs, PAIRS, seed=0)
        pixels = torch.empty((2, PAIRS, 64, 64, 3), dtype=torch.uint8)
        feed = PairFeed(images, pairs, sampler, torch.device("cpu"))

        alone = {
            OURS: lambda step: gather_pairs(images, pairs, sampler.batch(step), pixels.numpy()),
            "DataLoader, 0 workers, uint8 tensors": loader_step(images, pairs, 0),
        }
        found = rates(alone)
        ratio = statistics.median(ours / theirs for ours, theirs in zip(*found.values(), strict=True))
        found |= rates({"causalvq, normalised float32 on this CPU": feed.batch})
        cores = usable_cores()
        found |= rates({f"DataLoader, {cores} workers, uint8 tensors": loader_step(images, pairs, cores)})
        for name, each in found.items():
            target = "target 50,000" if name == OURS else ""
            print(f"  {name:52} {statistics.median(each):>10,.0f} images/s  {target}", flush=True)
        slower = statistics.median(found[OURS]) / statistics.median(each)
        print(f"  ratio to the better DataLoader: {min(ratio, slower):.1f} (target 5)")
