"""Whether torch.compile pays for a run: measured, and only where training is long enough to win the trial back.

Compiling encoder and decoder takes tens of seconds on a laptop and wins a few percent there, more on a GPU.
"""

from __future__ import annotations

import os
import shutil
import time

import torch
from torch import nn

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.compute.precision import Precision, mixed, timed_pass, trial_images
from causalvq.runtime.run_diagnostics import NO_COMPILER
from causalvq.runtime.trainable import Trainable

TRIAL = 60.0
"""Seconds that compiling encoder and decoder may be expected to take."""

SHARE = 0.05
"""Of the training's time that a trial may take."""

FASTER = 1.05
"""How much faster compiled networks must be to be used."""

ROUNDS = 5


def choose(plan: Plan, model: Trainable, device: torch.device, precision: Precision) -> tuple[bool, str]:
    """Whether to compile, and why.

    Raises:
        RunError: CVQ430 when the plan says `compile: on` and this machine cannot.
    """
    wanted = plan.train.compile
    if wanted == "off":
        return False, "the plan says so"
    if not can_compile(device):
        if wanted == "on":
            raise RunError(
                Diagnostic(
                    NO_COMPILER,
                    "torch.compile needs a C++ compiler, which is not here",
                    hint="install one (g++ or clang++; CXX names another), or use train.compile: auto",
                )
            )
        return False, "there is no C++ compiler"
    return (True, "the plan says so") if wanted == "on" else _measured(plan, model, device, precision)


def can_compile(device: torch.device) -> bool:
    """Whether torch.compile has what it needs: a C++ compiler, which it also uses for code on a GPU's host."""
    names = [os.environ.get("CXX", ""), "g++", "clang++", "c++"]
    return device.type != "mps" and any(name and shutil.which(name) for name in names)


def _measured(plan: Plan, model: Trainable, device: torch.device, precision: Precision) -> tuple[bool, str]:
    """Compile the encoder and compare, if training is long enough; the decoder mirrors it."""
    images = trial_images(plan, device)
    with mixed(device, precision):
        # The least of several: what else the machine does only adds time.
        plain = min(timed_pass(model.encoder, images) for _ in range(ROUNDS))
        seconds = 2 * plain * plan.train.least * 2 * plan.train.batch_size / len(images)
        if seconds * SHARE < TRIAL:
            return False, f"training takes about {seconds:.0f} s, too short to win back a trial of {TRIAL:.0f} s"
        start = time.perf_counter()
        compiled: nn.Module = torch.compile(model.encoder)  # type: ignore[assignment]
        timed_pass(compiled, images)
        spent = time.perf_counter() - start
        fast = min(timed_pass(compiled, images) for _ in range(ROUNDS))
    figures = f"a pass of the encoder takes {1e3 * plain:.3g} ms, compiled {1e3 * fast:.3g} ms; compiling {spent:.0f} s"
    # Twice: encoder and decoder are still to be compiled for the training itself.
    return plain > FASTER * fast and (1 - fast / plain) * seconds > 2 * spent, figures
