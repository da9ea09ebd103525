"""Estimates for the machine at hand."""

from __future__ import annotations

import typer

from causalvq.compiler.machine import Estimate, cache_folder, estimate, measured
from causalvq.compiler.plan import Plan


def estimate_here(plan: Plan) -> Estimate:
    """What a plan takes on this machine, which is measured when it is not known yet."""
    machine = measured(cache_folder(), tell=lambda text: typer.echo(text, err=True))
    return estimate(plan, machine)
