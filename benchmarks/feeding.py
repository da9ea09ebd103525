"""Feeding batches of pairs from a warm cache, against torch.utils.data.DataLoader over the same array.

64 pairs of 64 x 64 RGB images a batch. Both hand out uint8 tensors of x, y and the action. Targets: 50,000 images/s in
one process, and 5 times the better DataLoader. With and without normalisation to float32 in [-1, 1], which is the
device's work and shares the CPU's time when that is the device.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from benchmarks.machine import usable_cores
from causalvq.data import Pairs, PairSampler, gather_pairs, open_source, set_pairs
from causalvq.data.cache import cached_images
from causalvq.runtime.feed import PairFeed

PAIRS = 64
SECONDS = 2.0
ROUNDS = 5


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


def rate(step: Callable[[int], object]) -> float:
    """Images per second, median of rounds."""
    rates = []
    done = 0
    for _ in range(ROUNDS):
        start, batches = time.perf_counter(), 0
        while time.perf_counter() - start < SECONDS / ROUNDS:
            step(done)
            done, batches = done + 1, batches + 1
        rates.append(batches * PAIRS * 2 / (time.perf_counter() - start))
    return statistics.median(rates)


def loader_rate(images: np.ndarray, pairs: Pairs, workers: int) -> float:
    loader = DataLoader(PairDataset(images, pairs), batch_size=PAIRS, shuffle=True, drop_last=True, num_workers=workers)

    def forever() -> Iterator[object]:
        while True:
            yield from loader

    batches = forever()
    next(batches)
    return rate(lambda _: next(batches))


def report(what: str, images_per_second: float, note: str = "") -> None:
    print(f"  {what:52} {images_per_second:>10,.0f} images/s  {note}", flush=True)


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

        ours = rate(lambda step: gather_pairs(images, pairs, sampler.batch(step), pixels.numpy()))
        report("causalvq, uint8 tensors", ours, "target 50,000")
        report("causalvq, normalised float32 on this CPU", rate(feed.batch))
        loaders = {workers: loader_rate(images, pairs, workers) for workers in (0, usable_cores())}
        for workers, found in loaders.items():
            report(f"DataLoader, {workers} workers, uint8 tensors", found)
        print(f"  ratio to the better DataLoader: {ours / max(loaders.values()):.1f} (target 5)")
