"""Between which numbers of steps `train.steps: auto` ends, from what is known of the data before it is learned."""

from __future__ import annotations

from dataclasses import dataclass

from causalvq.compiler.draft import WithActions
from causalvq.data.facts import PairCounts

LEAST, MOST = 2000, 4000
"""Steps of the ceiling: for few pairs, and for many; the hardest set that is known to be learned took the latter."""

PASSES = 12
"""How often each training pair is seen at the ceiling, within those bounds."""

FLOOR = 1500
"""The fewest steps: scores of codes are soon at their best on clean images, and images are blurred still."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Where training may end.

    Args:
        floor: the fewest steps.
        ceiling: the most.
        because: what they follow from.
    """

    floor: int
    ceiling: int
    because: str


def ends_of(draft: WithActions) -> Ends | None:
    """The floor and the ceiling of a plan whose `train.steps` are auto; None where no plateau can end its training.

    Few pairs are seen often enough in few steps; beyond `MOST` steps more pairs say little that is new. Where the data
    are not there to be counted, the ceiling is the highest. There is nothing to go by without validation pairs; a
    causal layer that is trained apart has not begun when its autoencoder stands still; `early_stop` ends phases its own
    way. A baseline, which no plateau ends early, trains all steps of the ceiling.
    """
    counts, train = draft.inputs.counts, draft.inputs.spec.train
    if not draft.causal:
        return None
    if apart(draft) or train.early_stop is not None:
        return None
    if counts is None:
        return Ends(FLOOR, MOST, "the training pairs are not known")
    if not counts.factors or not any(counts.pairs["validation"]):
        return None
    return Ends(FLOOR, ceiling_of(draft), f"{training_pairs(counts):,} training pairs")


def ceiling_of(draft: WithActions) -> int:
    """The most steps that the causal model takes with `auto`; a baseline takes them all."""
    counts, train = draft.inputs.counts, draft.inputs.spec.train
    if counts is None:
        return MOST
    return min(MOST, max(LEAST, -(-PASSES * training_pairs(counts) // train.batch_size)))


def training_pairs(counts: PairCounts) -> int:
    """The pairs that are trained on, of known actions and of others."""
    return sum(counts.pairs["train"]) + counts.unknown["train"]


def apart(draft: WithActions) -> bool:
    """Whether a causal layer is trained after the autoencoder, by itself."""
    return draft.layered and draft.inputs.spec.train.stages == "two"
