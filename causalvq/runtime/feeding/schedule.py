"""What depends on the number of a step alone: its phase, its learning rate, its chance."""

from __future__ import annotations

import math

import torch

from causalvq.compiler.plan import Plan


def phase_at(plan: Plan, step: int) -> str:
    """The name of the phase that a step, from 0, belongs to."""
    for phase in plan.train.phases:
        if step < phase.steps:
            return phase.name
        step -= phase.steps
    return plan.train.phases[-1].name


def phase_end(plan: Plan, name: str) -> int:
    """The number of steps up to the end of a phase."""
    end = 0
    for phase in plan.train.phases:
        end += phase.steps
        if phase.name == name:
            break
    return end


def pull_ramp(plan: Plan, step: int) -> float:
    """From 0 in the first half of warm-up to 1 half a warm-up after its end.

    Pulling vectors together before they say anything keeps the encoder from ever saying it.
    """
    warm_up = max(1, plan.train.phases[0].steps)
    return min(1.0, max(0.0, step / warm_up - 0.5))


def learning_rate(plan: Plan, step: int) -> float:
    """Linear warm-up, then half a cosine down to 2% of the peak; a causal layer that is trained apart starts anew.

    Where the end is not known beforehand, the rate stays at its peak until the last phase, whose cosine it is.
    """
    train = plan.train
    if train.floor is not None:
        last = train.phases[-1].steps
        done = max(0, step - (train.steps - last))
        return train.lr * min(1.0, (step + 1) / max(1.0, train.warmup * train.floor)) * _cosine(done / last)
    causal = sum(phase.steps for phase in train.phases if phase.name == "causal")
    first = train.steps - causal
    done, steps = (step, first) if step < first else (step - first, causal)
    rise = max(1.0, train.warmup * steps)
    return train.lr * min(1.0, (done + 1) / rise) * _cosine(done / steps)


def _cosine(share: float) -> float:
    """From 1 to 0.02 in half a cosine."""
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share))


def seeded(seed: int, step: int, device: torch.device) -> torch.Generator:
    """Chance that depends on seed and step alone, so that resuming is exact.

    The quantiser's library draws from torch's global generator, which is therefore seeded too.
    """
    mixed = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9 + 1) % 2**63
    torch.manual_seed(mixed)
    return torch.Generator(device).manual_seed(mixed)
