"""Price the plan: parameters, multiply-adds, memory."""

from __future__ import annotations

from math import prod

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import CostPlan, DataPlan, LayerPlan, TrainPlan

FLOAT = 4
"""Bytes of a float32."""

STATES_PER_PARAMETER = 4
"""The parameter, its gradient, and two running averages of the optimiser."""

ACTIVATIONS = 2.5
"""Values kept for the backward pass for each value that leaves a layer."""

PASSES = 3
"""Multiply-adds of forward and backward for each of forward."""


def cost(draft: Draft) -> Draft:
    """Set `cost`."""
    data, network, train = draft.data, draft.network, draft.train
    assert data is not None
    assert network is not None
    assert train is not None
    made = price(data, network.layers, train)
    return (
        draft.put(cost=made)
        .because("cost.parameters", f"{made.parameters:,}", "model", "variables", "codebook.dim")
        .because("cost.multiply_adds", f"{made.multiply_adds:,} a step", "train.batch_size", "model")
        .because("cost.training_bytes", f"{made.training_bytes:,}", "train.batch_size", "model")
    )


def price(data: DataPlan, layers: tuple[LayerPlan, ...], train: TrainPlan) -> CostPlan:
    """What the layers cost; a pair is two images."""
    parameters = sum(layer.parameters for layer in layers)
    images = 2 * train.batch_size
    values = sum(prod(layer.out) for layer in layers)
    pixels = data.channels * data.height * data.width
    return CostPlan(
        parameters=parameters,
        multiply_adds=PASSES * images * sum(layer.multiply_adds for layer in layers),
        training_bytes=round(images * values * FLOAT * ACTIVATIONS) + parameters * FLOAT * STATES_PER_PARAMETER,
        inference_bytes=2 * max(prod(layer.out) for layer in layers) * FLOAT + parameters * FLOAT,
        data_bytes=data.images * pixels,
        checkpoint_bytes=parameters * FLOAT * (STATES_PER_PARAMETER - 1),
    )
