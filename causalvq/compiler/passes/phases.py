"""The schedule: how long, in which phases, with which optimiser."""

from __future__ import annotations

from typing import Literal

from causalvq.compiler.draft import Draft
from causalvq.compiler.plan import PhasePlan, TrainPlan
from causalvq.dsl.spec import Train

WARM_UP, ANNEAL = 0.30, 0.25
"""Shares of the autoencoder's steps without quantiser, and with fixed codebooks; codebooks move in the rest."""

SHORTEST = 3
"""Steps of a phase, so that even a trial of ten steps passes through each."""


def phases(draft: Draft) -> Draft:
    """Set `train`."""
    spec = draft.inputs.spec.train
    made = TrainPlan(
        steps=spec.steps,
        batch_size=spec.batch_size,
        phases=stages(draft, spec),
        optimizer=spec.optimizer.kind,
        lr=spec.optimizer.lr,
        weight_decay=spec.optimizer.weight_decay,
        warmup=spec.optimizer.warmup,
        betas=spec.optimizer.betas,
        gradient_clip=spec.gradient_clip,
        checkpoint_every=spec.checkpoint_every,
        validate_every=spec.validate_every,
        micro_batches=spec.micro_batches,
        ema=spec.ema,
        early_stop=spec.early_stop.patience if spec.early_stop else None,
        precision=spec.precision,
        compile=spec.compile,
        device=spec.device,
    )
    return noted(draft.put(train=made), spec, made)


def noted(draft: Draft, spec: Train, made: TrainPlan) -> Draft:
    """The decisions of this pass."""
    schedule = ", ".join(f"{phase.name} {phase.steps:,}" for phase in made.phases)
    draft = draft.because("train.phases", schedule, "train.steps", "train.stages", "train.causal_share")
    for path, origin, value in (
        ("steps", "steps", spec.steps),
        ("batch_size", "batch_size", spec.batch_size),
        ("optimizer", "optimizer.kind", spec.optimizer.kind),
        ("lr", "optimizer.lr", spec.optimizer.lr),
        ("weight_decay", "optimizer.weight_decay", spec.optimizer.weight_decay),
        ("warmup", "optimizer.warmup", spec.optimizer.warmup),
        ("betas", "optimizer.betas", spec.optimizer.betas),
        ("gradient_clip", "gradient_clip", spec.gradient_clip),
        ("checkpoint_every", "checkpoint_every", spec.checkpoint_every),
        ("validate_every", "validate_every", spec.validate_every),
        ("micro_batches", "micro_batches", spec.micro_batches),
        ("ema", "ema", spec.ema),
        ("early_stop", "early_stop", made.early_stop),
        ("precision", "precision", spec.precision),
        ("compile", "compile", spec.compile),
        ("device", "device", spec.device),
    ):
        draft = draft.because(f"train.{path}", str(value), f"train.{origin}")
    return draft


def stages(draft: Draft, spec: Train) -> tuple[PhasePlan, ...]:
    """The phases: of one model, or of an autoencoder and then of the causal layer on its codes."""
    if not draft.layered or spec.stages == "joint" or spec.steps == 1:
        return split(spec.steps)
    causal = min(max(1, round(spec.steps * spec.causal_share)), spec.steps - 1)
    return (*split(spec.steps - causal, "autoencoder"), PhasePlan(name="causal", steps=causal))


def split(steps: int, middle: Literal["joint", "autoencoder"] = "joint") -> tuple[PhasePlan, ...]:
    """Steps as phases that add up to them; phases without a step are left out."""
    least = min(SHORTEST, steps // 3)
    warm, anneal = (max(least, round(steps * share)) for share in (WARM_UP, ANNEAL))
    if warm + anneal > steps - least:  # of a trial of very few steps
        warm, anneal = least, least
    counts = (("warm-up", warm), (middle, steps - warm - anneal), ("anneal", anneal))
    return tuple(PhasePlan.model_validate({"name": name, "steps": count}) for name, count in counts if count)
