"""Scores on held-out pairs.

Axes: P pairs, V variables, A actions.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.data import Pairs, Prepared
from causalvq.data.arrays import Images
from causalvq.runtime.codes import BATCH, encode_rows, pair_actions
from causalvq.runtime.feed import images_at
from causalvq.runtime.model import CausalVQ

MAX_PAIRS = 20_000
"""More pairs than this are thinned evenly: the scores' standard error is then below half a percent."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model does on pairs that it was not trained on. Errors are mean squares of pixels in [-1, 1].

    Args:
        pairs: how many pairs were scored.
        action_accuracy: share of pairs whose exact action was retrieved.
        factor_accuracy: share of pairs whose factor was retrieved, whatever the direction or value.
        chance: accuracy of guessing an action at random: of 2 F steps on F factors, 1 / (2 F).
        factor_chance: accuracy of guessing a factor at random, 1 / F.
        reconstruction_mse: y decoded from its own codes, against y.
        intervention_mse: x after the true action, against y.
        copy_mse: x itself, against y.
        changed_variables: mean number of variables whose code differs between x and y.
    """

    pairs: int
    action_accuracy: float
    factor_accuracy: float
    chance: float
    factor_chance: float
    reconstruction_mse: float
    intervention_mse: float
    copy_mse: float
    changed_variables: float

    def to_json(self) -> dict[str, int | float]:
        """The scores by name."""
        return asdict(self)


@torch.inference_mode()
def evaluate(model: CausalVQ, data: Prepared, device: torch.device, part: str = "test") -> Scores:
    """Score a model on the pairs of one part of the split.

    Args:
        model: trained, with its mechanisms estimated.
        data: images and pairs.
        device: where the model is.
        part: `train`, `validation` or `test`.
    """
    model.eval()
    pairs = thinned(data.pairs[part], MAX_PAIRS)
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    x, y, action = codes[pairs.x], codes[pairs.y], pair_actions(model, pairs, device)
    retrieved = model.transition.log_likelihoods(x, y).argmax(1)
    factor = model.actions.factor
    after = model.transition.predict(x, action)
    return Scores(
        pairs=len(pairs),
        action_accuracy=_share(retrieved == action),
        factor_accuracy=_share(factor[retrieved] == factor[action]),
        chance=1 / len(factor),
        factor_chance=1 / len(torch.unique(factor)),
        reconstruction_mse=_image_error(model, y, data.images, pairs, device),
        intervention_mse=_image_error(model, after, data.images, pairs, device),
        copy_mse=_copy_error(model, data.images, pairs, device),
        changed_variables=float((x != y).sum(1).float().mean()),
    )


def thinned(pairs: Pairs, most: int) -> Pairs:
    """At most so many pairs, evenly spaced."""
    if len(pairs) <= most:
        return pairs
    return pairs[np.linspace(0, len(pairs) - 1, most).round().astype(np.int64)]


def _share(hits: Tensor) -> float:
    return float(hits.float().mean())


def _image_error(
    model: CausalVQ, codes: Int[Tensor, "P V"], images: Images, pairs: Pairs, device: torch.device
) -> float:
    """Mean squared error of decoded codes against the images after the action."""
    total = 0.0
    for start in range(0, len(codes), BATCH):
        truth = images_at(images, pairs.y[start : start + BATCH], device, model.pixels.normalise)
        error = (model.decode(codes[start : start + BATCH]) - truth).square().mean((1, 2, 3))
        total += float(error.sum())
    return total / len(codes)


def _copy_error(model: CausalVQ, images: Images, pairs: Pairs, device: torch.device) -> float:
    """Mean squared error of the images before the action against those after it."""
    total = 0.0
    for start in range(0, len(pairs), BATCH):
        before, after = (
            images_at(images, rows[start : start + BATCH], device, model.pixels.normalise)
            for rows in (pairs.x, pairs.y)
        )
        total += float((before - after).square().mean((1, 2, 3)).sum())
    return total / len(pairs)
