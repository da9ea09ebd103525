"""Scores on held-out pairs: whether the action is found, and how near images after it are to the true ones.

Axes: P pairs, V variables, A actions, F factors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Images, Integers
from causalvq.metrics.action_scores import calibration_error
from causalvq.metrics.image_quality import mse, psnr, ssim
from causalvq.runtime.estimation.codes import BATCH, encode_rows, pair_actions, read_actions
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.trainable import Trainable

MAX_PAIRS = 20_000
"""More pairs than this are thinned: the scores' standard error is then below half a percent."""

SPAN = 2.0
"""From the darkest to the brightest pixel, of pixels in [-1, 1]."""

IMAGES = ("reconstruction", "intervention", "copy")
"""What is compared with the image after the action."""


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
        answer: int64 [P], the action that was retrieved.
        sure: float64 [P], its probability.
        of_truth: float64 [P], the probability of the true action.
        place: int64 [P], of the true action among all, the most probable one being at 0.
        calibration_error: expected difference of the probability of the retrieved action from the share that is right.
    """

    action: Flags
    factor: Flags
    code_action: Flags
    code_factor: Flags
    vector_action: Flags | None
    answer: Integers
    sure: Floats
    of_truth: Floats
    place: Integers
    calibration_error: float


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
    chances, truth = by_all.double().exp().cpu().numpy(), coded.action.cpu().numpy()
    own = np.take_along_axis(chances, truth[:, None], 1)
    answer = found.cpu().numpy()
    return Retrieved(
        action=answer == truth,
        factor=(factor[found] == factor[coded.action]).cpu().numpy(),
        code_action=(of_codes == coded.action).cpu().numpy(),
        code_factor=(factor[of_codes] == factor[coded.action]).cpu().numpy(),
        vector_action=None if of_vectors is None else (of_vectors == coded.action).cpu().numpy(),
        answer=answer,
        sure=np.take_along_axis(chances, answer[:, None], 1)[:, 0],
        of_truth=own[:, 0],
        place=place_of_truth(chances, truth),
        calibration_error=calibration_error(chances, truth),
    )


def place_of_truth(chances: Floats, truth: Integers) -> Integers:
    """The place of each pair's true action among all, the most probable one being at 0.

    Args:
        chances: float64 [P, A].
        truth: int64 [P].
    """
    own = np.take_along_axis(chances, truth[:, None], 1)
    # Of equal probabilities the first action is taken, as argmax does.
    found: Integers = (chances > own).sum(1) + ((chances == own) & (np.arange(chances.shape[1]) < truth[:, None])).sum(
        1
    )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class MadeImages:
    """Images that a model makes of pairs, and the true ones.

    Args:
        model: whose scale pixels have.
        pairs: P pairs.
        images: of the data.
        device: where the model is.
        made: from a slice of the pairs to y decoded from what is known of itself, and x after the true action.
    """

    model: Trainable
    pairs: Pairs
    images: Images
    device: torch.device
    made: Callable[[slice], tuple[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]]]

    def compared(self, scores: Callable[..., list[Floats]]) -> Floats:
        """Scores of the images that were made, and of x, each against y: float64 [K, P].

        Args:
            scores: from these three and y, arrays [b, H, W, C] each, K rows of [b].
        """
        found = []
        for start in range(0, len(self.pairs), BATCH):
            part = slice(start, start + BATCH)
            before, truth = (
                images_at(self.images, rows[part], self.device, self.model.pixels.normalise)
                for rows in (self.pairs.x, self.pairs.y)
            )
            arrays = (one.permute(0, 2, 3, 1).double().cpu().numpy() for one in (*self.made(part), before, truth))
            found.append(np.stack(scores(*arrays)))
        return np.concatenate(found, axis=1)

    def errors(self) -> dict[str, Floats]:
        """Mean squares of pixels in [-1, 1], float64 [P]: `reconstruction_mse`, `intervention_mse`, `copy_mse`."""

        def errors(*compared: Floats) -> list[Floats]:
            *shown, truth = compared
            return [mse(one, truth) for one in shown]

        return dict(zip((f"{what}_mse" for what in IMAGES), self.compared(errors), strict=True))

    def likeness(self) -> dict[str, Floats]:
        """By psnr (decibels; infinite where they are equal) and ssim (of 11 x 11 pixels or more), float64 [P] each."""

        def likeness(*compared: Floats) -> list[Floats]:
            *shown, truth = compared
            return [by(one, truth, SPAN) for one in shown for by in (psnr, ssim)]

        names = [f"{what}_{by}" for what in IMAGES for by in ("psnr", "ssim")]
        return dict(zip(names, self.compared(likeness), strict=True))


def decoded_pairs(model: CausalVQ, coded: CodedPairs, images: Images, device: torch.device) -> MadeImages:
    """The images that codes make of pairs."""
    after = model.transition.predict(coded.x, coded.action)  # at once: noise is drawn for all

    def made(part: slice) -> tuple[Tensor, Tensor]:
        return model.decode(coded.y[part]), model.decode(after[part])

    return MadeImages(model, coded.pairs, images, device, made)


@torch.inference_mode()
def image_errors(model: CausalVQ, coded: CodedPairs, images: Images, device: torch.device) -> dict[str, Floats]:
    """Act on the images before and compare with the images after; there must be a pair.

    Returns:
        float64 [P] each. `reconstruction_mse`: y decoded from its own codes, against y; `intervention_mse`: x after the
        true action, against y; `copy_mse`: x itself, against y; mean squares of pixels in [-1, 1].
        `changed_variables`: how many variables' codes differ between x and y.
    """
    changed = (coded.x != coded.y).sum(1).double().cpu().numpy()
    return {**decoded_pairs(model, coded, images, device).errors(), "changed_variables": changed}


@torch.inference_mode()
def image_likeness(model: CausalVQ, coded: CodedPairs, images: Images, device: torch.device) -> dict[str, Floats]:
    """The same images by psnr (decibels; infinite where they are equal) and ssim (of 11 x 11 pixels or more).

    Returns:
        float64 [P] each: `reconstruction_`, `intervention_` and `copy_`, each `psnr` and `ssim`.
    """
    return decoded_pairs(model, coded, images, device).likeness()


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
