"""The networks of `layout: grid`: feature maps split in books, and graph attention between their vectors.

Axes: h x w last feature map, B books, V = B h w variables, A actions, H hidden numbers, S states, D of a vector.
"""

from __future__ import annotations

from causalvq.compiler.layers.kinds import Shape, convolution, residual
from causalvq.compiler.plan import CodebookPlan, GridPlan, LayerPlan, NetworkPlan


def encoder(image: Shape, network: NetworkPlan, grid: GridPlan, dim: int) -> list[LayerPlan]:
    """Patches -> halving convolutions -> residual blocks -> B vectors at each position."""
    widths = network.encoder_widths
    patches = image.resized(image.channels * network.stem**2, 1, network.stem)
    shape = patches.resized(widths[0])
    layers = [convolution("encoder.stem", "convolution", patches, shape, 3), residual("encoder.stem.residual", shape)]
    for index, width in enumerate(widths[1:], 1):
        before, shape = shape, shape.resized(width, 1, 2)
        layers.append(convolution(f"encoder.down.{index}", "convolution", before, shape, 4))
    layers += blocks("encoder", network.encoder_blocks, shape)
    layers.append(convolution("encoder.vectors", "convolution", shape, shape.resized(grid.books * dim), 1))
    return layers


def decoder(image: Shape, network: NetworkPlan, grid: GridPlan, dim: int) -> list[LayerPlan]:
    """B vectors at each position -> residual blocks -> doubling convolutions -> patches."""
    widths = network.decoder_widths
    codes = Shape(grid.books * dim, grid.height, grid.width)
    shape = codes.resized(widths[0])
    layers = [convolution("decoder.map", "convolution", codes, shape, 3)]
    layers += blocks("decoder", network.decoder_blocks, shape)
    for index, width in enumerate(widths[1:], 1):
        before, shape = shape, shape.resized(width, 2)
        layers.append(convolution(f"decoder.up.{index}", "transposed", before, shape, 4))
    layers.append(residual("decoder.stem.residual", shape))
    patches = shape.resized(image.channels * network.stem**2)
    layers.append(convolution("decoder.stem", "convolution", shape, patches, 3))
    return layers


def blocks(part: str, count: int, shape: Shape) -> list[LayerPlan]:
    """Residual blocks at the smallest map."""
    return [residual(f"{part}.residual.{index}", shape) for index in range(1, count + 1)]


def transition(actions: int, variables: int, codebook: CodebookPlan, network: NetworkPlan) -> list[LayerPlan]:
    """Mask and graph from nodes and action, graph attention, and a head for each action and for none.

    A layer on a pair of nodes is the sum of two layers on single nodes, so that only its last, scalar part is counted
    V x V times; of the heads, two are used.
    """
    if not actions:
        return []
    hidden, states, nodes = network.transition_hidden, codebook.size, variables + 1
    square = hidden * hidden
    layers = [
        layer("nodes", "linear", (variables, hidden), (codebook.dim + 1) * hidden, variables * codebook.dim * hidden),
        layer("positions", "embedding", (variables, hidden), variables * hidden, 0),
        layer("actions", "embedding", (hidden,), actions * hidden, 0),
        layer("mask", "pairs", (variables,), 2 * square + 2 * hidden + 1, variables * (square + hidden) + square),
        layer(
            "graph",
            "pairs",
            (variables, variables),
            3 * square + 2 * hidden + 1,
            2 * variables * square + square + variables**2 * hidden,
        ),
    ]
    for index in range(network.transition_layers):
        adds = nodes * square + 2 * nodes * hidden + nodes * variables * hidden
        layers.append(layer(f"attention.{index}", "attention", (variables, hidden), square + 3 * hidden, adds))
    heads = (actions + 1) * (hidden * states + states)
    layers.append(layer("heads", "heads", (variables, states), heads, 2 * variables * hidden * states))
    return layers


def layer(name: str, kind: str, out: tuple[int, ...], parameters: int, multiply_adds: int) -> LayerPlan:
    """A layer of the transition."""
    return LayerPlan(name=f"transition.{name}", kind=kind, out=out, parameters=parameters, multiply_adds=multiply_adds)
