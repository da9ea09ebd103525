"""`.causalvq/current.json`: what `train` and `intervene` without a path mean.

Its paths start at the folder that holds `.causalvq`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from causalvq.atomic_files import open_own, write_atomically
from causalvq.compiler.artifacts.plan_file import load_plan, refused
from causalvq.compiler.plan import Plan
from causalvq.compiler.plan_faults import PLAN_OF_ANOTHER_SPEC, SPEC_CHANGED, WORKSPACE
from causalvq.errors import CompileError, Diagnostic, Place
from causalvq.file_locks import wait_lock
from causalvq.regular_files import read_bytes, read_json, real_path
from causalvq.system_faults import words_of

FOLDER = Path(".causalvq")
MOST_BYTES = 2**20
"""Of a record, and of the spec that it names."""


@dataclass(frozen=True, slots=True)
class Current:
    """What was last compiled and trained.

    Args:
        spec: path of the spec.
        plan: path of its plan.
        digest: of the plan, by which another plan in its place is known.
        text: digest of the spec's text, by which a later change of it is known.
        run: path of the last run of that plan, or None.
        overrides: `--set` texts with which the spec was compiled.
    """

    spec: str
    plan: str
    digest: str
    text: str
    run: str | None = None
    overrides: tuple[str, ...] = ()


def plan_path(name: str, root: Path = Path()) -> Path:
    """Where the plan of a spec of this name is kept."""
    return root / FOLDER / "plans" / f"{name}.json"


def current(root: Path = Path()) -> Current | None:
    """What was last compiled here, or None.

    Raises:
        CompileError: when the file is damaged.
    """
    path = record_path(root)
    try:
        found = Current(**read_json(path, MOST_BYTES))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise damaged(path, words_of(error)) from error
    except (TypeError, ValueError) as error:
        raise damaged(path, "not a record of spec, plan and run") from error
    if not isinstance(found.overrides, list):
        raise damaged(path, "its overrides are no list")
    run = "" if found.run is None else found.run
    texts = (found.spec, found.plan, found.digest, found.text, run, *found.overrides)
    if not all(isinstance(one, str) and "\0" not in one for one in texts):
        raise damaged(path, "its values are texts")
    return replace(found, overrides=tuple(found.overrides))


def current_plan(found: Current, root: Path = Path()) -> Plan:
    """The plan that was last compiled.

    Raises:
        CompileError: when it cannot be read, or is not the one that was compiled (CVQ225).
    """
    path = root / found.plan
    plan = load_plan(path)
    if plan.digest != found.digest:
        message = f"this is not the plan that was compiled from {found.spec}: it is one of {plan.name}"
        raise refused(path, PLAN_OF_ANOTHER_SPEC, message)
    return plan


def spec_changed(found: Current, root: Path = Path()) -> Diagnostic | None:
    """A warning when the text of the spec is no longer the one that was compiled."""
    if text_digest(root / found.spec) in (found.text, ""):
        return None
    return Diagnostic(
        SPEC_CHANGED,
        "the spec was changed after it was compiled; the plan is still that of the old text",
        Place(found.spec),
        hint=f"causalvq compile {found.spec}",
        severity="warning",
    )


def text_digest(spec: Path) -> str:
    """SHA-256 of a spec's text, or nothing when there is no such file any more."""
    try:
        return sha256(read_bytes(spec, MOST_BYTES)).hexdigest()
    except OSError:  # also of what is no spec any more, such as a folder
        return ""


def seen_from(root: Path, path: Path) -> str:
    """A path as it is recorded: from the folder that holds `.causalvq` where it is inside, which may be renamed."""
    if path.is_absolute() and path.is_relative_to(real_path(root)):
        path = path.relative_to(real_path(root))
    return path.as_posix()


def set_current(new: Current, root: Path = Path()) -> None:
    """Write what `train` and `intervene` without a path shall mean."""
    write_atomically(record_path(root), record(new))


def record_path(root: Path = Path()) -> Path:
    """Where it is written what is current."""
    return root / FOLDER / "current.json"


def record(new: Current) -> str:
    """The text of that file."""
    return json.dumps(asdict(new), indent=1, sort_keys=True) + "\n"


@contextmanager
def only_writer(root: Path = Path()) -> Iterator[None]:
    """While inside, no other process changes what is kept here: plans, and which of them and which run is current.

    Of two that compile at once the later one wins, with all of its files; where there are no locks, that is the user's
    to see to.

    Raises:
        OSError: when there can be no lock.
    """
    path = root / FOLDER / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = open_own(path, os.O_RDWR)
    try:
        wait_lock(handle)
        yield
    finally:
        os.close(handle)


def point_to_run(run: Path | None, digest: str, root: Path = Path()) -> None:
    """Let commands without a path mean a run, unless another plan was compiled meanwhile.

    Args:
        run: the run; None: there is none.
        digest: of the plan that was compiled, of which it is a run.
        root: the folder that holds `.causalvq`.
    """
    with only_writer(root):
        found = current(root)
        named = None if run is None else seen_from(root, run)
        if found is not None and found.digest == digest and found.run != named:
            set_current(replace(found, run=named), root)


def damaged(path: Path, why: str) -> CompileError:
    """An error about the record."""
    return CompileError(Diagnostic(WORKSPACE, f"damaged: {why}", Place(str(path)), hint="compile a spec again"))
