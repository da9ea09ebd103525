"""The networks of `layout: slots`.

Axes: h x w last feature map, V variables, D numbers of a vector.
"""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.layers.kinds import Shape, convolution, film, linear, residual
from causalvq.compiler.plan import LayerPlan, VariablePlan


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


def retrieval(numbers: int, hidden: int, actions: int) -> list[LayerPlan]:
    """The vectors of two images and their difference -> actions; two numbers say how far codes and this are trusted."""
    if not hidden:
        return []
    last = linear("retrieval.actions", hidden, (actions,))
    return [linear("retrieval.hidden", 3 * numbers, (hidden,)), last.model_copy(update={"buffers": 2})]


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
