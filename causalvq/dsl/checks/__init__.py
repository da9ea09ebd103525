"""Rules across keys: small pure functions in a registry, each with a code of its own.

A rule reads a valid `Spec` and yields findings by path; it never sees text. The compiler's own rules, which need the
facts of the data, live in the compiler and report places through `Document.place`.
"""

from __future__ import annotations

from causalvq.dsl.checks.registration import Check, Finding
from causalvq.dsl.checks.runner import CHECKS, run

__all__ = ["CHECKS", "Check", "Finding", "run"]
