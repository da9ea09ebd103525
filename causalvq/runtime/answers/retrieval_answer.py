"""What retrieval answers with: which action, or which sequence of them, led from x to y, and whether any did.

Axes: b pairs, C, H, W pixels, A actions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jaxtyping import Bool, Float, Int
from PIL import Image
from torch import Tensor

from causalvq.runtime.answers.answer import DIGITS, MOST_SHOWN, Answer, AnswerTable
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.sequence_search import ActionSequence
from causalvq.runtime.answers.strips import strips

RARE = 1e-4
"""Probability below which a sequence is not told."""


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
                if one.probability >= RARE
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
