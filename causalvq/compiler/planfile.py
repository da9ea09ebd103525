"""Plans as files."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from causalvq.compiler.faults import PLAN_DAMAGED, PLAN_FOREIGN, PLAN_VERSION_UNKNOWN
from causalvq.compiler.plan import PLAN_VERSION, Plan
from causalvq.errors import CompileError, Diagnostic, Place


def load_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        CompileError: when the file is not there, damaged, of another version, or not a plan.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refused(path, PLAN_DAMAGED, f"the plan cannot be read: {error}") from error
    if not isinstance(raw, dict) or not str(raw.get("version", "")).startswith("causalvq-plan/"):
        raise refused(path, PLAN_FOREIGN, "this is not a plan")
    if raw["version"] != PLAN_VERSION:
        raise refused(
            path, PLAN_VERSION_UNKNOWN, f"a plan of version {raw['version']}; this program reads {PLAN_VERSION}"
        )
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        raise refused(path, PLAN_DAMAGED, f"the plan is damaged: {error.errors()[0]['msg']}") from error


def refused(path: Path, code: str, message: str) -> CompileError:
    """An error about a plan file."""
    return CompileError(Diagnostic(code, message, Place(str(path)), hint="compile the spec again"))
