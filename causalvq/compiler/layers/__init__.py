"""The networks as lists of layers: the one place that knows their shapes, parameters and multiply-adds.

The runtime builds exactly these layers; a test compares the parameters of the two, layer list against modules.
"""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.layers import grid as grid_layers
from causalvq.compiler.layers import slots as slot_layers
from causalvq.compiler.layers.kinds import Shape, codebooks
from causalvq.compiler.plan import (
    ActionPlan,
    CodebookPlan,
    DataPlan,
    GraphPlan,
    GridPlan,
    LayerPlan,
    NetworkPlan,
    VariablePlan,
)


def all_layers(
    data: DataPlan,
    actions: Sequence[ActionPlan],
    variables: Sequence[VariablePlan],
    codebook: CodebookPlan,
    grid: GridPlan | None,
    network: NetworkPlan,
    graph: GraphPlan,
) -> tuple[LayerPlan, ...]:
    """Encoder, decoder and transition, in the order in which an image passes through them.

    Only the widths of `network` and the kind of `graph` are read.
    """
    image = Shape(data.channels, data.height, data.width)
    encoder, decoder = (network.stem, network.encoder_widths), (network.stem, network.decoder_widths)
    if grid is not None:
        return (
            *grid_layers.encoder(image, *encoder, grid, codebook.dim),
            codebooks((grid.books * codebook.dim, grid.height, grid.width), grid.books, codebook.size, codebook.dim),
            *grid_layers.decoder(image, *decoder, grid, codebook.dim),
            *grid_layers.transition(len(actions), len(variables), grid, codebook, network, fixed=graph.kind == "fixed"),
        )
    return (
        *slot_layers.encoder(image, *encoder, len(variables), codebook.dim),
        codebooks((len(variables), codebook.dim), len(variables), max(v.states for v in variables), codebook.dim),
        *slot_layers.decoder(image, *decoder, len(variables), codebook.dim),
        *slot_layers.transition(len(actions), variables),
    )
