"""Between which numbers of steps `train.steps: auto` ends, from what is known of the data before it is learned."""

from __future__ import annotations

from dataclasses import dataclass

from causalvq.compiler.draft import Draft

LEAST, MOST = 2000, 4000
"""Steps of the ceiling: the default for few pairs, and what the hardest set that is known to be learned took."""

PASSES = 12
"""How often each training pair is seen at the ceiling, within those bounds."""

FLOOR = 1000
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


def ends_of(draft: Draft) -> Ends:
    """The floor and the ceiling of a plan whose `train.steps` are auto.

    Few pairs are seen often enough in few steps; beyond `MOST` steps more pairs say little that is new. Where the data
    are not there to be counted, the ceiling is the highest.
    """
    counts, batch = draft.inputs.counts, draft.inputs.spec.train.batch_size
    if counts is None:
        return Ends(FLOOR, MOST, "the training pairs are not known")
    pairs = sum(counts.pairs["train"]) + counts.unknown["train"]
    ceiling = min(MOST, max(LEAST, -(-PASSES * pairs // batch)))
    return Ends(FLOOR, ceiling, f"{pairs:,} training pairs")
