"""What other queries answer with: codes, images that the model made, effects.

Axes: b images, C, H, W pixels, V variables, F factors, D numbers of a vector, U values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from PIL import Image
from torch import Tensor

from causalvq.data.types import Images as ByteImages
from causalvq.runtime.answers.answer import DIGITS, MOST_SHOWN, Answer, AnswerTable
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.strips import strips
from causalvq.runtime.feeding.pixel_scale import to_bytes

MOST_COLUMNS = 24
"""Variables that have a column each in a table."""


@dataclass(frozen=True, eq=False)
class Encoding(Answer):
    """Images as codes.

    Args:
        naming: the names of the run.
        codes: code of each variable.
        vectors: of each variable, before rounding.
        values: for each factor, the index of the most probable value; -1 where it cannot be read.
        sureness: for each factor, the probability of that value; NaN where it cannot be read.
    """

    naming: Naming = field(repr=False)
    codes: Int[Tensor, "b V"]
    vectors: Float[Tensor, "b V D"] = field(repr=False)
    values: Int[Tensor, "b F"]
    sureness: Float[Tensor, "b F"]

    def value_names(self) -> tuple[tuple[str, ...], ...]:
        """For each image and factor, the name of its value; empty where it cannot be read."""
        factors = self.naming.plan.data.factors
        return tuple(
            tuple(factor.values[value] if value >= 0 else "" for factor, value in zip(factors, row, strict=True))
            for row in self.values.tolist()
        )

    def to_dict(self) -> dict[str, Any]:
        """Codes and values by name."""
        return {
            "variables": [variable.name for variable in self.naming.plan.variables],
            "codes": self.codes.tolist(),
            "factors": list(self.naming.factors),
            "values": [list(row) for row in self.value_names()],
        }

    def title(self) -> str:
        """What was asked for."""
        return f"codes of {len(self.codes):,} image{'s' if len(self.codes) > 1 else ''}, and the values that they tell"

    def tables(self) -> tuple[AnswerTable, ...]:
        """The values of the factors, and the code of each variable."""
        factors, variables = self.naming.factors, [variable.name for variable in self.naming.plan.variables]
        values = self.value_names()
        told = [name for position, name in enumerate(factors) if any(row[position] for row in values)]
        shown = [[value for value, name in zip(row, factors, strict=True) if name in told] for row in values]
        codes = [[str(code) for code in row] for row in self.codes.tolist()]
        heads = [f"code of {name}" for name in variables]
        if len(variables) > MOST_COLUMNS:  # a grid has hundreds
            codes, heads = [[" ".join(row)] for row in codes], [f"codes of {len(variables)} variables"]
        rows = tuple((str(image), *row, *own) for image, (row, own) in enumerate(zip(shown, codes, strict=True)))
        return (AnswerTable(("image", *told, *heads), rows),)

    def arrays(self) -> dict[str, np.ndarray]:
        """Codes, vectors, values and names as arrays, as `encode --out x.npz` writes them."""
        return {
            "codes": self.codes.cpu().numpy(),
            "vectors": self.vectors.cpu().numpy(),
            "values": self.values.cpu().numpy(),
            "sureness": self.sureness.cpu().numpy(),
            "variables": np.array([variable.name for variable in self.naming.plan.variables]),
            "factors": np.array(self.naming.factors),
        }


@dataclass(frozen=True, eq=False)
class Pictures(Answer):
    """Images that the model made.

    Args:
        naming: the names of the run.
        images: pixels in [-1, 1].
        codes: what they were decoded from.
        notes: a line for each.
        log_probability: of the codes in nats, under the prior over codes; None where none was asked.
    """

    naming: Naming = field(repr=False)
    images: Float[Tensor, "b C H W"] = field(repr=False)
    codes: Int[Tensor, "b V"]
    notes: tuple[str, ...] = ()
    log_probability: Float[Tensor, " b"] | None = None

    @property
    def pixels(self) -> ByteImages:
        """The images as people see them: uint8 [b, H, W, C]."""
        return to_bytes(self.images)

    def to_dict(self) -> dict[str, Any]:
        """Codes, and a line for each image."""
        told: dict[str, Any] = {"codes": self.codes.tolist(), "notes": list(self.notes)}
        if self.log_probability is not None:
            told["log_probabilities"] = [round(value, DIGITS) for value in self.log_probability.tolist()]
        return told

    def title(self) -> str:
        """What is shown."""
        return f"{len(self.images):,} image{'s' if len(self.images) > 1 else ''} decoded from codes"

    def described(self) -> str:
        """How many images, and the line of each."""
        return f"{self.title()}: {', '.join(self.notes[:MOST_SHOWN])}" if self.notes else self.title()

    def picture(self) -> Image.Image:
        """The images side by side, each with its line."""
        return strips([self.images[:MOST_SHOWN]], self.naming, (), (self.notes[:MOST_SHOWN],) if self.notes else ())


@dataclass(frozen=True, eq=False)
class Effect(Answer):
    """How much something that is done changes a factor, on average over images.

    Args:
        naming: the names of the run.
        done: what is done, in words.
        factor: position of the factor that is looked at.
        images: how many were averaged over.
        left_out: how many were not: their codes do not tell the value of the factor before and after, or no number of
            steps does to them what is done.
        total: mean of the factor afterwards less before, in the units of its values; None where these have no order.
        total_interval: 95% of it; None of a single image.
        direct: the same where every variable but those that are set, and those of the factor, is held; None where
            `total` is, and in a grid with a causal layer, which holds nothing.
        direct_interval: 95% of it.
        before: share of the images in which the factor has each value, before.
        after: the same, afterwards.
        unit: what the numbers count: the values themselves, or their places.
    """

    naming: Naming = field(repr=False)
    done: str
    factor: int
    images: int
    left_out: int
    total: float | None
    total_interval: tuple[float, float] | None
    direct: float | None
    direct_interval: tuple[float, float] | None
    before: Float[Tensor, " U"]
    after: Float[Tensor, " U"]
    unit: str

    def title(self) -> str:
        """What was asked for."""
        factor = self.naming.factors[self.factor]
        return f"do({self.done}) on {factor}, mean over {self.images:,} images"

    def tables(self) -> tuple[AnswerTable, ...]:
        """The effects, where values are numbers or have an order; and how frequent each value is."""
        ways = (("total", self.total, self.total_interval), ("direct", self.direct, self.direct_interval))
        rows = [
            (name, f"{mean:+.4f}", "" if interval is None else f"{interval[0]:+.4f} to {interval[1]:+.4f}")
            for name, mean, interval in ways
            if mean is not None
        ]
        means = (AnswerTable(("effect", f"by {self.unit}", "95%"), tuple(rows)),) if rows else ()
        factor = self.naming.plan.data.factors[self.factor]
        shares = zip(factor.values, self.before.tolist(), self.after.tolist(), strict=True)
        told = tuple((value, f"{was:.3f}", f"{share:.3f}") for value, was, share in shares)
        return (*means, AnswerTable((factor.name, "share before", "share after"), told))

    def to_dict(self) -> dict[str, Any]:
        """Effects with their intervals, and the share of each value."""
        factor = self.naming.plan.data.factors[self.factor]

        def shares(of: Float[Tensor, " U"]) -> dict[str, float]:
            return {name: round(share, DIGITS) for name, share in zip(factor.values, of.tolist(), strict=True)}

        return {
            "do": self.done,
            "on": factor.name,
            "images": self.images,
            "left_out": self.left_out,
            "unit": self.unit,
            "total": self.total,
            "total_interval": self.total_interval,
            "direct": self.direct,
            "direct_interval": self.direct_interval,
            "before": shares(self.before),
            "after": shares(self.after),
        }
