"""The networks of `layout: slots`.

Axes: h x w last feature map, V variables, D numbers of a vector.
"""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.layers.layer_kinds import Shape, convolution, film, linear, residual
from causalvq.compiler.placement import pixel_reader
from causalvq.compiler.plan import LayerPlan, NetworkPlan, VariablePlan


def encoder(image: Shape, stem: int, widths: Sequence[int], variables: int, dim: int) -> list[LayerPlan]:
    """Patches -> halving convolutions -> one vector a variable."""
    patches = image.resized(image.channels * stem**2, 1, stem)
    shape = patches.resized(widths[0])
    layers = [
        convolution("encoder.stem", "convolution", patches, shape, 3),
        residual("encoder.stem.residual.1", shape),
        residual("encoder.stem.residual.2", shape),
    ]
    for index, width in enumerate(widths[1:], 1):
        before, shape = shape, shape.resized(width, 1, 2)
        layers.append(convolution(f"encoder.down.{index}", "convolution", before, shape, 4))
    layers.append(residual("encoder.residual", shape))
    layers.append(linear("encoder.vectors", shape.channels * shape.pixels, (variables, dim)))
    return layers


def decoder(image: Shape, stem: int, widths: Sequence[int], variables: int, dim: int) -> list[LayerPlan]:
    """All vectors -> doubling convolutions -> patches; each stage is told the vectors again."""
    codes, deepest = variables * dim, stem * 2 ** (len(widths) - 1)
    shape = image.resized(widths[0], 1, deepest)
    layers = [
        linear("decoder.map", codes, shape.out),
        residual("decoder.residual", shape),
        film("decoder.film.0", codes, shape),
    ]
    for index, width in enumerate(widths[1:], 1):
        before, shape = shape, shape.resized(width, 2)
        layers.append(convolution(f"decoder.up.{index}", "transposed", before, shape, 4))
        layers.append(film(f"decoder.film.{index}", codes, shape))
    layers.append(residual("decoder.stem.residual", shape))
    layers.append(film("decoder.stem.film", codes, shape))
    patches = shape.resized(image.channels * stem**2)
    layers.append(convolution("decoder.stem", "convolution", shape, patches, 3))
    return layers


def coordinates(variables: int, dim: int, factors: int) -> list[LayerPlan]:
    """A number for each factor whose steps go along a line."""
    return [
        LayerPlan(
            name="coordinates", kind="linear", out=(factors,), parameters=variables * dim, multiply_adds=variables * dim
        )
    ]


def retrieval(image: Shape, numbers: int, network: NetworkPlan, actions: int) -> list[LayerPlan]:
    """The vectors of two images and their difference -> actions; their pixels -> actions.

    Three numbers say how far codes and the two are trusted.
    """
    hidden = network.retrieval_hidden
    if not hidden:
        return []
    last = linear("retrieval.actions", hidden, (actions,))
    trust = 3 if network.retrieval_widths else 2
    by_vectors = [linear("retrieval.hidden", 3 * numbers, (hidden,)), last.model_copy(update={"buffers": trust})]
    return [*by_vectors, *reader_of_pixels(image, network, actions)] if network.retrieval_widths else by_vectors


def reader_of_pixels(image: Shape, network: NetworkPlan, actions: int) -> list[LayerPlan]:
    """Both images of a pair as channels -> halving convolutions -> actions; half of a pair for each image."""
    stem = pixel_reader.patch(image.height, image.width)
    before, layers = image.resized(2 * image.channels * stem**2, 1, stem), []
    for index, shape in enumerate(pixel_reader.maps(image.height, image.width)):
        after = Shape(*shape)
        made = convolution(f"retrieval.pixels.{index}", "pair", before, after, 3)
        normalised = {"parameters": made.parameters + 2 * after.channels, "multiply_adds": made.multiply_adds // 2}
        layers.append(made.model_copy(update=normalised))
        before = after
    features = before.channels * pixel_reader.SMALLEST**2
    return [
        *layers,
        linear("retrieval.pixels.hidden", features, (network.retrieval_hidden,)),
        linear("retrieval.pixels.actions", network.retrieval_hidden, (actions,)),
    ]


def transition(actions: int, variables: Sequence[VariablePlan]) -> list[LayerPlan]:
    """Counts of state changes: of each variable under each action, and when it is no target."""
    count, states = len(variables), max(variable.states for variable in variables)
    return [
        LayerPlan(
            name="transition.mechanisms",
            kind="counts",
            out=(count, states),
            parameters=0,
            buffers=(actions + 1) * count * states**2,
            multiply_adds=0,
        )
    ]
