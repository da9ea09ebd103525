"""The held-out pairs that a model does worst on, with what is to be shown of them.

Axes: b pairs, C, H, W pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.types import Floats, Integers
from causalvq.metrics.image_quality import mse
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.codes import BATCH
from causalvq.runtime.evaluation.subject import Subject
from causalvq.runtime.feeding.feed import images_at

STEPS = 100
"""Probabilities that are the same to 0.01 are alike: then the images decide which pair is worse."""


@dataclass(frozen=True, slots=True, eq=False)
class WorstPairs:
    """Some held-out pairs, the worst first.

    Args:
        pairs: of images, by their numbers among all.
        before: float32 [b, C, H, W], pixels in [-1, 1].
        after: the true images after the action.
        answered: x after the true action, as `intervene` answers.
        action: int64 [b], the true one.
        of_action: float64 [b], its probability.
        found: int64 [b], the action that is most probable.
        of_found: float64 [b], its probability.
        error: float64 [b], mean square of `answered` less `after`.
        copy_error: float64 [b], of `before` less `after`.
    """

    pairs: Pairs
    before: Float[Tensor, "b C H W"]
    after: Float[Tensor, "b C H W"]
    answered: Float[Tensor, "b C H W"]
    action: Integers
    of_action: Floats
    found: Integers
    of_found: Floats
    error: Floats
    copy_error: Floats


@torch.inference_mode()
def worst_pairs(subject: Subject, most: int) -> WorstPairs:
    """The pairs whose true action is least probable; of equally probable ones those of the largest error of images.

    Args:
        subject: whose held-out pairs are looked at; there must be one.
        most: pairs that are wanted; there may be fewer.
    """
    coded, hits = subject.coded, subject.hits
    parts = [np.arange(start, min(start + BATCH, len(coded.pairs))) for start in range(0, len(coded.pairs), BATCH)]
    error, copied = np.concatenate([_errors(*_shown(subject, part)) for part in parts], axis=1)
    rows = np.lexsort((-error, np.round(hits.of_truth * STEPS)))[:most]
    before, after, answered = _shown(subject, rows)
    return WorstPairs(
        pairs=coded.pairs[rows],
        before=before,
        after=after,
        answered=answered,
        action=coded.action.cpu().numpy()[rows],
        of_action=hits.of_truth[rows],
        found=hits.answer[rows],
        of_found=hits.sure[rows],
        error=error[rows],
        copy_error=copied[rows],
    )


Shown = tuple[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]]


def _shown(subject: Subject, rows: Integers) -> Shown:
    """Of some pairs the image before, the true one after, and x after the true action with what no code holds."""
    model, pairs, chosen = subject.model, subject.coded.pairs[rows], torch.from_numpy(rows).to(subject.device)
    before, after = (
        images_at(subject.data.images, side, subject.device, model.pixels.normalise) for side in (pairs.x, pairs.y)
    )
    codes, action = subject.coded.x[chosen], subject.coded.action[chosen]
    decoded = model.decode(model.transition.predict(codes, action))
    return before, after, with_detail(before, model.decode(codes), decoded)


def _errors(*shown: Float[Tensor, "b C H W"]) -> Floats:
    """Of what the model answers and of the image before, against the true one: float64 [2, b]."""
    before, after, answered = (one.permute(0, 2, 3, 1).double().cpu().numpy() for one in shown)
    return np.stack([mse(answered, after), mse(before, after)])
