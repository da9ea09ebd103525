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
from causalvq.runtime.codes import BATCH, encode_rows, pair_actions, read_actions
from causalvq.runtime.feed import images_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.retrieval import calibration_error

MAX_PAIRS = 20_000
"""More pairs than this are thinned evenly: the scores' standard error is then below half a percent."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model does on pairs that it was not trained on. Errors are mean squares of pixels in [-1, 1].

    Args:
        pairs: how many pairs were scored.
        action_accuracy: share of pairs whose exact action was retrieved.
        factor_accuracy: share of pairs whose factor was retrieved, whatever the direction or value.
        code_action_accuracy: share of pairs whose exact action the codes of the two images tell by themselves.
        code_factor_accuracy: share of pairs whose factor these codes tell.
        calibration_error: expected difference of the probability of the retrieved action from the share that is right.
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
    code_action_accuracy: float
    code_factor_accuracy: float
    calibration_error: float
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
    by_codes = model.transition.log_likelihoods(x, y).log_softmax(1)
    by_all = by_codes
    if model.retrieval is not None:
        by_all = model.retrieval.combined(by_codes, read_actions(model, data.images, pairs, device))
    retrieved, of_codes = by_all.argmax(1), by_codes.argmax(1)
    factor = model.actions.factor
    after = model.transition.predict(x, action)
    return Scores(
        pairs=len(pairs),
        action_accuracy=_share(retrieved == action),
        factor_accuracy=_share(factor[retrieved] == factor[action]),
        code_action_accuracy=_share(of_codes == action),
        code_factor_accuracy=_share(factor[of_codes] == factor[action]),
        calibration_error=calibration_error(by_all.exp(), action),
        chance=1 / len(factor),
        factor_chance=1 / len(torch.unique(factor)),
        reconstruction_mse=_image_error(model, y, data.images, pairs, device),
        intervention_mse=_image_error(model, after, data.images, pairs, device),
        copy_mse=_copy_error(data.images, pairs),
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
        truth = images_at(images, pairs.y[start : start + BATCH], device)
        error = (model.decode(codes[start : start + BATCH]) - truth).square().mean((1, 2, 3))
        total += float(error.sum())
    return total / len(codes)


def _copy_error(images: Images, pairs: Pairs) -> float:
    """Mean squared error of the images before the action against those after it."""
    total = 0.0
    for start in range(0, len(pairs), BATCH):
        before, after = images[pairs.x[start : start + BATCH]], images[pairs.y[start : start + BATCH]]
        error = (before.astype(np.float32) - after.astype(np.float32)) / 127.5
        total += float(np.square(error).mean((1, 2, 3)).sum())
    return total / len(pairs)
