"""What training is told of actions and values: `interventions.labels` of the spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import torch
from torch import Tensor

from causalvq.compiler.plan import AugmentPlan, Plan
from causalvq.data.pairs.sampler import PairSampler
from causalvq.data.pairs.unlabelled import joined, withhold
from causalvq.data.prepared import Prepared
from causalvq.data.types import Integers
from causalvq.errors import Diagnostic
from causalvq.runtime.compute.distributed import ALONE, Ranks
from causalvq.runtime.feeding.augmentation import augment
from causalvq.runtime.feeding.feed import PairFeed, pair_feed
from causalvq.runtime.feeding.pixel_scale import Normalise, normalise_bytes
from causalvq.runtime.run_diagnostics import NO_LABELS, NO_UNKNOWN_ACTION, UNKNOWN_ACTIONS

UPPER_BOUND: Final = "upper bound: full labels"
"""How scores are named that no method without all labels is to be held against."""

UNKNOWN: Final = 4
"""One pair in so many is of unknown action, where these are inferred: half a batch of them let codes flicker."""


def supervision(plan: Plan) -> str:
    """What training was told, in the words that stand beside scores."""
    if plan.labels == "full":
        return UPPER_BOUND
    share = f"{plan.known_share:.3g} of the actions" if plan.known_share < 1 else "all actions"
    return f"{share} known" if plan.labels == "known" else f"{share} known, the others inferred"


def supervised(plan: Plan, data: Prepared) -> Prepared:
    """The data as training may see them: only the plan's share of the training pairs' actions is known."""
    if plan.known_share == 1:
        return data
    known, nameless = withhold(data.pairs["train"], plan.known_share, plan.seed)
    unknown = joined(data.unknown["train"], nameless) if plan.labels == "partial" else data.unknown["train"]
    return replace(data, pairs={**data.pairs, "train": known}, unknown={**data.unknown, "train": unknown})


def missing_supervision(plan: Plan, data: Prepared) -> Iterator[Diagnostic]:
    """CVQ412, CVQ441 and CVQ442: data that do not say what the plan trains on."""
    unknown = sum(len(pairs) for pairs in data.unknown.values())
    if unknown and plan.labels != "partial":
        hint = "fill the empty cells of the table of pairs, or write interventions.labels: partial"
        yield Diagnostic(UNKNOWN_ACTIONS, f"the action of {unknown:,} pairs is unknown", hint=hint)
    if plan.labels == "full" and not data.labels.shape[1]:
        yield Diagnostic(NO_LABELS, "the images have no labels to train on", hint="use interventions.labels: known")
    if plan.labels == "partial" and not len(data.unknown["train"]):
        hint = "use interventions.labels: known, or give a known_share"
        yield Diagnostic(NO_UNKNOWN_ACTION, "the action of every training pair is known", hint=hint)


def training_feed(
    plan: Plan, data: Prepared, device: torch.device, ranks: Ranks = ALONE, normalise: Normalise = normalise_bytes
) -> PairFeed:
    """The batches of training pairs; where actions are to be inferred, a quarter of each is of unknown action."""
    vary = None
    if plan.train.augment is not None:
        vary = partial(_varied, plan.train.augment, plan.seed, ranks.rank)
    if plan.labels != "partial":
        labels = data.labels if plan.labels == "full" else None
        return pair_feed(plan, data, "train", device, labels, ranks, normalise, vary)
    pairs, unknown, size = data.pairs["train"], data.unknown["train"], plan.train.batch_size
    nameless = size // UNKNOWN // ranks.world * ranks.world  # which each rank has an equal share of
    share = {"rank": ranks.rank, "world": ranks.world}
    sampler = MostlyKnown(
        PairSampler(pairs, size - nameless, plan.seed, frequency=plan.data.frequency, **share),
        PairSampler(unknown, nameless, plan.seed, frequency="natural", **share),
        len(pairs),
    )
    return PairFeed(data.images, joined(pairs, unknown), sampler, device, normalise=normalise, vary=vary)


def _varied(plan: AugmentPlan, seed: int, rank: int, x: Tensor, y: Tensor, step: int) -> tuple[Tensor, Tensor]:
    return augment(x, y, plan, seed, step, rank)


@dataclass(frozen=True, slots=True)
class MostlyKnown:
    """Draws pairs of known action, then pairs of unknown action.

    Args:
        known: draws the first part.
        unknown: draws the second part.
        offset: position of the first pair of unknown action.
    """

    known: PairSampler
    unknown: PairSampler
    offset: int

    def batch(self, step: int) -> Integers:
        """Positions of the batch of a step."""
        return np.concatenate([self.known.batch(step), self.offset + self.unknown.batch(step)])
