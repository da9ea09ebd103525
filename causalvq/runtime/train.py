"""Training, top to bottom: phases, one step, one loop.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels, V variables, D length of a vector.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from causalvq.compiler import Plan
from causalvq.data import PairSampler, Prepared
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime import losses
from causalvq.runtime.checkpoint import restore_checkpoint, save_checkpoint
from causalvq.runtime.feed import DeviceBatch, PairFeed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run import Run

NOISE = 0.1
"""Deviation of the noise on vectors in warm-up, which have variance 1: what a code will later round away."""

Terms = Mapping[str, Float[Tensor, ""]]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where training stands.

    Args:
        step: steps done.
        steps: steps in all.
        phase: name of the current phase.
        seconds: time spent training in this process.
        images_per_second: images that went through the encoder, over the same time.
        losses: moving average of each term, unweighted.
    """

    step: int
    steps: int
    phase: str
    seconds: float
    images_per_second: float
    losses: Mapping[str, float]


def fit(
    run: Run,
    model: CausalVQ,
    data: Prepared,
    device: torch.device,
    *,
    stop: Callable[[], bool] = lambda: False,
    log_every: int = 20,
) -> Iterator[Progress]:
    """Train until the plan's last step, or until `stop` says so; then save a checkpoint. Resumes from the newest one.

    Args:
        run: where checkpoints and events go; its plan says everything else.
        model: freshly built from the plan, on `device`.
        data: images and pairs.
        device: where to train.
        stop: asked after every step.
        log_every: steps between two reports.

    Yields:
        progress, every `log_every` steps and after the last one, when its checkpoint is written; nothing when the
        newest checkpoint is that of the plan's last step.

    Raises:
        RunError: CVQ404 or CVQ405 when a checkpoint cannot be used; CVQ406 when a loss or a weight is not finite, in
            which case no checkpoint is written.
    """
    plan = run.plan
    feed = PairFeed(
        data.images,
        data.pairs["train"],
        PairSampler(data.pairs["train"], plan.train.batch_size, plan.seed, frequency=plan.data.frequency),
        device,
    )
    optimizer = make_optimizer(plan, model)
    done = restore_checkpoint(run, model, optimizer)
    first, started, average = done, time.perf_counter(), dict[str, float]()
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    model.train()
    ended = done == plan.train.steps
    while not ended:
        generator = seeded(plan.seed, done, device)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(plan, done)
        phase = phase_at(plan, done)
        terms = step_losses(plan, model, feed.batch(done), done, generator)
        loss = losses.total(terms, plan.losses)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if plan.train.gradient_clip is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), plan.train.gradient_clip)
        optimizer.step()
        done += 1
        ended = stop() or done == plan.train.steps
        if ended or done % plan.train.checkpoint_every == 0:
            _require_finite("loss", terms, done)
            _require_finite("weight", dict(model.named_parameters()), done)
            save_checkpoint(run, done, model, optimizer)
        if ended or done % log_every == 0:
            _require_finite("loss", terms, done)
            average = {name: _smooth(average.get(name), term.item()) for name, term in terms.items()}
            seconds = time.perf_counter() - started
            rate = 2 * plan.train.batch_size * (done - first) / seconds
            progress = Progress(done, plan.train.steps, phase, seconds, rate, average)
            run.log({"step": done, "phase": phase, "seconds": round(seconds, 3), "losses": average})
            yield progress


def step_losses(plan: Plan, model: CausalVQ, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
    """The unweighted terms of one step. Of a pair it reads the two images and the action, nothing else."""
    images = torch.cat([batch.x, batch.y])
    targets = model.actions.targets[model.actions(batch.factor, batch.direction, batch.value)]
    vectors = model.encoder(images)
    terms: dict[str, Float[Tensor, ""]] = {}
    if model.actions.sets_values:
        kept, terms["quantizer"], free = quantized(model, vectors, targets)
        distances = model.quantizer.distances(vectors[len(batch.y) :])
        terms["transition"] = losses.value_cross_entropy(distances, targets, batch.value)
    elif phase_at(plan, step) == "warm-up":
        noise = torch.randn(vectors.shape, generator=generator, device=vectors.device)
        kept, free = vectors + NOISE * noise, targets
    else:
        if phase_at(plan, step) == "anneal":
            model.quantizer.settle()
        kept, terms["quantizer"], _ = quantized(model, vectors, targets)
        free = targets
    share = swap_share(plan.losses)
    mixed, swapped = losses.mix(kept, free, share, generator)
    errors = losses.squared_error(model.decoder(mixed), images)
    of_image = errors.mean((1, 2))
    return terms | {
        "reconstruction": (of_image * ~swapped).mean() / max(1 - share, 1e-9),
        "swap": (of_image * swapped).mean() / max(share, 1e-9),
        "changed_pixels": losses.over_changed_pixels(errors, batch.x, batch.y).mean(),
        "pull": pull_ramp(plan, step) * losses.pull(vectors, free),
    }


def quantized(
    model: CausalVQ, vectors: Float[Tensor, "n V D"], targets: Bool[Tensor, "b V"]
) -> tuple[Float[Tensor, "n V D"], Float[Tensor, ""], Bool[Tensor, "b V"]]:
    """The codes' vectors, the quantiser's loss, and the variables that may differ between x and y.

    Besides the targets these are the ones whose codes differ: setting a value may have effects.
    """
    result = model.quantizer(vectors)
    x, y = result.codes.chunk(2)
    return result.vectors, result.loss, targets | (x != y)


def swap_share(weights: Mapping[str, float]) -> float:
    """The share of images decoded with exchanged vectors, so that both losses keep their weights."""
    both = weights["reconstruction"] + weights["swap"]
    return weights["swap"] / both if both else 0.5


def phase_at(plan: Plan, step: int) -> str:
    """The name of the phase that a step, from 0, belongs to."""
    for phase in plan.train.phases:
        if step < phase.steps:
            return phase.name
        step -= phase.steps
    return plan.train.phases[-1].name


def pull_ramp(plan: Plan, step: int) -> float:
    """From 0 in the first half of warm-up to 1 half a warm-up after its end.

    Pulling vectors together before they say anything keeps the encoder from ever saying it.
    """
    warm_up = max(1, plan.train.phases[0].steps)
    return min(1.0, max(0.0, step / warm_up - 0.5))


def learning_rate(plan: Plan, step: int) -> float:
    """Linear warm-up, then half a cosine down to 2% of the peak."""
    train = plan.train
    rise = max(1.0, train.warmup * train.steps)
    cosine = 0.5 * (1 + math.cos(math.pi * step / train.steps))
    return train.lr * min(1.0, (step + 1) / rise) * (0.02 + 0.98 * cosine)


def seeded(seed: int, step: int, device: torch.device) -> torch.Generator:
    """Chance that depends on seed and step alone, so that resuming is exact.

    The quantiser's library draws from torch's global generator, which is therefore seeded too.
    """
    mixed = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9 + 1) % 2**63
    torch.manual_seed(mixed)
    return torch.Generator(device).manual_seed(mixed)


def make_optimizer(plan: Plan, model: CausalVQ) -> torch.optim.Optimizer:
    """Adam or AdamW over all parameters, as the plan says."""
    train = plan.train
    kind: type[torch.optim.Adam] = torch.optim.AdamW if train.optimizer == "adamw" else torch.optim.Adam
    return kind(model.parameters(), lr=train.lr, betas=train.betas, weight_decay=train.weight_decay)


def _require_finite(what: str, tensors: Mapping[str, Tensor], step: int) -> None:
    broken = [name for name, tensor in tensors.items() if not bool(tensor.isfinite().all())]
    if broken:
        raise RunError(
            Diagnostic(
                "CVQ406",
                f"a {what} is not finite at step {step}: {', '.join(broken[:5])}",
                hint="lower train.optimizer.lr, or the weight of that loss; the last checkpoint is kept",
            )
        )


def _smooth(before: float | None, now: float) -> float:
    return now if before is None else 0.7 * before + 0.3 * now
