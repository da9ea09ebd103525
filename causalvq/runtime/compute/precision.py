"""In which precision the products of training are computed: bfloat16 where that is measured to be faster.

Weights, gradients and the optimiser's averages are float32 either way: bfloat16 is autocast around the terms of the
loss. Inside it three things stay float32, each where it is written: the normalisation of the encoder's vectors, the
quantiser (distances, codebooks and their statistics), and the losses, which compare pixels to a thousandth.

Axes: n images, C, H, W pixels.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Literal, ParamSpec, TypeVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.plan import Plan

Precision = Literal["float32", "bfloat16"]

FASTER = 1.2
"""How much faster bfloat16 must be to be chosen: less than this is not worth its rounding, nor surely there."""

ROUNDS = 7
"""Passes timed in each precision, in turn; the fastest counts, because whatever else runs only makes a pass slower."""

SECONDS = 0.6
"""After which no further round begins, but for the second: the first one warms up."""

MULTIPLY_ADDS = 5 * 10**8
"""Of a timed pass forward at most: with the pass back, a few hundredths of a second on one core."""

P = ParamSpec("P")
T = TypeVar("T")


def mixed(device: torch.device, precision: Precision) -> AbstractContextManager[None]:
    """While inside, products are computed in a precision."""
    return torch.autocast(device.type, torch.bfloat16, enabled=precision == "bfloat16")


def in_float32(method: Callable[P, T]) -> Callable[P, T]:
    """Let a method of a module with buffers compute its products in float32, whatever the precision around it."""

    @functools.wraps(method)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        module: Any = args[0]
        with torch.autocast(next(module.buffers()).device.type, enabled=False):
            return method(*args, **kwargs)

    return run


def pass_seconds(plan: Plan, encoder: nn.Module, device: torch.device) -> dict[Precision, float]:
    """Seconds of a pass of the encoder in each precision, forward and backward, with all that autocast adds to it.

    Args:
        plan: what `encoder` was built from.
        encoder: on the device; nothing in it changes.
        device: where to measure.
    """
    images, start = trial_images(plan, device), time.perf_counter()
    seconds: dict[Precision, float] = {"float32": float("inf"), "bfloat16": float("inf")}
    for round_ in range(ROUNDS):
        if round_ > 1 and time.perf_counter() - start > SECONDS:
            break
        for precision in seconds:
            with mixed(device, precision):
                seconds[precision] = min(seconds[precision], timed_pass(encoder, images))
    return seconds


def trial_images(plan: Plan, device: torch.device) -> Float[Tensor, "n C H W"]:
    """As many images as a step has, or fewer where they would take long."""
    data = plan.data
    of_one = sum(layer.multiply_adds for layer in plan.network.layers if layer.name.startswith("encoder"))
    count = max(1, min(2 * plan.train.batch_size, MULTIPLY_ADDS // max(of_one, 1)))
    pixels = torch.linspace(-1, 1, count * data.channels * data.height * data.width, device=device)
    images = pixels.view(count, data.channels, data.height, data.width)
    return images.contiguous(memory_format=torch.channels_last)


def timed_pass(network: nn.Module, images: Float[Tensor, "n C H W"]) -> float:
    """Seconds of one pass forward and backward; no gradient is kept."""
    _wait_for(images.device)
    start = time.perf_counter()
    out: Tensor = network(images)
    torch.autograd.grad(out.float().square().sum(), list(network.parameters()))
    _wait_for(images.device)
    return time.perf_counter() - start


def _wait_for(device: torch.device) -> None:
    """Until it has done what it was told; the processor always has."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
