"""`.causalvq/current.json`: what `train` and `intervene` without a path mean.

Its paths start at the folder that holds `.causalvq`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from causalvq.compiler.faults import WORKSPACE
from causalvq.errors import CompileError, Diagnostic, Place
from causalvq.files import write_atomically

FOLDER = Path(".causalvq")


@dataclass(frozen=True, slots=True)
class Current:
    """What was last compiled and trained.

    Args:
        spec: path of the spec.
        plan: path of its plan.
        run: path of the last run of that plan, or None.
    """

    spec: str
    plan: str
    run: str | None = None


def plan_path(name: str, root: Path = Path()) -> Path:
    """Where the plan of a spec of this name is kept."""
    return root / FOLDER / "plans" / f"{name}.json"


def current(root: Path = Path()) -> Current | None:
    """What was last compiled here, or None.

    Raises:
        CompileError: when the file is damaged.
    """
    path = root / FOLDER / "current.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise damaged(path, str(error)) from error
    try:
        found = Current(**json.loads(text))
    except (TypeError, ValueError) as error:
        raise damaged(path, "not a record of spec, plan and run") from error
    if not all(isinstance(value, str) for value in (found.spec, found.plan, found.run or "")):
        raise damaged(path, "spec, plan and run are paths")
    return found


def set_current(new: Current, root: Path = Path()) -> None:
    """Write what `train` and `intervene` without a path shall mean."""
    write_atomically(root / FOLDER / "current.json", json.dumps(asdict(new), indent=1, sort_keys=True) + "\n")


def damaged(path: Path, why: str) -> CompileError:
    """An error about the record."""
    return CompileError(Diagnostic(WORKSPACE, f"damaged: {why}", Place(str(path)), hint="compile a spec again"))
