"""Batches on the device: gathered and sent as they are stored, normalised there.

Axes: b pairs of a batch, n = 2b images, C, H, W pixels, F factors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.gathering import gather, gather_pairs
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.sampler import PairSampler
from causalvq.data.prepared import Prepared
from causalvq.data.types import Images, Integers
from causalvq.runtime.compute.distributed import ALONE, Ranks
from causalvq.runtime.feeding.pixel_scale import Normalise, normalise_bytes

SLOTS: Final = 2  # batches in flight: one is copied to the device while the next is gathered


@dataclass(frozen=True, slots=True, eq=False)
class DeviceBatch:
    """One batch of pairs on the device.

    Args:
        x: images before, in [-1, 1].
        y: images after, in [-1, 1].
        factor: position of the changed factor; -1 where the action is unknown.
        direction: +1 or -1 for a step; 0 otherwise.
        value: the value set; -1 where it is unknown.
        x_index: which image of the data x is.
        y_index: which image y is.
        labels: values of all factors, of the images x and then of y; only where training is told them.
    """

    x: Float[Tensor, "b C H W"]
    y: Float[Tensor, "b C H W"]
    factor: Int[Tensor, " b"]
    direction: Int[Tensor, " b"]
    value: Int[Tensor, " b"]
    x_index: Int[Tensor, " b"]
    y_index: Int[Tensor, " b"]
    labels: Int[Tensor, "n F"] | None = None


def images_at(
    images: Images, indices: Integers, device: torch.device, normalise: Normalise = normalise_bytes
) -> Float[Tensor, "b C H W"]:
    """Images by index, on the device and in [-1, 1].

    Args:
        images: [N, H, W, C].
        indices: int64 [b].
        device: where to put them.
        normalise: from pixels to [-1, 1]; that of the model, where they are no bytes.
    """
    return normalise(torch.from_numpy(gather(images, indices)).to(device))


@runtime_checkable
class Sampler(Protocol):
    """Draws batches."""

    def batch(self, step: int) -> Integers:
        """Positions of the pairs of a step."""


Vary = Callable[[Tensor, Tensor, int], tuple[Tensor, Tensor]]
"""From the images x and y of a batch, in [-1, 1], and its step, to varied ones."""


class PairFeed:
    """The batches of a training run; which pairs a step takes depends on seed and step alone.

    On CUDA a batch is gathered into page-locked memory and copied without waiting for the device; the memory of a
    slot is written again only when its last copy is done.

    Args:
        images: [N, H, W, C], in memory or mapped.
        pairs: the pairs to draw from.
        sampler: draws positions in `pairs`.
        device: where batches go.
        labels: int64 [N, F], of the images; only given where training is told them.
        normalise: from pixels to [-1, 1]; that of the model, where they are no bytes.
        vary: of both images of a batch and its step; None: they are as they are.
    """

    def __init__(
        self,
        images: Images,
        pairs: Pairs,
        sampler: Sampler,
        device: torch.device,
        labels: Integers | None = None,
        normalise: Normalise = normalise_bytes,
        vary: Vary | None = None,
    ) -> None:
        self._images = images
        self._labels = labels
        self._normalise = normalise
        self._vary = vary
        self._pairs = pairs
        self._sampler = sampler
        self._device = device
        self._pinned = device.type == "cuda"
        self._slots: tuple[_Slot, ...] | None = None

    def batch(self, step: int) -> DeviceBatch:
        """The batch of a step.

        Args:
            step: training step, from 0.
        """
        rows = self._sampler.batch(step)
        slot = self._slot(step, len(rows))
        slot.wait()
        batch = gather_pairs(self._images, self._pairs, rows, slot.pixels.numpy())
        x, y = slot.pixels.to(self._device, non_blocking=self._pinned)
        before, after = self._normalise(x), self._normalise(y)
        if self._vary is not None:
            before, after = self._vary(before, after, step)
        sent = DeviceBatch(
            x=before,
            y=after,
            factor=self._send(batch.factor),
            direction=self._send(batch.direction),
            value=self._send(batch.value),
            x_index=self._send(self._pairs.x[rows]),
            y_index=self._send(self._pairs.y[rows]),
            labels=None if self._labels is None else self._send(self._labels_at(rows)),
        )
        slot.mark()
        return sent

    def _labels_at(self, rows: Integers) -> Integers:
        assert self._labels is not None
        labels: Integers = self._labels[np.concatenate([self._pairs.x[rows], self._pairs.y[rows]])]
        return labels

    def _send(self, numbers: Integers) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(numbers)).to(self._device)

    def _slot(self, step: int, size: int) -> _Slot:
        if self._slots is None:
            shape = (2, size, *self._images.shape[1:])
            self._slots = tuple(_Slot(shape, self._images.dtype, pinned=self._pinned) for _ in range(SLOTS))
        return self._slots[step % SLOTS]


def pair_feed(
    plan: Plan,
    data: Prepared,
    part: str,
    device: torch.device,
    labels: Integers | None = None,
    ranks: Ranks = ALONE,
    normalise: Normalise = normalise_bytes,
    vary: Vary | None = None,
) -> PairFeed:
    """The batches that a plan draws from one part of the split.

    Args:
        plan: size, frequency and seed of the batches.
        data: images and pairs.
        part: `train`, `validation` or `test`; it must have pairs.
        device: where batches go.
        labels: int64 [N, F], of the images; only given where training is told them.
        ranks: the processes that share each batch.
        normalise: from pixels to [-1, 1]; that of the model, where they are no bytes.
        vary: see `PairFeed`.
    """
    pairs = data.pairs[part]
    sampler = PairSampler(
        pairs,
        plan.train.batch_size,
        plan.seed,
        frequency=plan.data.frequency,
        rank=ranks.rank,
        world=ranks.world,
    )
    return PairFeed(data.images, pairs, sampler, device, labels, normalise, vary)


class _Slot:
    """Memory for one batch, images before and after, and the moment from which it may be written again."""

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any], *, pinned: bool) -> None:
        self.pixels = torch.empty(shape, dtype=getattr(torch, dtype.name), pin_memory=pinned)
        self._copied = torch.cuda.Event() if pinned else None  # type: ignore[no-untyped-call]

    def wait(self) -> None:
        """Block until the last copy out of this slot is done."""
        if self._copied is not None:
            self._copied.synchronize()

    def mark(self) -> None:
        """Note that copies out of this slot are under way."""
        if self._copied is not None:
            self._copied.record()
