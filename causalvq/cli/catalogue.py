"""Every code of every stage, for `explain` and the reference."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from causalvq.errors import Code

MODULES = (
    "causalvq.dsl.language_diagnostics",
    "causalvq.lsp.server_faults",
    "causalvq.dsl.suite_diagnostics",
    "causalvq.compiler.plan_faults",
    "causalvq.data.data_faults",
    "causalvq.init.reading.init_faults",
    "causalvq.runtime.run_diagnostics",
    "causalvq.metrics.metric_faults",
    "causalvq.cli.doctoring.doctor_faults",
)
"""Modules whose constants are the codes of a stage; none of them may import torch."""


def all_codes() -> tuple[Code, ...]:
    """The codes of all stages, in order."""
    return tuple(sorted(code for module in MODULES for code in codes_of(import_module(module))))


def codes_of(module: ModuleType) -> tuple[Code, ...]:
    """The codes that a module defines."""
    return tuple(value for value in vars(module).values() if isinstance(value, Code))
