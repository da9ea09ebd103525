"""With what the run was made: digests by which its parts are known again, and versions."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from causalvq.compiler.artifacts.lock_file import Lock, lock_path, read_lock, versions
from causalvq.compiler.artifacts.workspace import plan_path
from causalvq.errors import CausalVQError
from causalvq.regular_files import read_json
from causalvq.report.run_subject import Subject
from causalvq.report.sections.report_section import Made
from causalvq.runtime.runs.run import MOST_CONFIG, MOST_FACTS

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EnvironmentContent:
    """Digests (SHA-256), versions when the plan was compiled and now, and how the run computed."""

    digests: tuple[Pair, ...]
    locked: tuple[Pair, ...]
    now: tuple[Pair, ...]
    computing: tuple[Pair, ...]


def environment_section(subject: Subject) -> Made:
    """What is known of how the run was made."""
    run, plan = subject.run, subject.plan
    config = {} if not (run.finished or run.alone) else _read(run.model / "config.json", MOST_CONFIG)
    lock = _lock(subject)
    digests = [("spec", plan.spec), ("plan", plan.digest), ("content of the images", plan.data.fingerprint)]
    digests += [("compiled plan", run.compiled)] if run.compiled not in ("", plan.digest) else []
    digests += [(f"file {name}", digest) for name, digest in (lock.files.items() if lock else ())]
    digests += [(f"{name} of the model", str(config[name])) for name in ("weights", "queries") if name in config]
    wrote = [("causalvq, which wrote the model", str(config["causalvq"]))] if "causalvq" in config else []
    tuning = {} if run.alone else _read(run.path / "tuning.json", MOST_FACTS)
    content = EnvironmentContent(
        digests=tuple(digests),
        locked=(*(lock.versions.items() if lock else ()), *wrote),
        now=(*versions().items(), ("system", platform.platform(terse=True)), ("machine", platform.machine())),
        computing=tuple((name.replace("_", " "), _said(value)) for name, value in tuning.items()),
    )
    return Made(content)


def _lock(subject: Subject) -> Lock | None:
    """The lock of the plan that was compiled, where the report is made in its project."""
    try:
        lock = read_lock(lock_path(plan_path(subject.plan.name)))
    except CausalVQError:
        return None
    return lock if lock.plan in (subject.run.compiled, subject.plan.digest) else None


def _read(path: Path, most: int) -> dict[str, Any]:
    try:
        found = read_json(path, most)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
