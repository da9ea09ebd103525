"""Train a plan: one loop and one step, whatever the model.

`fit` reads from top to bottom: what a run needs is made, then every step draws a batch of pairs and moves the weights
once, and some of them validate, save or report. A `Plan` says all sizes and numbers, a `Run` is the folder that the
training writes to, a phase a stretch of steps in which the same is learned (warm-up without codes, joint, and anneal
with codes that stay), `Ranks` the processes that share a batch.

What a step learns from is said by an objective: `causalvq/runtime/objectives/slots_objective.py` is the usual one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace

import torch
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.compute.distributed import ALONE, Ranks, alone
from causalvq.runtime.compute.precision import mixed
from causalvq.runtime.estimation.usage import UsageWatch
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.feeding.schedule import learning_rate, phase_at, seeded
from causalvq.runtime.feeding.supervision import training_feed
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.objective import Objective, Terms
from causalvq.runtime.objectives.selection import objective_of
from causalvq.runtime.run_diagnostics import NOT_FINITE
from causalvq.runtime.runs.run import Run
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.checkpoint import restore_best, restore_checkpoint, save_best, save_checkpoint
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.progress import Meter, Progress
from causalvq.runtime.training.train_state import TrainState
from causalvq.runtime.training.tuning import PLAIN, Computing, tune
from causalvq.runtime.training.validation import Validated, Validation

READER_DECAY = 0.01
"""Of the weights of what reads pairs, a step at a learning rate of 1."""


def fit(
    run: Run,
    model: Trainable,
    data: Prepared,
    device: torch.device,
    *,
    stop: Callable[[], bool] = lambda: False,
    log_every: int = 20,
    ranks: Ranks = ALONE,
) -> Iterator[Progress]:
    """Train until the plan's last step, or until `stop` says so; then save a checkpoint. Resumes from the newest one.

    Args:
        run: where checkpoints and events go; its plan says everything else.
        model: freshly built from the plan, on `device`.
        data: images and pairs.
        device: where to train.
        stop: asked after every step.
        log_every: steps between two reports.
        ranks: the processes that share the batches; the first one writes.

    Yields:
        progress, every `log_every` steps and after the last one, when its checkpoint is written; nothing when the
        newest checkpoint is that of the plan's last step. When the schedule is done the model has its final weights:
        the best of the last phase with early stopping, otherwise the last, or their average where one is kept.

    Raises:
        RunError: CVQ404 or CVQ405 when a checkpoint cannot be used; CVQ406 when a loss or a weight is not finite, in
            which case no checkpoint is written; CVQ431 and CVQ432 when ranks cannot share a batch, or one is lost.
    """
    plan = run.plan
    ranks.require_even(plan)
    # Convolutions read channels side by side, on CPUs and GPUs alike: faster, and nothing else.
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    objective, optimizer = objective_of(plan, model, data, device), make_optimizer(plan, model)
    computing = Computing.of(tune(run, model, device, ranks), model, device)
    average = WeightAverage(model, plan.train.ema)
    normalise = model.pixels.normalise
    feed = training_feed(plan, data, device, ranks, normalise)
    validation = Validation(plan, objective, data, device, normalise)
    now, meter = restore_checkpoint(run, model, optimizer, average), Meter(plan, UsageWatch(plan, model))
    model.train()
    ended = now.step == plan.train.steps
    while not ended:
        phase, batch = phase_at(plan, now.step), feed.batch(now.step)
        terms = take_step(plan, objective, optimizer, batch, now.step, computing, ranks)
        now = now.advanced()
        average.update(model, now.step)
        meter.count()
        ended = ranks.any(stop()) or now.step == plan.train.steps
        logs, saves = now.step % log_every == 0, now.step % plan.train.checkpoint_every == 0
        validates = validation.due(now.step)
        # Only where the host waits for the device anyway: looking at every loss would stop it at every step.
        if ended or logs or saves or validates:
            _require_finite("loss", terms, now.step)
            _require_finite("weight", dict(model.named_parameters()), now.step)
        if validates:
            # What is judged is what would be kept: the averaged weights,
            # computed as in training, on each rank by itself.
            with average.used(model), alone(), mixed(device, computing.precision):
                meter.validated = validation.measure(model, now.step, phase)
                now = agreed(ranks, judge(run, model, now, phase, meter.validated))
            ended = ended or now.step == plan.train.steps
        if (ended or saves) and run.writes:
            save_checkpoint(run, now, model, optimizer, average)
        if ended or logs:
            progress = meter.report(now, phase, terms)
            run.log(progress.to_json())
            yield progress
    # The best of the last phase alone: before codebooks have settled a lower loss is of another model.
    if now.step == plan.train.steps and plan.train.early_stop is not None and run.writes:
        restore_best(run, model)
    elif now.step == plan.train.steps:
        average.adopt(model)


def judge(run: Run, model: Trainable, now: TrainState, phase: str, found: Validated) -> TrainState:
    """Log a validation, keep the model when it is the best of its phase, and say where the run stands.

    Raises:
        RunError: CVQ406 when a term of the validation is not finite.
    """
    _require_finite("validation loss", {name: torch.tensor(term) for name, term in found.terms.items()}, now.step)
    seen = replace(now, best=now.best.after(phase, now.step, found.loss, found.scores.get("action_accuracy", 0.0)))
    if seen.best.step == now.step and run.writes:
        save_best(run, now.step, model)
    after = seen.past_plateau(run.plan, phase)
    run.log({"step": now.step, "phase": phase, "validation": asdict(found), "best": seen.best.step, "next": after.step})
    return after


def agreed(ranks: Ranks, standing: TrainState) -> TrainState:
    """Take over where the first rank stands: others may round a validation otherwise, and all must end alike."""
    return TrainState.from_json(json.loads(ranks.text(json.dumps(standing.to_json()))))


def take_step(
    plan: Plan,
    objective: Objective,
    optimizer: torch.optim.Optimizer,
    batch: DeviceBatch,
    step: int,
    computing: Computing = PLAIN,
    ranks: Ranks = ALONE,
) -> Terms:
    """Take one step of the optimiser on one batch.

    Args:
        plan: its losses, schedule and clipping.
        objective: what is learned.
        optimizer: over all parameters; those that the phase does not train stay as they are.
        batch: what it is learned from.
        step: number of the step, from 0.
        computing: in which precision, and whether compiled.
        ranks: the processes that share the batch.

    Returns:
        the unweighted terms of the loss before the step, averaged over ranks.
    """
    # Of the step alone: a resumed run, and one with other reports in between, draws what it would have drawn.
    generator = seeded(plan.seed, step, batch.x.device)
    trained = _only(optimizer, objective.trained(phase_at(plan, step)))
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(plan, step)
    with computing.around():
        terms = objective.terms(batch, step, generator)
    # None, not zero: the optimiser skips parameters without a gradient, so that frozen ones do not decay.
    optimizer.zero_grad(set_to_none=True)
    losses.total(terms, plan.losses).backward()  # type: ignore[no-untyped-call]
    terms = ranks.average(trained, terms)
    if plan.train.gradient_clip is not None:
        # Group by group: the head that reads pairs would otherwise scale down the steps of all that it reads.
        for group in optimizer.param_groups:
            torch.nn.utils.clip_grad_norm_(group["params"], plan.train.gradient_clip, foreach=True)
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


def make_optimizer(plan: Plan, model: Trainable) -> torch.optim.Optimizer:
    """Adam or AdamW over all parameters, as the plan says; fused: one pass over memory instead of ten.

    The head that only reads is a group of its own, clipped by itself, so that it changes nothing else. Where it reads
    pixels, of which it could know the training pairs by heart, its weights decay more.
    """
    train = plan.train
    head = {id(parameter) for parameter in model.reader.parameters()} if model.reader is not None else set()
    rest = [parameter for parameter in model.parameters() if id(parameter) not in head]
    read = [parameter for parameter in model.parameters() if id(parameter) in head]
    more = READER_DECAY if plan.network.retrieval_widths and train.optimizer == "adamw" else 0.0
    decays = (train.weight_decay, max(train.weight_decay, more))
    groups = [
        {"params": group, "weight_decay": decay} for group, decay in zip((rest, read), decays, strict=True) if group
    ]
    kind: type[torch.optim.Adam] = torch.optim.AdamW if train.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, lr=train.lr, betas=train.betas, fused=True)


def _require_finite(what: str, tensors: Mapping[str, Tensor], step: int) -> None:
    broken = [name for name, tensor in tensors.items() if not bool(tensor.isfinite().all())]
    if broken:
        raise RunError(
            Diagnostic(
                NOT_FINITE,
                f"a {what} is not finite at step {step}: {', '.join(broken[:5])}",
                hint="lower train.optimizer.lr, or the weight of that loss; the last checkpoint is kept",
            )
        )
