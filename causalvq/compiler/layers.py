"""The networks as lists of layers: the one place that knows their shapes, parameters and multiply-adds.

The runtime builds exactly these layers; a test compares the parameters of the two, layer list against modules.

Axes: C channels of the image, s side of a patch, h x w last feature map, V variables, D numbers of a vector,
n feature maps. `W[i]` and `R[i]` are the widths of the encoder and of the decoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from causalvq.compiler.plan import ActionPlan, LayerPlan, VariablePlan


@dataclass(frozen=True, slots=True)
class Shape:
    """A feature map."""

    channels: int
    height: int
    width: int

    @property
    def out(self) -> tuple[int, ...]:
        """As a plan writes it."""
        return (self.channels, self.height, self.width)

    @property
    def pixels(self) -> int:
        """Positions of the map."""
        return self.height * self.width

    def resized(self, channels: int, numerator: int = 1, denominator: int = 1) -> Shape:
        """Another number of channels, sides times a ratio."""
        return Shape(channels, self.height * numerator // denominator, self.width * numerator // denominator)


def convolution(name: str, kind: str, before: Shape, after: Shape, kernel: int) -> LayerPlan:
    """A convolution with bias; `convolution` counts its kernel at each output, `transposed` at each input."""
    weights = kernel**2 * before.channels * after.channels
    positions = before.pixels if kind == "transposed" else after.pixels
    return LayerPlan(
        name=name, kind=kind, out=after.out, parameters=weights + after.channels, multiply_adds=weights * positions
    )


def linear(name: str, inputs: int, out: Sequence[int], kind: str = "linear") -> LayerPlan:
    """A linear layer with bias."""
    outputs = 1
    for size in out:
        outputs *= size
    return LayerPlan(
        name=name,
        kind=kind,
        out=tuple(out),
        parameters=inputs * outputs + outputs,
        multiply_adds=inputs * outputs,
    )


def residual(name: str, shape: Shape) -> LayerPlan:
    """x + conv1x1(act(conv3x3(act(x))))."""
    weights = 10 * shape.channels**2
    return LayerPlan(
        name=name,
        kind="residual",
        out=shape.out,
        parameters=weights + 2 * shape.channels,
        multiply_adds=weights * shape.pixels,
    )


def film(name: str, codes: int, shape: Shape) -> LayerPlan:
    """Scale and shift of each channel, linear in the vectors of all variables."""
    outputs = 2 * shape.channels
    return LayerPlan(
        name=name,
        kind="film",
        out=shape.out,
        parameters=codes * outputs + outputs,
        multiply_adds=codes * outputs + shape.channels * shape.pixels,
    )


def slots_encoder(image: Shape, stem: int, widths: Sequence[int], variables: int, dim: int) -> list[LayerPlan]:
    """Patches -> halving convolutions -> one vector a variable."""
    patches = image.resized(image.channels * stem**2, 1, stem)
    shape = patches.resized(widths[0])
    layers = [convolution("encoder.stem", "convolution", patches, shape, 3), residual("encoder.stem.residual", shape)]
    for index, width in enumerate(widths[1:], 1):
        before, shape = shape, shape.resized(width, 1, 2)
        layers.append(convolution(f"encoder.down.{index}", "convolution", before, shape, 4))
    layers.append(residual("encoder.residual", shape))
    layers.append(linear("encoder.vectors", shape.channels * shape.pixels, (variables, dim)))
    return layers


def slots_decoder(image: Shape, stem: int, widths: Sequence[int], variables: int, dim: int) -> list[LayerPlan]:
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


def slots_transition(
    actions: Sequence[ActionPlan], targets: Sequence[Sequence[int]], variables: Sequence[VariablePlan]
) -> list[LayerPlan]:
    """For each target of each action: logits of its next state, given its own state for a step."""
    sizes = [(action, variables[target].states) for action in actions for target in targets[action.factor]]
    parameters = sum(states * states if action.kind == "step" else states for action, states in sizes)
    if not parameters:
        return []
    out = (len(variables), max(variable.states for variable in variables))
    return [
        LayerPlan(
            name="transition.mechanisms",
            kind="mechanisms",
            out=out,
            parameters=parameters,
            multiply_adds=out[0] * out[1],
        )
    ]
