"""The networks of `layout: grid`: feature maps split in books, and graph attention between their vectors.

Axes: h x w last feature map, B books, V = B h w variables, A actions, H hidden numbers, S states, D of a vector.
"""

from __future__ import annotations

from causalvq.compiler.layers.layer_kinds import Shape, convolution, residual
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


def octaves(side: int) -> int:
    """Wavelengths of the sinusoids along an axis of the grid: enough to tell neighbours apart."""
    return max(1, (side - 1).bit_length() + 1)


def position_width(grid: GridPlan) -> int:
    """Numbers that tell where a variable lies: a sine and a cosine for each octave of book, row and column."""
    return 2 * sum(octaves(side) for side in (grid.books, grid.height, grid.width))


def transition(
    actions: int, variables: int, grid: GridPlan, codebook: CodebookPlan, network: NetworkPlan
) -> list[LayerPlan]:
    """Mask and graph from nodes and action, graph attention, and a head for each action and for none.

    A layer on a pair of nodes is the sum of two layers on single nodes, so that only its last, scalar part is counted
    V x V times; of the heads and of the networks that find the graph, two are used.
    """
    if not actions:
        return []
    hidden, states, positions = network.transition_hidden, codebook.size, position_width(grid)
    width = states + positions
    layers = [
        layer("actions", "embedding", (width,), actions * width, 0),
        mask(actions, variables, positions, hidden),
        graph(actions, variables, width, hidden),
    ]
    layers += [
        attention(index, variables, width if index == 0 else hidden, hidden)
        for index in range(network.transition_layers)
    ]
    heads = (actions + 1) * (hidden * states + states)
    layers.append(layer("heads", "heads", (variables, states), heads, 2 * variables * hidden * states))
    return layers


def mask(actions: int, variables: int, positions: int, hidden: int) -> LayerPlan:
    """One hidden layer on position and action, for all actions at once."""
    parameters = positions * hidden + hidden + actions * hidden + hidden + 1
    return layer("mask", "mask", (actions, variables), parameters, variables * hidden * (positions + actions))


def graph(actions: int, variables: int, width: int, hidden: int) -> LayerPlan:
    """A network on pairs of nodes for observation and for each action."""
    parameters = (actions + 1) * (2 * width * hidden + 2 * hidden + 1)
    adds = 2 * (2 * variables * width * hidden + variables**2 * hidden)
    return layer("graph", "pairs", (variables, variables), parameters, adds)


def attention(index: int, variables: int, inputs: int, hidden: int) -> LayerPlan:
    """Two projections of every node and a score for every pair; the action is one node more."""
    nodes = variables + 1
    adds = 2 * nodes * inputs * hidden + 2 * nodes * variables * hidden
    return layer(f"attention.{index}", "attention", (variables, hidden), 2 * (inputs + 1) * hidden + 2 * hidden, adds)


def layer(name: str, kind: str, out: tuple[int, ...], parameters: int, multiply_adds: int) -> LayerPlan:
    """A layer of the transition."""
    return LayerPlan(name=f"transition.{name}", kind=kind, out=out, parameters=parameters, multiply_adds=multiply_adds)
