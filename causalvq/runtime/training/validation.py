"""How training does on pairs that it does not see: the same sample at every validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.runtime.feeding.feed import DeviceBatch, PairFeed, pair_feed
from causalvq.runtime.feeding.pixel_scale import Normalise, normalise_bytes
from causalvq.runtime.feeding.schedule import seeded
from causalvq.runtime.objectives.objective import Objective
from causalvq.runtime.trainable import Trainable

HELD_OUT = 256
"""Pairs of the validation split that are measured."""
SEEN = 512
"""Pairs of the training split from which the mechanisms are estimated for the scores."""
PENALTIES = frozenset({"quantizer", "pull"})
"""Terms that say how the model shall do something, not how well it does."""


@dataclass(frozen=True, slots=True)
class Validated:
    """What one validation has found.

    Args:
        loss: weighted sum of the terms that are no penalties, by which validations of a phase are compared.
        terms: unweighted, as in training.
        scores: of the objective.
        factors: how many factors the pairs that were measured act on, and how many there are.
        unscored: why there are no scores where computing them failed.
    """

    loss: float
    terms: Mapping[str, float]
    scores: Mapping[str, float]
    factors: tuple[int, int] | None = None
    unscored: str = ""


class Validation:
    """Measures a model on a fixed sample of the validation split, drawn as the batches of training are.

    Args:
        plan: how often, and with which weights.
        objective: what is measured.
        data: images and pairs.
        device: where the model is.
        normalise: from pixels to [-1, 1]; that of the model, where they are no bytes.
    """

    def __init__(
        self,
        plan: Plan,
        objective: Objective,
        data: Prepared,
        device: torch.device,
        normalise: Normalise = normalise_bytes,
    ) -> None:
        self._plan, self._objective, self._device = plan, objective, device
        held_out = len(data.pairs["validation"])
        self._held_out = pair_feed(plan, data, "validation", device, normalise=normalise) if held_out else None
        self._seen = pair_feed(plan, data, "train", device, normalise=normalise)

    def due(self, step: int) -> bool:
        """Whether the model is measured after so many steps; never, where the split has no pairs for it."""
        train = self._plan.train
        return self._held_out is not None and (step % train.validate_every == 0 or step == train.steps)

    @torch.no_grad()
    def measure(self, model: Trainable, step: int, phase: str) -> Validated:
        """Measure the model as it is after so many steps, of which the last one was of this phase."""
        assert self._held_out is not None, "asked for only when it is due"
        model.eval()
        terms, factors = self._terms(self._held_out, step)
        scores, unscored = self._scores(self._held_out, phase)
        model.train()
        weights = self._plan.losses
        loss = sum(weights[name] * term for name, term in terms.items() if name not in PENALTIES)
        return Validated(loss, terms, scores, (factors, len(self._plan.data.factors)), unscored)

    def _terms(self, feed: PairFeed, step: int) -> tuple[dict[str, float], int]:
        """Mean of each term over the sample, and its factors; every validation makes the same draws."""
        found, factors = [], set[int]()
        for index, batch in enumerate(self._batches(feed, HELD_OUT)):
            # Below 0, where no step of training draws, and the same each time: losses differ by the weights alone.
            generator = seeded(self._plan.seed, -1 - index, self._device)
            found.append(self._objective.terms(batch, step - 1, generator))
            factors.update(batch.factor.tolist())
        return {name: sum(float(terms[name]) for terms in found) / len(found) for name in found[0]}, len(factors)

    def _scores(self, feed: PairFeed, phase: str) -> tuple[Mapping[str, float], str]:
        """The scores of the sample, or why there are none: they are for whoever watches, and never end a training."""
        try:
            found = self._objective.scores(phase, self._batches(self._seen, SEEN), self._batches(feed, HELD_OUT))
        except Exception as error:
            return {}, f"{type(error).__name__}: {error}"
        return found, ""

    def _batches(self, feed: PairFeed, pairs: int) -> Iterator[DeviceBatch]:
        """The first so many pairs that the feed draws, in batches as large as those of training."""
        return (feed.batch(index) for index in range(-(-pairs // self._plan.train.batch_size)))
