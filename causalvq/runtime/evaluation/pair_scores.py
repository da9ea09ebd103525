"""Scores on held-out pairs: whether the action is found, and how near images after it are to the true ones.

Axes: P pairs, V variables, A actions, F factors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Images, Integers
from causalvq.metrics.action_scores import calibration_error
from causalvq.runtime.estimation.codes import BATCH, encode_rows, pair_actions, read_actions
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ

MAX_PAIRS = 20_000
"""More pairs than this are thinned: the scores' standard error is then below half a percent."""


@dataclass(frozen=True, slots=True, eq=False)
class CodedPairs:
    """Held-out pairs as a model sees them.

    Args:
        pairs: those that are scored.
        weight: float64 [P], how many pairs of the part each of them stands for.
        x: codes before.
        y: codes after.
        action: index of each pair's action.
    """

    pairs: Pairs
    weight: Floats
    x: Int[Tensor, "P V"]
    y: Int[Tensor, "P V"]
    action: Int[Tensor, " P"]


@dataclass(frozen=True, slots=True, eq=False)
class Retrieved:
    """Which pairs' actions were found.

    Args:
        action: bool [P], whether the exact action was, by all that is known of the two images.
        factor: bool [P], whether its factor was, whatever the direction or value.
        code_action: bool [P], whether the codes of the two images tell the exact action by themselves.
        code_factor: bool [P], whether they tell its factor.
        vector_action: bool [P], whether the vectors of the two images, before rounding, tell the exact action by
            themselves; None where nothing reads them.
        calibration_error: expected difference of the probability of the retrieved action from the share that is right.
    """

    action: Flags
    factor: Flags
    code_action: Flags
    code_factor: Flags
    vector_action: Flags | None
    calibration_error: float


@dataclass(frozen=True, slots=True)
class ImageScores:
    """Errors of images, mean squares of pixels in [-1, 1], and what changes in the codes.

    Args:
        reconstruction_mse: y decoded from its own codes, against y.
        intervention_mse: x after the true action, against y.
        copy_mse: x itself, against y.
        changed_variables: mean number of variables whose code differs between x and y.
    """

    reconstruction_mse: float
    intervention_mse: float
    copy_mse: float
    changed_variables: float


@torch.inference_mode()
def coded_pairs(
    model: CausalVQ, data: Prepared, device: torch.device, part: str = "test", most: int | None = None
) -> CodedPairs:
    """The pairs of one part of the split and their codes.

    Args:
        model: trained, with its mechanisms estimated.
        data: images and pairs.
        device: where the model is.
        part: `train`, `validation` or `test`.
        most: pairs; more are thinned. None: `MAX_PAIRS`.
    """
    model.eval()
    pairs, weight = representative(data.pairs[part], MAX_PAIRS if most is None else most)
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    return CodedPairs(pairs, weight, codes[pairs.x], codes[pairs.y], pair_actions(model, pairs, device))


@torch.inference_mode()
def retrieve(model: CausalVQ, coded: CodedPairs, images: Images, device: torch.device) -> Retrieved:
    """Ask for the most probable action of every pair; there must be a pair."""
    by_codes = model.transition.log_likelihoods(coded.x, coded.y).log_softmax(1)
    by_all, of_vectors = by_codes, None
    if model.retrieval is not None:
        read = read_actions(model, images, coded.pairs, device)
        by_all, of_vectors = model.retrieval.combined(by_codes, read), read[0].argmax(1)
    found, of_codes, factor = by_all.argmax(1), by_codes.argmax(1), model.actions.factor
    return Retrieved(
        action=(found == coded.action).cpu().numpy(),
        factor=(factor[found] == factor[coded.action]).cpu().numpy(),
        code_action=(of_codes == coded.action).cpu().numpy(),
        code_factor=(factor[of_codes] == factor[coded.action]).cpu().numpy(),
        vector_action=None if of_vectors is None else (of_vectors == coded.action).cpu().numpy(),
        calibration_error=calibration_error(by_all.exp().cpu().numpy(), coded.action.cpu().numpy()),
    )


@torch.inference_mode()
def image_scores(model: CausalVQ, coded: CodedPairs, images: Images, device: torch.device) -> ImageScores:
    """Act on the images before and compare with the images after; there must be a pair."""
    after = model.transition.predict(coded.x, coded.action)
    errors = {
        "reconstruction_mse": _image_errors(model, coded.y, images, coded.pairs, device),
        "intervention_mse": _image_errors(model, after, images, coded.pairs, device),
        "copy_mse": _copy_errors(model, images, coded.pairs, device),
        "changed_variables": (coded.x != coded.y).sum(1).cpu().numpy(),
    }
    return ImageScores(**{name: mean(values, coded.weight) for name, values in errors.items()})


def mean(values: Floats | Flags | Integers, weight: Floats) -> float:
    """Of one value a pair, each counted as often as the pairs that it stands for."""
    return float(np.average(values, weights=weight))


def representative(pairs: Pairs, most: int) -> tuple[Pairs, Floats]:
    """At most so many pairs, evenly spaced among those of each factor, and float64 [P] how many each stands for.

    First every factor has an equal share, then those that have more pairs left: a rare factor is not thinned away.
    """
    factors, counts = np.unique(pairs.factor, return_counts=True)
    if len(pairs) <= most:
        return pairs, np.ones(len(pairs))
    share = np.minimum(counts, most // len(counts))
    left = counts - share
    share += (most - share.sum()) * left // left.sum()
    share[np.argsort(share - counts, kind="stable")[: most - share.sum()]] += 1  # what rounding down left over
    rows, weight = [], []
    for factor, count, kept in zip(factors, counts, share, strict=True):
        spaced = np.linspace(0, count - 1, kept).round().astype(np.int64)
        rows.append(np.flatnonzero(pairs.factor == factor)[spaced])
        weight.append(np.full(kept, count / max(kept, 1)))
    return pairs[np.concatenate(rows)], np.concatenate(weight)


def _image_errors(
    model: CausalVQ, codes: Int[Tensor, "P V"], images: Images, pairs: Pairs, device: torch.device
) -> Floats:
    """Mean squared error of each pair's decoded codes against the image after the action."""

    def errors(part: slice) -> Floats:
        truth = images_at(images, pairs.y[part], device, model.pixels.normalise)
        return np.asarray((model.decode(codes[part]) - truth).square().mean((1, 2, 3)).double().cpu().numpy())

    return _in_batches(errors, len(codes))


def _copy_errors(model: CausalVQ, images: Images, pairs: Pairs, device: torch.device) -> Floats:
    """Mean squared error of each image before the action against the one after it."""

    def errors(part: slice) -> Floats:
        before, after = (images_at(images, rows[part], device, model.pixels.normalise) for rows in (pairs.x, pairs.y))
        return np.asarray((before - after).square().mean((1, 2, 3)).double().cpu().numpy())

    return _in_batches(errors, len(pairs))


def _in_batches(made: Callable[[slice], Floats], count: int) -> Floats:
    return np.concatenate([made(slice(start, start + BATCH)) for start in range(0, count, BATCH)])
