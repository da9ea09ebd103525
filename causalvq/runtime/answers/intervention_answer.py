"""What an intervention answers with: images before and after, what was done to each, and what changed.

Axes: b images, C, H, W pixels, V variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from PIL import Image
from torch import Tensor

from causalvq.data.types import Images as ByteImages
from causalvq.runtime.answers.answer import DIGITS, MOST_SHOWN, Answer, AnswerTable
from causalvq.runtime.answers.change import Change, Walks, spoken
from causalvq.runtime.answers.intervention_sheet import intervention_sheet
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.feeding.pixel_scale import to_bytes

MOST_NOTED = 4
"""Targets whose states a note of an image tells one by one."""
MOST_NAMED = 6
"""Names of a list in a cell."""


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


def _in_a_row(walks: Walks | None) -> tuple[int, ...]:
    """All actions of an image, in order."""
    return tuple(action for walk in walks or () for action in walk)


def named_rows(chosen: Bool[Tensor, "b V"], names: list[str]) -> list[list[str]]:
    """For each image, the names of the variables that are marked."""
    return [[name for name, here in zip(names, row, strict=True) if here] for row in chosen.tolist()]


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
