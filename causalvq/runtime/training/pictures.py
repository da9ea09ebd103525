"""Train another decoder where the trained one has learned its images by heart.

Of a few hundred images, each with texture, light or noise of its own, the decoder learns which combination of codes has
which texture. What it draws for a combination that no image has is then textures of others over each other. Codes do
not suffer from that, pictures do. So when codes are settled another decoder learns them from the beginning, until
images that it does not see become worse.

Axes: b pairs of a batch, n = 2b images (x first, then y), V variables, D length of a vector, C, H, W pixels.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.compiler.capability.step_time import micro_batches
from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.runtime.compute.recompute import in_pieces, memory_of
from causalvq.runtime.feeding.feed import DeviceBatch, PairFeed, pair_feed
from causalvq.runtime.feeding.schedule import seeded
from causalvq.runtime.feeding.supervision import training_feed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.slots_objective import changed, swap_share
from causalvq.runtime.slots.slot_decoder import SlotDecoder

BY_HEART: Final = 1.2
"""Error of images that were not trained on, over that of images that were, from which a decoder learned by heart."""
SMALL: Final = 0.02
"""Share of the error of one picture for all, up to which held-out pictures are good, whatever the others are."""
LOOKED_AT: Final = 256
"""Pairs of each part whose images are compared."""
MOST_STEPS: Final = 1_000
LOOK_EVERY: Final = 25
PATIENCE: Final = 6
"""Looks without an improvement after which learning ends."""
WARM_UP: Final = 50  # steps in which the rate rises


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What became of the pictures: errors, weighed as in training.

    Args:
        seen: of training pairs, by the decoder that was trained.
        held_out: of validation pairs, by the same.
        now: of validation pairs, by the decoder that the model has now.
        steps: that the other decoder took, to where it was best; 0 where the trained one was kept.
    """

    seen: float
    held_out: float
    now: float
    steps: int


def knows_by_heart(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> tuple[float, float] | None:
    """Compare the errors of training and validation pairs, to tell a decoder that learned its images by heart.

    Returns:
        both errors; None where the latter are small or about as small as the former, or there is nothing to compare.
    """
    if plan.grid is not None or not len(data.pairs["validation"]):
        return None
    seen, held_out = (_error(model, model.decoder, feed, plan) for feed in _feeds(model, plan, data, device))
    if held_out <= BY_HEART * seen:
        return None
    *_, feed = _feeds(model, plan, data, device)
    return (seen, held_out) if held_out > SMALL * _of_one_picture(feed, plan) else None


def redraw(
    model: CausalVQ, data: Prepared, plan: Plan, device: torch.device, tell: Callable[[str], None]
) -> Redrawn | None:
    """Give the model another decoder, if one learns held-out images better than the trained one has.

    Args:
        model: trained, with codes that move no more.
        data: images and pairs; none of the test part is read.
        plan: of the model.
        device: where the model is.
        tell: is given a line before and after.

    Returns:
        None where the trained decoder does not know its images by heart.
    """
    errors = knows_by_heart(model, data, plan, device)
    if errors is None:
        return None
    seen, held_out = errors
    tell(f"the decoder knows its images by heart (error {seen:.4f}, held out {held_out:.4f}): another one learns them")
    # Its weights depend on the seed alone, and nobody else's chance on whether a decoder was trained.
    with torch.random.fork_rng():
        torch.manual_seed(plan.seed)
        decoder = SlotDecoder(plan)
        decoder.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        now, steps = _learned(model, decoder, data, plan, device)
    better = now < held_out
    if better:
        model.decoder.load_state_dict(decoder.state_dict())
    tell(f"held-out error {now:.4f} after {steps} steps" + ("" if better else ": the one that was trained stays"))
    return Redrawn(seen, held_out, min(now, held_out), steps * better)


def _learned(
    model: CausalVQ, decoder: SlotDecoder, data: Prepared, plan: Plan, device: torch.device
) -> tuple[float, int]:
    """Train a decoder and leave it as it was best: its error on validation pairs, and after how many steps."""
    feed = training_feed(plan, data, device, normalise=model.pixels.normalise)
    _, held_out = _feeds(model, plan, data, device)
    optimizer = torch.optim.AdamW(decoder.parameters(), plan.train.lr, plan.train.betas, fused=True)
    pieces = micro_batches(plan, memory_of(device))
    best, at, kept = float("inf"), 0, copy.deepcopy(decoder.state_dict())
    for step in range(MOST_STEPS):
        for group in optimizer.param_groups:
            group["lr"] = plan.train.lr * min(1.0, (step + 1) / WARM_UP)
        batch = feed.batch(step)
        codes, chance = _codes(model, batch), seeded(plan.seed, step, device)
        # Looked up, not encoded: the decoder learns what it will be given, the vectors of codes.
        vectors = model.quantizer.lookup(codes)
        mixed, _ = losses.mix(vectors, _free(model, batch, codes), swap_share(plan.losses), chance)
        optimizer.zero_grad()
        _weighed(in_pieces(decoder, mixed, pieces), batch, plan).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if (step + 1) % LOOK_EVERY == 0:
            error = _error(model, decoder, held_out, plan)
            # Stopped early, by images that it does not see: later it learns those
            # of training by heart, as the first one did.
            if error < best:
                best, at, kept = error, step + 1, copy.deepcopy(decoder.state_dict())
            elif step + 1 - at >= PATIENCE * LOOK_EVERY:
                break
    decoder.load_state_dict(kept)
    return best, at


def _feeds(model: CausalVQ, plan: Plan, data: Prepared, device: torch.device) -> Iterator[PairFeed]:
    """Pairs that were trained on, and pairs that were not."""
    for part in ("train", "validation"):
        yield pair_feed(plan, data, part, device, normalise=model.pixels.normalise)


@torch.no_grad()
def _error(model: CausalVQ, decoder: torch.nn.Module, feed: PairFeed, plan: Plan) -> float:
    """Error of the images of the first pairs that a feed draws, decoded from their own codes."""
    batches = [feed.batch(index) for index in range(-(-LOOKED_AT // plan.train.batch_size))]
    errors = [float(_weighed(decoder(model.quantizer.lookup(_codes(model, batch))), batch, plan)) for batch in batches]
    return sum(errors) / len(errors)


@torch.no_grad()
def _of_one_picture(feed: PairFeed, plan: Plan) -> float:
    """Error of the mean image of a batch, in place of all of its images."""
    batch = feed.batch(0)
    images = torch.cat([batch.x, batch.y])
    return float(_weighed(images.mean(0, keepdim=True).expand_as(images), batch, plan))


@torch.no_grad()
def _codes(model: CausalVQ, batch: DeviceBatch) -> Int[Tensor, "n V"]:
    """The codes of x, then of y."""
    return model.encode(torch.cat([batch.x, batch.y]))


def _free(model: CausalVQ, batch: DeviceBatch, codes: Int[Tensor, "n V"]) -> Bool[Tensor, "b V"]:
    """The variables that each pair's action may have changed: all where it is unknown."""
    known, actions = batch.factor >= 0, model.actions
    action = actions(batch.factor.clamp_min(0), batch.direction, batch.value.clamp_min(0))
    targets: Tensor = actions.targets[action] | ~known[:, None]
    return targets | changed(codes) if actions.only_sets else targets


def _weighed(decoded: Float[Tensor, "n C H W"], batch: DeviceBatch, plan: Plan) -> Float[Tensor, ""]:
    """Squared error of images, and that of the pixels in which the images of a pair differ, as training weighs them."""
    errors = losses.squared_error(decoded, torch.cat([batch.x, batch.y]))
    weights = plan.losses
    whole = (weights["reconstruction"] + weights["swap"]) * errors.mean()
    return whole + weights["changed_pixels"] * losses.over_changed_pixels(errors, batch.x, batch.y).mean()
