"""From what was measured of a factor to why it was not learned, and what to change by how much."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import Final

from causalvq.errors import Diagnostic
from causalvq.metrics.shares import standard_error, wilson
from causalvq.runtime.run_diagnostics import NOT_LEARNED, ONLY_BOTH

GOOD: Final = 0.95
"""Share of a factor's actions below which, at 95%, it has not been learned."""

BEHIND: Final = 0.05
"""By which something else must find more for the difference to be told, beside two standard errors."""

FEW: Final = 50
ENOUGH: Final = 150
"""Training pairs of a factor with which little is learned, and a number to aim at: the factors of `levers`, of which
all actions were found, had 194 to 244."""

FAINT: Final = 1.5
"""Effects of so many times what noise alone shows are hardly seen."""

BY_HEART: Final = 0.15
"""By which more of the training pairs are found than of held-out ones where pairs were learned by heart."""


COLLAPSED: Final = (
    "its codebook has collapsed: nearly all images have one state",
    "train longer, raise losses.changed_pixels, or lower losses.pull or train.optimizer.lr",
)
"""A cause and its remedy."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of the actions on one factor; accuracies are shares of pairs whose exact action is found.

    Args:
        factor: its name.
        train: training pairs.
        test: held-out pairs.
        found: accuracy of retrieval on held-out pairs.
        codes: the same by codes alone.
        seen: accuracy of retrieval on training pairs.
        codes_seen: the same by codes alone.
        ridge: accuracy of a ridge regression on differences of pixels.
        effect: what an action changes where it changes most, in units of what noise alone shows there.
        left: states of the factor's variables that stand for something; None where it has none of its own.
        larger: side in pixels of the images as they are stored, where the model sees smaller ones.
        steps: that training took at most.
    """

    factor: str
    train: int
    test: int
    found: float
    codes: float
    seen: float
    ridge: float
    codes_seen: float = 0.0
    effect: float = inf
    left: int | None = None
    larger: int | None = None
    steps: int = 2_000


def diagnosed(evidence: Evidence) -> Diagnostic | None:
    """A warning about a factor that was not learned, or of which codes say less than both images."""
    if is_short(evidence):
        why, hint = cause(evidence)
        against = f", a ridge regression on pixels {evidence.ridge:.0%}" if evidence.ridge > evidence.found else ""
        return Diagnostic(
            NOT_LEARNED,
            f"{evidence.factor} is not learned: {why}",
            expected=f"at least {GOOD:.0%} of its actions found",
            got=f"{evidence.found:.0%} of {evidence.test:,} held-out pairs{against}",
            hint=hint,
            severity="warning",
        )
    short = evidence.found - evidence.codes > BEHIND + 2 * standard_error(evidence.found, evidence.test)
    if short and wilson(round(evidence.codes * evidence.test), evidence.test)[1] < GOOD:
        why, hint = cause_of_codes(evidence)
        return Diagnostic(
            ONLY_BOTH,
            f"codes of {evidence.factor} say less than both images do: {why}",
            got=f"codes find {evidence.codes:.0%} of its actions, both images {evidence.found:.0%}",
            hint=f"retrieve is right; intervene follows the codes: {hint}",
            severity="warning",
        )
    return None


def cause_of_codes(evidence: Evidence) -> tuple[str, str]:
    """Why codes of single images say less than two images do, and what to do about it."""
    if collapsed(evidence):
        return COLLAPSED
    if evidence.codes_seen - evidence.codes > BY_HEART:
        return (
            f"they tell {evidence.codes_seen:.0%} of the actions of images that were trained on",
            f"about {2 * evidence.train:,} training pairs instead of {evidence.train:,}",
        )
    return (
        "it shows in two images, and not in one",
        "leave out a factor that the same pixels show (a dimmer beside lamps), or train.steps: twice as many",
    )


def collapsed(evidence: Evidence) -> bool:
    """Whether one state of the factor's variables is all that is left."""
    return evidence.left is not None and evidence.left < 2


def is_short(evidence: Evidence) -> bool:
    """Whether too few actions are found, surely; or fewer than a ridge regression finds."""
    highest = wilson(round(evidence.found * evidence.test), evidence.test)[1]
    behind = evidence.ridge - evidence.found > BEHIND + 2 * standard_error(evidence.ridge, evidence.test)
    return highest < GOOD or behind


def cause(evidence: Evidence) -> tuple[str, str]:
    """The likeliest cause and its remedy: what the data lack comes before what training did."""
    if evidence.train < FEW:
        more = ENOUGH - evidence.train
        return (
            f"it has {evidence.train:,} training pairs",
            f"about {more:,} more pairs of it, or leave it out of data.factors",
        )
    if evidence.effect < FAINT:
        pictures = ceil((FAINT / max(evidence.effect, 1e-3)) ** 2)
        remedy = f"means of {pictures:,} pictures each, or pictures with {sqrt(pictures):.1f} times the contrast"
        larger = f"data.image.size: {evidence.larger}, as the images are stored; or " if evidence.larger else ""
        return f"its effect is {evidence.effect:.1f} times what noise alone shows", larger + remedy
    if collapsed(evidence):
        return COLLAPSED
    if evidence.seen - evidence.found > BY_HEART:
        return (
            f"pairs were learned by heart: {evidence.seen:.0%} of its training pairs are found",
            f"about {2 * evidence.train:,} training pairs instead of {evidence.train:,}, or ten times the "
            "train.optimizer.weight_decay",
        )
    if evidence.larger:
        return (
            "nothing else explains it, and the model sees smaller images than there are",
            f"data.image.size: {evidence.larger}",
        )
    return "none of the known causes explains it", f"train.steps: {2 * evidence.steps}, or more of its pairs"
