"""Estimates for the machine at hand."""

from __future__ import annotations

from causalvq.cli.terminal import say
from causalvq.compiler.capability.step_time import Estimate, estimate, measured
from causalvq.compiler.plan import Plan
from causalvq.data.cache import default_directory


def estimate_here(plan: Plan) -> Estimate:
    """What a plan takes on this machine, which is measured when it is not known yet."""
    machine = measured(default_directory(), tell=lambda text: say(text, err=True))
    return estimate(plan, machine)
