"""What queries answer with: numbers, names and pictures that show themselves in a notebook and can be saved.

Axes: b images or pairs, C, H, W pixels, V variables, A actions, F factors, D numbers of a vector, U values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from PIL import Image
from torch import Tensor

from causalvq.data.types import Images as ByteImages
from causalvq.runtime.answers.answer import Answer, AnswerTable
from causalvq.runtime.answers.change import Change, Walks, spoken
from causalvq.runtime.answers.intervention_sheet import intervention_sheet
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.sequence_search import ActionSequence
from causalvq.runtime.answers.strips import strips
from causalvq.runtime.feeding.pixel_scale import to_bytes

MOST_NOTED = 4
"""Targets whose states a note of an image tells one by one."""
MOST_SHOWN = 16
"""Images that a picture of an answer shows."""
MOST_COLUMNS = 24
"""Variables that have a column each in a table."""
MOST_NAMED = 6
"""Names of a list in a cell."""
DIGITS = 6


@dataclass(frozen=True, eq=False)
class Intervention(Answer):
    """Images after one thing or several were done to them.

    Args:
        naming: the names of the run.
        given: the images that it was done to.
        changes: what was done at once.
        sequences: for each image, for each change, the actions one after the other; None for an image that no number
            of steps brings to a value, and that is left as it is.
        before: the images as their codes have them, pixels in [-1, 1].
        images: the images afterwards: what changes in the codes changes, all else is that of the images given.
        decoded: the images afterwards as codes alone have them.
        codes_before: code of each variable before.
        codes: code of each variable afterwards.
        changed: which variables changed.
        targets: the variables that what was done may set, in any of the images.
        log_probability: of the codes afterwards in nats, under the model's mechanisms.
    """

    naming: Naming = field(repr=False)
    given: Float[Tensor, "b C H W"] = field(repr=False)
    changes: tuple[Change, ...]
    sequences: tuple[Walks | None, ...]
    before: Float[Tensor, "b C H W"] = field(repr=False)
    images: Float[Tensor, "b C H W"] = field(repr=False)
    decoded: Float[Tensor, "b C H W"] = field(repr=False)
    codes_before: Int[Tensor, "b V"]
    codes: Int[Tensor, "b V"]
    changed: Bool[Tensor, "b V"]
    targets: tuple[int, ...]
    log_probability: Float[Tensor, " b"]

    @property
    def action(self) -> int | None:
        """The index of the action, where one and the same was done to every image."""
        done = {_in_a_row(walks) for walks in self.sequences}
        return next(iter(done))[0] if len(done) == 1 and len(next(iter(done))) == 1 else None

    @property
    def reached(self) -> Bool[Tensor, " b"]:
        """Which images it could be done to: all, but those that no number of steps brings to a value."""
        return torch.tensor([walks is not None for walks in self.sequences], dtype=torch.bool)

    @property
    def pixels(self) -> ByteImages:
        """The images afterwards as people see them: uint8 [b, H, W, C]."""
        return to_bytes(self.images)

    @property
    def effects(self) -> Bool[Tensor, "b V"]:
        """Which variables changed though nothing set them: what came through the graph."""
        found = self.changed.clone()
        found[:, list(self.targets)] = False
        return found

    @property
    def probability(self) -> Float[Tensor, " b"]:
        """Of the codes afterwards; 0 where `log_probability` is too low for a float."""
        return self.log_probability.exp()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """For each image: changed, or why it is as before."""
        at_value = "has it already" if all(change.value is not None for change in self.changes) else "no further value"
        return tuple(
            "out of reach" if walks is None else "changed" if changed else at_value
            for walks, changed in zip(self.sequences, self.changed.any(1).tolist(), strict=True)
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """For each image, from which value to which, where the states have names."""
        pairs = zip(self.codes_before.tolist(), self.codes.tolist(), strict=True)
        return tuple(self._note(before, after) for before, after in pairs)

    def _note(self, before: list[int], after: list[int]) -> str:
        """From which states to which, by name where they have one; how many states moved where there are many."""
        if len(self.targets) > MOST_NOTED:
            moved = sum(before[target] != after[target] for target in self.targets)
            return f"{moved} of {len(self.targets)} targets"
        parts = []
        for target in self.targets:
            states = self.naming.state_names[target]
            was, becomes = (states[code] or f"state {code}" for code in (before[target], after[target]))
            parts.append(f"{was} -> {becomes}" if before[target] != after[target] else f"still {becomes}")
        return ", ".join(parts)

    def actions(self) -> tuple[tuple[str, ...], ...]:
        """For each image, the names of the actions that were done, in order."""
        return tuple(tuple(map(self.naming.name, _in_a_row(walks))) for walks in self.sequences)

    def to_dict(self) -> dict[str, Any]:
        """What was done and what changed."""
        names = [variable.name for variable in self.naming.plan.variables]
        return {
            "actions": [list(one) for one in self.actions()],
            "targets": [names[target] for target in self.targets],
            "changed_variables": named_rows(self.changed, names),
            "effects": named_rows(self.effects, names),
            "outcomes": list(self.outcomes),
            "codes_before": self.codes_before.tolist(),
            "codes": self.codes.tolist(),
            "notes": list(self.notes),
            "probabilities": [round(value, DIGITS) for value in self.probability.tolist()],
            "log_probabilities": [round(value, DIGITS) for value in self.log_probability.tolist()],
        }

    def title(self) -> str:
        """What was done, in a line."""
        return ", ".join(spoken(change, self.naming) for change in self.changes) or "nothing"

    def tables(self) -> tuple[AnswerTable, ...]:
        """What was done to each image, and what came of it."""
        names = [variable.name for variable in self.naming.plan.variables]
        columns = {
            "image": [str(image) for image in range(len(self.images))],
            "done": [
                ", ".join(done) or f"nothing: {told}" for done, told in zip(self.actions(), self.outcomes, strict=True)
            ],
            "became": self.notes,
            "through the graph": [_some(followed) for followed in named_rows(self.effects, names)],
            "probability": [f"{chance:.3f}" for chance in self.probability.tolist()],
        }
        if not any(columns["through the graph"]):
            del columns["through the graph"]
        return (AnswerTable(tuple(columns), tuple(zip(*columns.values(), strict=True))),)

    def picture(self) -> Image.Image:
        """The contact sheet: before, after, and what changed."""
        shown = slice(0, MOST_SHOWN)
        given, before, after = (to_bytes(images[shown]) for images in (self.given, self.before, self.images))
        title = f"{self.title()}   ({self.naming.plan.name})"
        return intervention_sheet(title, given, before, after, self.notes[shown], self.naming.plan.data.show)


@dataclass(frozen=True, eq=False)
class Retrieval(Answer):
    """Which action led from x to y, or which sequence of actions.

    Args:
        naming: the names of the run.
        action: index of the most probable action, if there was one alone.
        factor: position of its factor.
        probabilities: of every action, given that one of them happened.
        same: which pairs are the same image twice, which no action explains.
        explained: probability that what is answered explains the pair; None where the model cannot tell.
        reasons: for each pair, what speaks most against it, in words.
        sequences: for each pair, the most probable sequences of actions, the best first; none where one action was
            asked for.
        x: images before.
        y: images after.
    """

    naming: Naming = field(repr=False)
    action: Int[Tensor, " b"]
    factor: Int[Tensor, " b"]
    probabilities: Float[Tensor, "b A"]
    same: Bool[Tensor, " b"]
    explained: Float[Tensor, " b"] | None
    reasons: tuple[str, ...]
    sequences: tuple[tuple[ActionSequence, ...], ...]
    x: Float[Tensor, "b C H W"] = field(repr=False)
    y: Float[Tensor, "b C H W"] = field(repr=False)

    def found(self, pair: int) -> bool:
        """Whether it is more probable than not that what is answered explains a pair."""
        if self.explained is None:
            return not bool(self.same[pair])
        return float(self.explained[pair]) >= 0.5

    def actions(self, pair: int) -> tuple[str, ...]:
        """The names of the actions that led from x to y, in order; none where no action explains the pair."""
        if not self.found(pair):
            return ()
        told = self.sequences[pair][0].actions if self.sequences else (int(self.action[pair]),)
        return tuple(self.naming.name(action) for action in told)

    def probability(self, pair: int) -> float:
        """Of the most probable action of a pair, or sequence, given that there was one."""
        return self.sequences[pair][0].probability if self.sequences else float(self.probabilities[pair].max())

    def to_dict(self) -> dict[str, Any]:
        """The answer for each pair."""
        return {"pairs": [self.pair_to_dict(pair) for pair in range(len(self.action))]}

    def pair_to_dict(self, pair: int) -> dict[str, Any]:
        """The answer for one pair."""
        probabilities = self.probabilities[pair].tolist()
        order = sorted(range(len(probabilities)), key=lambda action: -probabilities[action])
        told: dict[str, Any] = {
            "actions": list(self.actions(pair)),
            "found": self.found(pair),
            "explained": None if self.explained is None else round(float(self.explained[pair]), DIGITS),
            "reason": None if self.found(pair) else self.reasons[pair],
            "probabilities": {self.naming.name(action): round(probabilities[action], DIGITS) for action in order},
        }
        if self.sequences:
            told["sequences"] = [
                {
                    "actions": [self.naming.name(action) for action in one.actions],
                    "probability": round(one.probability, DIGITS),
                }
                for one in self.sequences[pair]
                if one.probability >= 1e-4
            ]
        return told

    def title(self) -> str:
        """What was asked for."""
        count = len(self.action)
        return "what led from before to after" + (f", {count:,} pairs" if count > 1 else "")

    def tables(self) -> tuple[AnswerTable, ...]:
        """What was done to each pair, and how sure that is."""
        explained = [""] * len(self.action) if self.explained is None else [f"{one:.3f}" for one in self.explained]
        rows = tuple(
            (str(pair), ", ".join(self.actions(pair)), f"{self.probability(pair):.3f}", sure)
            if self.found(pair)
            else (str(pair), f"no action: {self.reasons[pair]}", "", sure)
            for pair, sure in enumerate(explained)
        )
        return (AnswerTable(("pair", "done", "probability", "that any action explains it"), rows),)

    def picture(self) -> Image.Image:
        """Before and after, one above the other, and what was done."""
        shown = range(min(MOST_SHOWN, len(self.action)))
        notes = [", ".join(self.actions(pair)) or "no action" for pair in shown]
        rows = [self.x[: len(shown)], self.y[: len(shown)]]
        return strips(rows, self.naming, ("before", "after"), ([""] * len(shown), notes))


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


def _in_a_row(walks: Walks | None) -> tuple[int, ...]:
    """All actions of an image, in order."""
    return tuple(action for walk in walks or () for action in walk)


def named_rows(chosen: Bool[Tensor, "b V"], names: list[str]) -> list[list[str]]:
    """For each image, the names of the variables that are marked."""
    return [[name for name, here in zip(names, row, strict=True) if here] for row in chosen.tolist()]


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
