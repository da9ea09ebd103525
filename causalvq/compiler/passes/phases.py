"""The schedule: how long at most, in which phases, with which optimiser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from causalvq.compiler.draft import WithLosses, WithSchedule
from causalvq.compiler.placement.plateau import Ends, apart, ceiling_of, ends_of
from causalvq.compiler.plan import AugmentPlan, PhasePlan, TrainPlan
from causalvq.compiler.plan_faults import SHIFTED_AWAY, fault, refuse
from causalvq.dsl.spec import Train
from causalvq.errors import Diagnostic

WARM_UP, ANNEAL = 0.30, 0.25
"""Shares of the autoencoder's steps without quantiser, and with fixed codebooks; codebooks move in the rest."""

SHORTEST = 3
"""Steps of a phase, so that even a trial of ten steps passes through each."""

WARM_UP_OF_FLOOR, ANNEAL_OF_FLOOR = 0.20, 0.50
"""Shares of the floor, where the joint phase ends on a plateau; the last one is longer than otherwise, since the rate
falls in it alone."""

FARTHEST = 0.25
"""Of the shorter side: how far images may be shifted while they are learned from."""

OTHERWISE = 2000
"""Steps of `auto` where no plateau can end training."""


def phases(draft: WithLosses) -> WithSchedule:
    """Set `train`."""
    spec = draft.inputs.spec.train
    ends = ends_of(draft) if spec.steps == "auto" else None
    parts = between(ends) if ends else stages(draft, spec, steps_of(draft, spec))
    made = TrainPlan(
        steps=sum(phase.steps for phase in parts),
        batch_size=spec.batch_size,
        phases=parts,
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
        floor=ends.floor if ends else None,
        augment=AugmentPlan(**spec.augment.model_dump()) if spec.augment else None,
    )
    refuse(too_far(draft, spec))
    return noted(WithSchedule(**draft.parts, train=made), spec, ends)


def too_far(draft: WithLosses, spec: Train) -> Iterator[Diagnostic]:
    """A shift that would move what is to be seen out of the image."""
    data = draft.data
    side = min(data.height, data.width)
    if spec.augment and spec.augment.shift > side * FARTHEST:
        yield fault(
            draft.inputs.document,
            SHIFTED_AWAY,
            f"a shift of {spec.augment.shift} pixels moves much of an image of {data.height} x {data.width} out of it",
            "train.augment.shift",
            expected=f"at most {int(side * FARTHEST)} pixels, a quarter of the shorter side",
            got=str(spec.augment.shift),
        )


def noted(draft: WithSchedule, spec: Train, ends: Ends | None) -> WithSchedule:
    """The decisions of this pass."""
    made = draft.train
    schedule = ", ".join(f"{phase.name} {phase.steps:,}" for phase in made.phases)
    draft = draft.because("train.phases", schedule, "train.steps", "train.stages", "train.causal_share")
    if ends:
        told = f"{ends.floor:,} at least and {ends.ceiling:,} at most: {ends.because}"
        draft = draft.because("train.floor", told, "train.steps", "train.batch_size", "data")
    if made.augment:
        draft = draft.because("train.augment", str(made.augment), "train.augment")
    for path, origin, value in (
        ("steps", "steps", made.steps),
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


def steps_of(draft: WithLosses, spec: Train) -> int:
    """How many steps are trained where no plateau ends training: a ridge regression is solved for after one."""
    if draft.kind == "pixel_ridge":
        return 1
    if spec.steps != "auto":
        return spec.steps
    return OTHERWISE if draft.causal else ceiling_of(draft)


def stages(draft: WithLosses, spec: Train, steps: int) -> tuple[PhasePlan, ...]:
    """The phases: of one model, or of an autoencoder and then of the causal layer on its codes.

    Of the baselines only a VQ-VAE has codebooks that are placed when vectors say something, and fixed in the end.
    """
    if draft.baseline is not None and draft.kind != "vq_vae":
        return (PhasePlan(name="joint", steps=steps),)
    if not apart(draft) or steps == 1:
        return split(steps)
    causal = min(max(1, round(steps * spec.causal_share)), steps - 1)
    return (*split(steps - causal, "autoencoder"), PhasePlan(name="causal", steps=causal))


def between(ends: Ends) -> tuple[PhasePlan, ...]:
    """The phases where the joint one may end early: the others are shares of the floor, so that they fit into it."""
    warm, anneal = round(ends.floor * WARM_UP_OF_FLOOR), round(ends.floor * ANNEAL_OF_FLOOR)
    joint = ends.ceiling - warm - anneal
    return (
        PhasePlan(name="warm-up", steps=warm),
        PhasePlan(name="joint", steps=joint),
        PhasePlan(name="anneal", steps=anneal),
    )


def split(steps: int, middle: Literal["joint", "autoencoder"] = "joint") -> tuple[PhasePlan, ...]:
    """Steps as phases that add up to them; phases without a step are left out."""
    least = min(SHORTEST, steps // 3)
    warm, anneal = (max(least, round(steps * share)) for share in (WARM_UP, ANNEAL))
    if warm + anneal > steps - least:  # of a trial of very few steps
        warm, anneal = least, least
    counts = (("warm-up", warm), (middle, steps - warm - anneal), ("anneal", anneal))
    return tuple(PhasePlan.model_validate({"name": name, "steps": count}) for name, count in counts if count)
