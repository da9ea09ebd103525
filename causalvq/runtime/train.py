"""Training: one loop and one step, whatever the model; `causalvq.runtime.objective` says what a step learns from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from causalvq.compiler import Plan
from causalvq.data import PairSampler, Prepared
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime import losses
from causalvq.runtime.checkpoint import restore_checkpoint, save_checkpoint
from causalvq.runtime.feed import DeviceBatch, PairFeed
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objective import Objective, Terms, objective_of
from causalvq.runtime.run import Run
from causalvq.runtime.schedule import learning_rate, phase_at, seeded


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
    objective, optimizer = objective_of(plan, model, data), make_optimizer(plan, model)
    done = restore_checkpoint(run, model, optimizer)
    first, started, average = done, time.perf_counter(), dict[str, float]()
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    model.train()
    ended = done == plan.train.steps
    while not ended:
        phase, batch = phase_at(plan, done), feed.batch(done)
        terms = take_step(plan, objective, optimizer, batch, done)
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


def take_step(
    plan: Plan, objective: Objective, optimizer: torch.optim.Optimizer, batch: DeviceBatch, step: int
) -> Terms:
    """One step of the optimiser on one batch.

    Args:
        plan: its losses, schedule and clipping.
        objective: what is learned.
        optimizer: over all parameters; those that the phase does not train stay as they are.
        batch: what it is learned from.
        step: number of the step, from 0.

    Returns:
        the unweighted terms of the loss before the step.
    """
    generator = seeded(plan.seed, step, batch.x.device)
    trained = _only(optimizer, objective.trained(phase_at(plan, step)))
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(plan, step)
    terms = objective.terms(batch, step, generator)
    optimizer.zero_grad(set_to_none=True)
    losses.total(terms, plan.losses).backward()  # type: ignore[no-untyped-call]
    if plan.train.gradient_clip is not None:
        torch.nn.utils.clip_grad_norm_(trained, plan.train.gradient_clip)
    optimizer.step()
    return terms


def _only(optimizer: torch.optim.Optimizer, trained: Iterable[nn.Parameter]) -> list[nn.Parameter]:
    """Let gradients reach these parameters and no other of the optimiser's; the optimiser skips those without."""
    chosen = list(trained)
    learn = {id(parameter) for parameter in chosen}
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.requires_grad_(id(parameter) in learn)
    return chosen


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
