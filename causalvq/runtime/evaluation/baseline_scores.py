"""The scores of baselines without codes: the same names and held-out pairs as those of codes.

Axes: N images, P pairs, C, H, W pixels, L latents, A actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Floats, Integers
from causalvq.metrics.action_scores import calibration_error
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.baseline_fitting import latents_of, pair_latents
from causalvq.runtime.estimation.codes import BATCH, pair_actions
from causalvq.runtime.evaluation.found_scores import (
    NOTHING,
    Found,
    among_first,
    intervened,
    of_preserved,
    of_retrieved,
)
from causalvq.runtime.evaluation.metrics.code_metrics import CODE_METRICS, MEASURED_HERE, code_scores
from causalvq.runtime.evaluation.metrics.preserved import kept_shares
from causalvq.runtime.evaluation.pair_scores import MAX_PAIRS, MadeImages, place_of_truth, representative
from causalvq.runtime.evaluation.pair_tables import PairTable
from causalvq.runtime.evaluation.subject import thinned
from causalvq.runtime.feeding.feed import images_at


class BaselineSubject:
    """What is measured, and what several metrics need of it, made once.

    Args:
        plan: its `metrics` say what is asked for.
        model: trained, with what it does not learn by gradients fitted.
        data: images, labels and pairs.
        device: where the model is.
    """

    def __init__(self, plan: Plan, model: ActionReader, data: Prepared, device: torch.device) -> None:
        self.plan, self.model, self.data, self.device = plan, model, data, device

    @cached_property
    def pairs(self) -> tuple[Pairs, Floats]:
        """The held-out pairs that are scored, and float64 [P] how many each stands for."""
        return representative(self.data.pairs["test"], MAX_PAIRS)

    @property
    def latent_model(self) -> LatentModel:
        """The model, of which metrics that look at latents or images may only be asked where it has them."""
        return cast(LatentModel, self.model)

    def latents(self, pairs: Pairs) -> tuple[Float[Tensor, "P L"], Float[Tensor, "P L"]]:
        """Latents before and after."""
        return pair_latents(self.latent_model, self.data, pairs, self.device)

    def actions(self, pairs: Pairs) -> Int[Tensor, " P"]:
        """The index of each pair's action."""
        return pair_actions(self.model, pairs, self.device)

    def read(self, pairs: Pairs) -> Float[Tensor, "P A"]:
        """Log-probability in nats of each action of pairs."""
        images, device, normalise = self.data.images, self.device, self.model.pixels.normalise
        parts = (slice(start, start + BATCH) for start in range(0, len(pairs), BATCH))
        both = ([images_at(images, rows[part], device, normalise) for rows in (pairs.x, pairs.y)] for part in parts)
        return torch.cat([self.model.read_actions(x, y) for x, y in both])

    def made(self) -> MadeImages:
        """The images that latents make of the held-out pairs."""
        model, (pairs, _) = self.latent_model, self.pairs
        x, y = self.latents(pairs)
        after = model.act(x, self.actions(pairs))

        def made(part: slice) -> tuple[Tensor, Tensor]:
            return model.decode(y[part]), model.decode(after[part])

        return MadeImages(model, pairs, self.data.images, self.device, made)

    @cached_property
    def seen(self) -> tuple[Floats, Integers]:
        """Latents float64 [N, L] and labels int64 [N, F] of training images."""
        return self._labelled(self.data.split.train)

    @cached_property
    def held_out(self) -> tuple[Floats, Integers]:
        """Latents and labels of test images."""
        return self._labelled(self.data.split.test)

    def _labelled(self, rows: Integers) -> tuple[Floats, Integers]:
        kept = thinned(rows)
        latents = latents_of(self.latent_model, self.data.images, kept, self.device)
        return latents.double().cpu().numpy(), self.data.labels[kept]


@torch.inference_mode()
def _action_retrieval(subject: BaselineSubject) -> Found:
    pairs, weight = subject.pairs
    if not len(pairs):
        return NOTHING
    actions = subject.model.actions
    chances, truth = subject.read(pairs).double().exp().cpu().numpy(), subject.actions(pairs).cpu().numpy()
    answer, factor = chances.argmax(1), actions.factor.cpu().numpy()
    columns = {
        "action_accuracy": answer == truth,
        "factor_accuracy": factor[answer] == factor[truth],
        **among_first(place_of_truth(chances, truth), actions),
    }
    table = PairTable.of(pairs, weight, len(subject.plan.data.factors), columns)
    return of_retrieved(table, actions, calibration_error(chances, truth))


def _of_images(scores: Callable[[MadeImages], dict[str, Floats]]) -> Callable[[BaselineSubject], Found]:
    """A metric that compares images after the action with true ones."""

    @torch.inference_mode()
    def metric(subject: BaselineSubject) -> Found:
        pairs, weight = subject.pairs
        if not len(pairs):
            return NOTHING
        table = PairTable.of(pairs, weight, len(subject.plan.data.factors), scores(subject.made()))
        return Found(table.means(), table)

    return metric


def _of_latents(name: str) -> Callable[[BaselineSubject], Found]:
    """A metric of arrays."""

    def metric(subject: BaselineSubject) -> Found:
        names = [factor.name for factor in subject.plan.data.factors]
        found = code_scores(name, subject.seen, subject.held_out, names)
        return Found(found.scores) if name in MEASURED_HERE else Found(codes={name: found})

    return metric


@torch.inference_mode()
def _preserved(subject: BaselineSubject) -> Found:
    pairs, weight = intervened(subject.data)
    if not len(pairs):
        return NOTHING
    model, data, device = subject.latent_model, subject.data, subject.device
    before, _ = subject.latents(pairs)
    after = model.act(before, subject.actions(pairs))
    given = images_at(data.images, pairs.x, device, model.pixels.normalise)
    known, decoded = (
        torch.cat([model.decode(part) for part in torch.split(latents, BATCH)]) for latents in (before, after)
    )
    shares, of_model = (
        kept_shares(some, data, pairs, model.pixels.normalise) for some in (with_detail(given, known, decoded), decoded)
    )
    columns = {"preserved": shares, "code_preserved": of_model}
    return of_preserved(PairTable.of(pairs, weight, len(subject.plan.data.factors), columns))


METRICS: Mapping[str, Callable[[BaselineSubject], Found]] = MappingProxyType(
    {
        "action_retrieval": _action_retrieval,
        "intervention": _of_images(MadeImages.errors),
        "image_quality": _of_images(MadeImages.likeness),
        **{name: _of_latents(name) for name in (*sorted(MEASURED_HERE), *CODE_METRICS)},
        "preserved": _preserved,
    }
)
