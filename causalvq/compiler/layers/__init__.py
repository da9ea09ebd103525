"""The networks as lists of layers: the one place that knows their shapes, parameters and multiply-adds.

The runtime builds exactly these layers; a test compares the parameters of the two, layer list against modules.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from causalvq.compiler.layers import baseline_layers as baseline_layers
from causalvq.compiler.layers import grid_layers as grid_layers
from causalvq.compiler.layers import slot_layers as slot_layers
from causalvq.compiler.layers.layer_kinds import Shape, pixel_range
from causalvq.compiler.layers.quantizer_layers import books, quantizer
from causalvq.compiler.plan import (
    ActionPlan,
    BaselinePlan,
    CodebookPlan,
    DataPlan,
    GraphPlan,
    GridPlan,
    LayerPlan,
    NetworkPlan,
    VariablePlan,
    has_layer,
)


def all_layers(
    data: DataPlan,
    actions: Sequence[ActionPlan],
    variables: Sequence[VariablePlan],
    codebook: CodebookPlan,
    grid: GridPlan | None,
    network: NetworkPlan,
    graph: GraphPlan,
    directed: Sequence[int],
    baseline: BaselinePlan | None = None,
) -> tuple[LayerPlan, ...]:
    """Encoder, decoder and transition, in the order in which an image passes through them.

    The layers of `network` are not read.
    """
    image = Shape(data.channels, data.height, data.width)
    measured = () if data.dtype == "uint8" else (pixel_range(image),)
    if baseline is not None and baseline.kind != "vq_vae":
        return (*measured, *baseline_layers.layers_of(image, network, baseline, variables, len(actions)))
    if grid is not None:
        shape = (grid.books * codebook.dim, grid.height, grid.width)
        causal = grid_layers.transition(len(actions), len(variables), grid, codebook, network)
        return (
            *measured,
            *grid_layers.encoder(image, network, grid, codebook.dim),
            books(codebook, variables[:: grid.cells], shape, codebook.size * prod(shape)),
            *grid_layers.decoder(image, network, grid, codebook.dim),
            *(causal if has_layer(grid, graph) else slot_layers.transition(len(actions), variables)),
        )
    encoder, decoder = (network.stem, network.encoder_widths), (network.stem, network.decoder_widths)
    return (
        *measured,
        *slot_layers.encoder(image, *encoder, len(variables), codebook.dim),
        *(slot_layers.coordinates(len(variables), codebook.dim, len(directed)) if directed else ()),
        *quantizer(variables, codebook),
        *slot_layers.decoder(image, *decoder, len(variables), codebook.dim),
        *slot_layers.transition(len(actions), variables),
        *slot_layers.retrieval(image, len(variables) * codebook.dim, network, len(actions)),
    )
