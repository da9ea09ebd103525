"""How training does on pairs that it does not see: the same sample at every validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch

from causalvq.compiler import Plan
from causalvq.data import Prepared
from causalvq.runtime.feed import DeviceBatch, PairFeed, pair_feed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objective import Objective
from causalvq.runtime.scaling import Normalise, normalise_bytes
from causalvq.runtime.schedule import seeded

HELD_OUT = 256
"""Pairs of the validation split that are measured."""
SEEN = 512
"""Pairs of the training split from which the mechanisms are estimated for the scores."""
PENALTIES = frozenset({"quantizer", "pull"})
"""Terms that say how the model shall do something, not how well it does."""


@dataclass(frozen=True, slots=True)
class Validated:
    """One validation.

    Args:
        loss: weighted sum of the terms that are no penalties, by which validations of a phase are compared.
        terms: unweighted, as in training.
        scores: of the objective.
    """

    loss: float
    terms: Mapping[str, float]
    scores: Mapping[str, float]


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
    def measure(self, model: CausalVQ, step: int, phase: str) -> Validated:
        """Measure the model as it is after so many steps, of which the last one was of this phase."""
        assert self._held_out is not None, "asked for only when it is due"
        model.eval()
        terms = self._terms(self._held_out, step)
        scores = self._objective.scores(phase, self._batches(self._seen, SEEN), self._batches(self._held_out, HELD_OUT))
        model.train()
        weights = self._plan.losses
        loss = sum(weights[name] * term for name, term in terms.items() if name not in PENALTIES)
        return Validated(loss, terms, scores)

    def _terms(self, feed: PairFeed, step: int) -> dict[str, float]:
        """Mean of each term over the sample; every validation makes the same draws."""
        batches = self._batches(feed, HELD_OUT)
        found = [
            self._objective.terms(batch, step - 1, seeded(self._plan.seed, -1 - index, self._device))
            for index, batch in enumerate(batches)
        ]
        return {name: sum(float(terms[name]) for terms in found) / len(found) for name in found[0]}

    def _batches(self, feed: PairFeed, pairs: int) -> Iterator[DeviceBatch]:
        """The first so many pairs that the feed draws, in batches as large as those of training."""
        return (feed.batch(index) for index in range(-(-pairs // self._plan.train.batch_size)))
