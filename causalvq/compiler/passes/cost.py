"""Price the plan: parameters, multiply-adds, memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from types import MappingProxyType

from causalvq.compiler.draft import Inputs, WithCost, WithMetrics
from causalvq.compiler.plan import CostPlan, DataPlan, GridPlan, LayerPlan, TrainPlan
from causalvq.compiler.plan_faults import TOO_LARGE, fault, refuse
from causalvq.data.pixels import PIXEL_BYTES
from causalvq.errors import Diagnostic

FLOAT = 4
"""Bytes of a float32."""

MOMENTS = 2
"""Running averages that the optimiser keeps of each gradient, in checkpoints too."""

PER_PARAMETER = 8
"""Numbers held for each parameter at the peak of a step: itself, its gradient, the moments, and the four copies that
clipping and the optimiser's update make of all of them at once."""

PER_OUTPUT: Mapping[str, int] = MappingProxyType(
    {
        "residual": 4,
        "codebooks": 3,
        "film": 2,
        "attention": 4,
        "pairs": 3,
        "pair": 2,
        "heads": 2,
        "mask": 2,
        "counts": 0,
        "networks": 6,
        "range": 0,
    }
)
"""Numbers kept for the backward pass for each number that leaves a layer of a kind; 1 for all other kinds."""

PER_PIXEL = 16
"""Numbers held for each number of an image: the image, its patches, its reconstruction, their errors, the gradients of
these, and what the first convolution unfolds."""

WORKSPACE = 20 * 10**6
"""Bytes that the libraries take for themselves as soon as they train anything."""

PASSES = 3
"""Multiply-adds of forward and backward for each of forward."""


MOST_BYTES = 2**40
"""Bytes over which a plan is refused, whatever the machine."""


def cost(draft: WithMetrics) -> WithCost:
    """Set `cost`."""
    again = reads_again(draft.losses, draft.grid)
    made = price(draft.data, draft.network.layers, draft.train, reads_again=again)
    refuse(too_large(draft.inputs, made))
    return (
        WithCost(**draft.parts, cost=made)
        .because("cost.parameters", f"{made.parameters:,}", "model", "variables", "codebook.dim")
        .because("cost.multiply_adds", f"{made.multiply_adds:,} a step", "train.batch_size", "model")
        .because("cost.training_bytes", f"{made.training_bytes:,}", "train.batch_size", "model")
        .follow(("cost.inference_bytes", "cost.checkpoint_bytes"), "model", "variables", "codebook")
        .follow(("cost.data_bytes",), "data.source", "data.image.size")
    )


def reads_again(losses: Mapping[str, float], grid: GridPlan | None) -> bool:
    """Whether a step also decodes as many images as it has pairs, and reads these."""
    return grid is None and losses.get("cycle", 0) > 0


def price(data: DataPlan, layers: tuple[LayerPlan, ...], train: TrainPlan, *, reads_again: bool) -> CostPlan:
    """What the layers cost; a pair is two images."""
    forward = sum(layer.multiply_adds for layer in layers)
    again = sum(
        layer.multiply_adds * (PASSES if layer.name.startswith("encoder.") else 1)
        for layer in layers
        if layer.name.startswith(("encoder.", "decoder."))
    )
    parameters, buffers = sum(layer.parameters for layer in layers), sum(layer.buffers for layer in layers)
    images, pixels = 2 * train.batch_size, data.channels * data.height * data.width
    pieces = 1 if train.micro_batches == "auto" else train.micro_batches
    widest = max(prod(layer.out) for layer in layers)
    return CostPlan(
        parameters=parameters,
        multiply_adds=PASSES * images * forward + reads_again * train.batch_size * again,
        training_bytes=training_bytes(data, layers, train, pieces, reads_again=reads_again),
        inference_bytes=FLOAT * (2 * widest + pixels + parameters + buffers),
        data_bytes=data.images * pixels * PIXEL_BYTES[data.dtype],
        checkpoint_bytes=FLOAT * ((1 + MOMENTS) * parameters + buffers),
    )


def training_bytes(
    data: DataPlan, layers: tuple[LayerPlan, ...], train: TrainPlan, pieces: int, *, reads_again: bool
) -> int:
    """The peak of a training step; of what layers keep for the backward pass, that of one piece is there at a time.

    Args:
        data: size of an image.
        layers: of all networks.
        train: size of a batch.
        pieces: in which networks see the batch.
        reads_again: whether as many images as there are pairs are decoded and read beside those of the batch.
    """
    parameters, buffers = sum(layer.parameters for layer in layers), sum(layer.buffers for layer in layers)
    images, pixels = 2 * train.batch_size, data.channels * data.height * data.width
    kept = sum(
        PER_OUTPUT.get(layer.kind, 1)
        * prod(layer.out)
        * (1.5 if reads_again and layer.name.startswith("encoder.") else 1)
        for layer in layers
    )
    held = images * PER_PIXEL * pixels + -(-images // pieces) * round(kept)
    return WORKSPACE + FLOAT * (held + PER_PARAMETER * parameters + buffers)


def too_large(inputs: Inputs, made: CostPlan) -> Iterator[Diagnostic]:
    """Plans that no machine can hold."""
    needed = max(made.training_bytes, made.checkpoint_bytes, made.inference_bytes)
    if needed > MOST_BYTES:
        yield fault(
            inputs.document,
            TOO_LARGE,
            f"training would take {needed / 2**40:,.0f} TiB of memory",
            "codebook.size" if made.parameters < MOST_BYTES // 64 else "model",
            expected=f"at most {MOST_BYTES >> 40} TiB",
            hint="fewer states, variables or channels, or a smaller train.batch_size",
        )
