"""The network of `model.kind: pair_classifier`, trained for as many seconds as ours was, on images as they come.

Axes: b pairs, N images, C channels, H, W pixels.
"""

from __future__ import annotations

import copy
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import cos, pi
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.strangers.supplied import Part, Supplied
from causalvq.data.types import Integers
from causalvq.runtime.baselines.pair_classifier import pair_network

BATCH: Final = 64
RATE: Final = 2e-3
CHECKS: Final = 10  # times that validation pairs are looked at


@dataclass(frozen=True)
class Learned:
    """What a baseline reached on the test pairs, and what it took."""

    action: float
    factor: float
    seconds: float
    steps: int = 0


def learn(given: Supplied, seconds: float, seed: int, bfloat16: bool = False) -> Learned:
    """Train for so many seconds, and score the weights that were best on the validation pairs.

    Args:
        given: images and pairs.
        seconds: of training and validation together.
        seed: of weights and batches.
        bfloat16: whether products are in bfloat16, as ours were.
    """
    generator = torch.Generator().manual_seed(seed)
    images = torch.from_numpy(given.images).permute(0, 3, 1, 2)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = pair_network(2 * images.shape[1], images.shape[2], images.shape[3], len(given.factors))
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=1e-2)
    action = torch.from_numpy(given.train.action)
    start, steps, checked, best, kept = time.monotonic(), 0, 0, -1.0, model.state_dict()
    share = 0.0
    while share < 1:
        rows = torch.randint(len(given.train), (min(BATCH, len(given.train)),), generator=generator)
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, share / 0.05 + 0.02) * (0.5 + 0.5 * cos(pi * share))
        with precision(bfloat16):
            logits = model(pictures(images, given.train, rows))
        optimizer.zero_grad()
        functional.cross_entropy(logits.float(), action[rows]).backward()
        optimizer.step()
        steps += 1
        share = (time.monotonic() - start) / seconds
        if share * CHECKS >= checked + 1 and len(given.validation):
            checked = int(share * CHECKS)
            right = float((predict(model, images, given.validation, bfloat16) == given.validation.action).mean())
            if right >= best:
                best, kept = right, copy.deepcopy(model.state_dict())
    if len(given.validation):
        model.load_state_dict(kept)
    took = time.monotonic() - start
    return Learned(*given.accuracy(predict(model, images, given.test, bfloat16)), took, steps)


def predict(model: nn.Module, images: Tensor, part: Part, bfloat16: bool) -> Integers:
    """The likeliest action of each pair: int64 [P]."""
    model.eval()
    with torch.inference_mode(), precision(bfloat16):
        parts = torch.arange(len(part)).split(256)
        found = torch.cat([model(pictures(images, part, rows)).argmax(1) for rows in parts])
    model.train()
    return found.numpy()


def pictures(images: Tensor, part: Part, rows: Tensor) -> Tensor:
    """x and y of some pairs, one over the other as channels, in [-1, 1]: float32 [b, 2 C, H, W]."""
    chosen = rows.numpy()
    both = torch.cat([images[part.x[chosen]], images[part.y[chosen]]], 1)
    return both.float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def precision(bfloat16: bool) -> AbstractContextManager:
    """Products in bfloat16, or as they come."""
    return torch.autocast("cpu", torch.bfloat16) if bfloat16 else nullcontext()
