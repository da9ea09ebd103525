"""What is measured of each factor when its training has ended, beside its scores.

Axes: P pairs, A actions, V variables, H, W pixels, C channels, D numbers of a small difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Final

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Integers
from causalvq.runtime.estimation.codes import pair_actions
from causalvq.runtime.evaluation.diagnosis.causes import Evidence
from causalvq.runtime.evaluation.diagnosis.ridge import ridge_answers
from causalvq.runtime.evaluation.pair_scores import CodedPairs, Retrieved, coded_pairs, representative, retrieve
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ

MOST_SEEN: Final = 2_000  # training pairs that retrieval is asked of
MOST_FITTED: Final = 6_000  # training pairs that a ridge regression is fitted to
BLOCK: Final = 4  # side in pixels of the blocks over which differences are averaged
SIDE: Final = 16  # pixels of a side, to which differences are made smaller for the regression
PEAK: Final = 3.0
"""Deviations that the largest of some hundred block means has by noise alone."""


def evidence_of(
    plan: Plan, model: CausalVQ, data: Prepared, device: torch.device, coded: CodedPairs, hits: Retrieved
) -> Iterator[Evidence]:
    """The evidence of each factor that has held-out pairs.

    Args:
        plan: that was trained.
        model: trained, with its mechanisms estimated.
        data: images and pairs.
        device: where the model is.
        coded: the held-out pairs.
        hits: what was retrieved of them.
    """
    seen = coded_pairs(model, data, device, "train", MOST_SEEN)
    seen_hits = retrieve(model, seen, data.images, device)
    ridge = _ridge_hits(model, data, coded.pairs, device)
    left = model.quantizer.left().tolist()
    counts = np.bincount(data.pairs["train"].factor, minlength=len(plan.data.factors))
    native = min(data.facts.native_height, data.facts.native_width)
    for position, factor in enumerate(plan.data.factors):
        own, trained = coded.pairs.factor == position, seen.pairs.factor == position
        if not own.any() or not trained.any():
            continue
        owners = plan.targets[position] if plan.layout == "slots" else ()
        yield Evidence(
            factor=factor.name,
            train=int(counts[position]),
            test=int(own.sum()),
            found=float(hits.action[own].mean()),
            codes=float(hits.code_action[own].mean()),
            seen=float(seen_hits.action[trained].mean()),
            codes_seen=float(seen_hits.code_action[trained].mean()),
            ridge=float(ridge[own].mean()),
            effect=_effect(model, data, seen.pairs[trained], device),
            left=max((left[owner] for owner in owners), default=None),
            larger=native if native > min(plan.data.height, plan.data.width) else None,
            steps=plan.train.steps,
        )


def _effect(model: CausalVQ, data: Prepared, pairs: Pairs, device: torch.device) -> float:
    """How much an action changes where it changes most, against what noise alone shows there.

    Noise is what neighbouring pixels of y - x do not share: the median of a Laplacian (Immerkaer, 1996), so that what
    is drawn hardly counts.
    """
    chosen = representative(pairs, 256)[0]
    apart = (_images(model, data, chosen.y, device) - _images(model, data, chosen.x, device)).double()
    if min(apart.shape[-2:]) < 2 * BLOCK:
        return inf
    kernel = torch.tensor([[1.0, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=torch.float64, device=device)
    flat = apart.flatten(0, 1).unsqueeze(1)
    rough = F.conv2d(flat, kernel[None, None]).abs().flatten()
    noise = float(rough.median()) / 0.6745 / 6  # the kernel's squares add to 36
    blocks = F.avg_pool2d(flat, BLOCK).view(len(apart), -1)
    largest = float(blocks.square().amax(1).mean().sqrt())
    return largest / (PEAK * noise / BLOCK) if noise > 1e-6 else inf


def _images(model: CausalVQ, data: Prepared, rows: Integers, device: torch.device) -> torch.Tensor:
    return images_at(data.images, rows, device, model.pixels.normalise)


def _ridge_hits(model: CausalVQ, data: Prepared, test: Pairs, device: torch.device) -> Flags:
    """Of which held-out pairs a ridge regression on differences of small images finds the action: bool [P]."""
    train = representative(data.pairs["train"], MOST_FITTED)[0]
    seen, asked = (_small(model, data, part, device) for part in (train, test))
    done, sought = (pair_actions(model, part, device).cpu().numpy() for part in (train, test))
    hits: Flags = ridge_answers(seen, done, asked) == sought
    return hits


def _small(model: CausalVQ, data: Prepared, pairs: Pairs, device: torch.device) -> Floats:
    """y - x of pairs at no more than 16 pixels a side: float64 [P, D]."""
    parts = []
    for start in range(0, len(pairs), 512):
        part = pairs[np.arange(start, min(start + 512, len(pairs)))]
        apart = _images(model, data, part.y, device) - _images(model, data, part.x, device)
        size = (min(SIDE, apart.shape[-2]), min(SIDE, apart.shape[-1]))
        parts.append(F.adaptive_avg_pool2d(apart, size).flatten(1).double().cpu().numpy())
    return np.concatenate(parts)
