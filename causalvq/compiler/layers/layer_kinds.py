"""The kinds of layers: shapes, parameters and multiply-adds an image of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from causalvq.compiler.plan import LayerPlan


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


def convolution(name: str, kind: str, before: Shape, after: Shape, kernel: int, *, bias: bool = True) -> LayerPlan:
    """A convolution; `convolution` counts its kernel at each output, `transposed` at each input."""
    weights = kernel**2 * before.channels * after.channels
    positions = before.pixels if kind == "transposed" else after.pixels
    parameters = weights + bias * after.channels
    return LayerPlan(name=name, kind=kind, out=after.out, parameters=parameters, multiply_adds=weights * positions)


def linear(name: str, inputs: int, out: Sequence[int], kind: str = "linear") -> LayerPlan:
    """A linear layer with bias."""
    outputs = prod(out)
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


def pixel_range(image: Shape) -> LayerPlan:
    """Each channel on the range that it has in the training split, of which middle and half are kept."""
    return LayerPlan(
        name="pixels",
        kind="range",
        out=image.out,
        parameters=0,
        buffers=2 * image.channels,
        multiply_adds=image.channels * image.pixels,
    )
