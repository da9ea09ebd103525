"""Every code of every stage, for `explain` and the reference."""

from __future__ import annotations

from importlib import import_module

from causalvq.errors import CodeDoc

MODULES = (
    "causalvq.dsl.language_diagnostics",
    "causalvq.compiler.compiler_diagnostics",
    "causalvq.data.data_diagnostics",
    "causalvq.init.init_diagnostics",
    "causalvq.runtime.run_diagnostics",
)
"""Modules with `CODES`, a tuple of `CodeDoc`: one for each stage, none of which may import torch."""


def all_codes() -> tuple[CodeDoc, ...]:
    """The codes of all stages, in order."""
    found: list[CodeDoc] = []
    for module in MODULES:
        found += import_module(module).CODES
    return tuple(sorted(found, key=lambda doc: doc.code))
