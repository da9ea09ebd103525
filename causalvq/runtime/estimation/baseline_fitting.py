"""What baselines do not learn by gradients, fitted on training pairs when training has ended.

Axes: P pairs, L latents, N images of the data, D pixels x channels of a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, cast

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Images, Integers
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.baselines.pixel_ridge import PixelRidge, solve_ridge
from causalvq.runtime.estimation.codes import BATCH, pair_actions, pair_vectors
from causalvq.runtime.estimation.head_fitting import Read, fit_head
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.trainable import Trainable

MOST_PAIRS: Final = 20_000
"""Pairs that a ridge is fitted to; more are thinned evenly, so that it takes seconds."""
FIFTH: Final = 5
"""One training pair of so many chooses the penalty where there are no others."""


def fit_baseline(plan: Plan, model: Trainable, data: Prepared, device: torch.device) -> None:
    """Fit what a plan's baseline does not learn by gradients, which may be nothing."""
    assert plan.baseline is not None
    fit = FITTED.get(plan.baseline.kind)
    if fit is not None:
        fit(model, data, device, plan.seed)


@torch.inference_mode()
def latents_of(model: LatentModel, images: Images, rows: Integers, device: torch.device) -> Float[Tensor, "N L"]:
    """The latents of some images, in the order of the rows."""
    model.eval()
    if not len(rows):
        return torch.zeros(0, model.displacements.shape[1], device=device)
    parts = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    return torch.cat([model.encode(images_at(images, part, device, model.pixels.normalise)) for part in parts])


@torch.inference_mode()
def pair_latents(
    model: LatentModel, data: Prepared, pairs: Pairs, device: torch.device
) -> tuple[Float[Tensor, "P L"], Float[Tensor, "P L"]]:
    """The latents of the images of pairs, before and after; each image is read once."""
    rows, place = np.unique(np.concatenate([pairs.x, pairs.y]), return_inverse=True)
    x, y = latents_of(model, data.images, rows, device)[torch.from_numpy(place).to(device)].chunk(2)
    return x, y


@torch.inference_mode()
def _fit_latents(trained: Trainable, data: Prepared, device: torch.device, seed: int) -> None:
    """Count how far each action moves the latents of training pairs, on average, and fit the head that reads them."""
    model = cast(LatentModel, trained)

    def of(part: str) -> Read:
        pairs = data.pairs[part]
        return (*pair_latents(model, data, pairs, device), pair_actions(model, pairs, device))

    seen = of("train")
    model.count(*seen)
    if model.retrieval is not None:
        fit_head(model.retrieval, seen, of("validation"), seed)


@torch.inference_mode()
def fit_reader(model: CausalVQ, data: Prepared, device: torch.device, seed: int) -> None:
    """Fit the head that reads the vectors of a baseline with codes."""
    head = model.retrieval
    if head is None:
        return

    def of(part: str) -> Read:
        pairs = data.pairs[part]
        if not len(pairs):
            nothing = torch.zeros(0, head.hidden.in_features // 3, device=device)
            return nothing, nothing, torch.zeros(0, dtype=torch.int64, device=device)
        x, y = pair_vectors(model, data.images, pairs, device).flatten(1).chunk(2)
        return x, y, pair_actions(model, pairs, device)

    fit_head(head, of("train"), of("validation"), seed)


@torch.inference_mode()
def _solve_ridge(trained: Trainable, data: Prepared, device: torch.device, seed: int) -> None:  # noqa: ARG001
    """Solve for the weights of a ridge regression."""
    model, pairs, others = cast(PixelRidge, trained), _thinned(data.pairs["train"]), data.pairs["validation"]
    if not len(others):
        chosen = np.arange(len(pairs)) % FIFTH == 0
        pairs, others = (pairs[~chosen], pairs[chosen]) if not chosen.all() else (pairs, pairs)
    seen, chosen_by = (_differences(model, data, some, device) for some in (pairs, _thinned(others)))
    model.take(solve_ridge(seen, chosen_by, len(model.actions.factor)))


def _thinned(pairs: Pairs) -> Pairs:
    return pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), MOST_PAIRS)).astype(np.int64)]


def _differences(
    model: PixelRidge, data: Prepared, pairs: Pairs, device: torch.device
) -> tuple[Float[Tensor, "P D"], Int[Tensor, " P"]]:
    """The differences of pairs in double precision, and their actions."""
    made = []
    for start in range(0, len(pairs), BATCH):
        part = slice(start, start + BATCH)
        rows = np.concatenate([pairs.x[part], pairs.y[part]])
        made.append(model.encoder.differences(images_at(data.images, rows, device, model.pixels.normalise)))
    return torch.cat(made).double(), pair_actions(model, pairs, device)


FITTED: Mapping[str, Callable[[Trainable, Prepared, torch.device, int], None]] = MappingProxyType(
    {
        **dict.fromkeys(("autoencoder", "beta_vae", "ada_gvae"), _fit_latents),
        "pixel_ridge": _solve_ridge,
    }
)
"""How each baseline is fitted; one that is not here learns everything by gradients."""
