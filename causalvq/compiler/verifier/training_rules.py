"""Rules about networks, losses, schedule, metrics and cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import get_args

from causalvq.compiler.layers import all_layers
from causalvq.compiler.passes.cost import MOST_BYTES, price, reads_again
from causalvq.compiler.passes.evaluation_metrics import OF_ACTIONS
from causalvq.compiler.plan import (
    ActionPlan,
    BaselinePlan,
    CodebookPlan,
    CostPlan,
    DataPlan,
    GraphPlan,
    GridPlan,
    NetworkPlan,
    TrainPlan,
    VariablePlan,
)
from causalvq.dsl.spec import Losses, Metric

PHASES = ("warm-up", "autoencoder", "joint", "anneal", "causal")
MOST_STAGES = 16
MOST_WIDTH = 8192
MOST_BLOCKS = 64


def widths_mirror(network: NetworkPlan) -> Iterator[str]:
    """A decoder has as many stages as its encoder, of widths that have a bound."""
    if not 0 < len(network.encoder_widths) <= MOST_STAGES:
        yield f"an encoder of {len(network.encoder_widths)} stages, not 1 to {MOST_STAGES}"
    if len(network.encoder_widths) != len(network.decoder_widths):
        yield "encoder and decoder have not the same number of stages"
    if max(network.encoder_blocks, network.decoder_blocks) > MOST_BLOCKS:
        yield f"more than {MOST_BLOCKS} residual blocks"
    numbers = (*network.encoder_widths, *network.decoder_widths, network.transition_hidden)
    if max(numbers, default=0) > MOST_WIDTH:
        yield f"a layer is wider than {MOST_WIDTH}"


def strides_divide(data: DataPlan, network: NetworkPlan, grid: GridPlan | None) -> Iterator[str]:
    """Patches and halvings divide the image, down to the grid where there is one."""
    ratio = network.stem * 2 ** min(MOST_STAGES, len(network.encoder_widths) - 1)
    if data.height % ratio or data.width % ratio:
        yield f"sides of {data.height} and {data.width} do not divide by {ratio}"
    if grid is not None and data.height != grid.height * ratio:
        yield "the encoder does not end in the grid"


def layers_follow(
    data: DataPlan,
    actions: tuple[ActionPlan, ...],
    variables: tuple[VariablePlan, ...],
    codebook: CodebookPlan,
    grid: GridPlan | None,
    network: NetworkPlan,
    graph: GraphPlan,
    directed: tuple[int, ...],
    baseline: BaselinePlan | None,
) -> Iterator[str]:
    """The layers are those of the widths."""
    if list(strides_divide(data, network, grid)) or list(widths_mirror(network)) or not (variables or baseline):
        return  # told by those rules; there are no layers to compare with
    if network.layers != all_layers(data, actions, variables, codebook, grid, network, graph, directed, baseline):
        yield "the layers are not those of the widths"


def losses_are_known(losses: Mapping[str, float]) -> Iterator[str]:
    """Terms of the language, which may have more than when the plan was made, and one that counts."""
    if not set(losses) <= {*Losses.model_fields, "divergence"}:
        yield "losses are not the terms of the language"
    if not any(losses.values()):
        yield "every loss has weight 0"


def phases_add_up(train: TrainPlan) -> Iterator[str]:
    """In their order, each once, and as many steps as there are."""
    names = [phase.name for phase in train.phases]
    if names != [name for name in PHASES if name in names]:
        yield "the phases are out of order"
    if sum(phase.steps for phase in train.phases) != train.steps:
        yield "the phases do not add up to train.steps"
    if {"autoencoder", "joint"} <= set(names) or ("causal" in names and "joint" in names):
        yield "the phases of two-stage and of joint training do not go together"
    if not all(0 <= beta < 1 for beta in train.betas):
        yield "train.betas are not in [0, 1)"


def a_plateau_can_end_it(train: TrainPlan) -> Iterator[str]:
    """With a floor there is a joint phase to end early, and what is left of training is no less than the floor."""
    if train.floor is None:
        return
    names = [phase.name for phase in train.phases]
    if names != ["warm-up", "joint", "anneal"] or train.early_stop is not None:
        yield "training with a floor has other phases than warm-up, joint and anneal, or stops early otherwise"
    elif not train.phases[0].steps + train.phases[-1].steps <= train.floor <= train.steps:
        yield "train.floor is not between the phases that are never cut short and train.steps"


def metrics_fit(data: DataPlan, metrics: Sequence[str]) -> Iterator[str]:
    """Metrics of the language, each once, and none that the data cannot be measured by."""
    if not set(metrics) <= set(get_args(Metric)) or len(set(metrics)) != len(metrics):
        yield "a metric is unknown or listed twice"
    if data.pairs == "none" and not OF_ACTIONS.isdisjoint(metrics):
        yield "actions are measured, but there are no pairs"
    if "preserved" in metrics and prod(data.sizes) != data.images:
        yield "preserved is measured without an image of every combination of values"


def cost_adds_up(
    data: DataPlan,
    network: NetworkPlan,
    train: TrainPlan,
    cost: CostPlan,
    losses: Mapping[str, float],
    grid: GridPlan | None,
) -> Iterator[str]:
    """The cost is that of the layers, and within what any machine has: nothing allocates without bound."""
    if network.layers and cost != price(data, network.layers, train, reads_again=reads_again(losses, grid)):
        yield "the cost is not that of the layers"
    if max(cost.training_bytes, cost.inference_bytes, cost.checkpoint_bytes) > MOST_BYTES:
        yield f"more than {MOST_BYTES >> 40} TiB of memory"


RULES = (
    widths_mirror,
    strides_divide,
    layers_follow,
    losses_are_known,
    phases_add_up,
    a_plateau_can_end_it,
    metrics_fit,
    cost_adds_up,
)
