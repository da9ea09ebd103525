"""A run directory: what training leaves, and what queries read.

runs/<name>/<id>/spec.yaml plan.json run.json tuning.json lock events.jsonl
                 checkpoints/step_000400/{model.safetensors,state.safetensors,state.json}
                 checkpoints/best/model.safetensors
                 model/{config.json,queries.safetensors,model.safetensors,README.md}
                 metrics.json  queries/

Its model/ folder is a run by itself, which answers queries wherever it is. Paths inside of both start at them, so that
a project can be renamed or moved.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from causalvq.atomic_files import append_line
from causalvq.compiler.artifacts.plan_file import load_plan, plan_of
from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.regular_files import read_json, read_text, real_path
from causalvq.runtime.run_diagnostics import DAMAGED_RUN, GONE, NEWER_RUN, NO_RUN, UNWRITABLE
from causalvq.runtime.runs.run_files import write_json, write_text
from causalvq.runtime.runs.run_folders import empty_folder, leave_latest, new_folder, path_at, path_from, point_latest
from causalvq.runtime.runs.unborn_runs import held, remove_unborn
from causalvq.system_faults import refused

ROOT = Path("runs")
LOCK = "lock"
RUN_VERSION, MODEL_VERSION, CHECKPOINT_VERSION = "causalvq-run/1", "causalvq-model/1", "causalvq-checkpoint/1"
"""What run.json, model/config.json and a checkpoint's state.json say they are; those of earlier releases say nothing.
"""
MOST_FACTS = 2**20
"""Bytes of a file of facts, such as run.json, that is not made to be large."""
MOST_CONFIG = 256 * 2**20
"""Of a config.json, which has a plan in it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a new run comes from, beside its plan.

    Args:
        compiled: digest of the plan that was compiled; empty where it is the run's.
        moved: where the data are now; None: where the plan says.
        start: the run whose weights it starts from.
    """

    compiled: str = ""
    moved: Path | None = None
    start: Path | None = None


PLAN_ALONE = Origin()


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Args:
        path: its directory.
        plan: what it trains.
        base: the folder that paths in the plan start from.
        compiled: digest of the plan that `compile` made; the run's own may also say what words were found to mean.
        writes: whether this process keeps its log and checkpoints; of several that train together, the first one does.
        alone: whether `path` is a model/ folder by itself, without the run that it came from.
        moved: where the data are now, as `--data` says; None where they lie as the plan says.
        shorter: digests of the plans that it had before it was made longer; their checkpoints are its own.
        start: the run whose weights it started from.
        token: what this process wrote into the run's lock, by which it knows its folder; empty where it did not.
        made: when it was, in UTC, as ISO 8601 writes it; empty for runs of earlier releases.
    """

    path: Path
    plan: Plan
    base: Path
    compiled: str = ""
    writes: bool = True
    alone: bool = False
    moved: Path | None = None
    shorter: tuple[str, ...] = ()
    start: Path | None = None
    token: str = ""
    made: str = ""

    def require_there(self) -> None:
        """Refuse to go on when the folder of the run is not the one in which it began.

        Raises:
            RunError: CVQ425 when it was removed, moved or replaced meanwhile.
        """
        if self.token and not (is_run(self.path) and holds(self.path / LOCK, self.token)):
            message = "the folder of the run was removed or replaced while it was trained"
            raise RunError(Diagnostic(GONE, message, Place(str(self.path)), hint="train again: causalvq train"))

    @property
    def checkpoints(self) -> Path:
        """The folder of checkpoints."""
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        """The folder of the trained model."""
        return self.path if self.alone else self.path / "model"

    @property
    def finished(self) -> bool:
        """Whether training came to its end, so that there is a model."""
        return (self.model / "model.safetensors").exists()

    @property
    def scored(self) -> bool:
        """Whether the model was measured too."""
        return (self.path / "metrics.json").exists()

    def log(self, event: Mapping[str, Any]) -> None:
        """Append a line to events.jsonl."""
        if not self.writes:
            return
        self.require_there()
        path = self.path / "events.jsonl"
        try:
            append_line(path, json.dumps(event, sort_keys=True))
        except OSError as error:
            raise RunError(refused(UNWRITABLE, "the log cannot be written", error, path)) from error


def create_run(
    plan: Plan, spec: str, base: Path, root: Path = ROOT, *, out: Path | None = None, origin: Origin = PLAN_ALONE
) -> Run:
    """A new directory under `root`/<name>, which `latest` then points to; or the one that is named.

    Args:
        plan: what will be trained.
        spec: text of the spec, kept beside the plan.
        base: the folder that paths in the plan start from.
        root: where runs are kept.
        out: the directory itself, which is new or empty.
        origin: where the run comes from.

    Raises:
        RunError: CVQ413 when it cannot be written; nothing is left of it then. CVQ422 when `out` is not empty.
    """
    now = datetime.now(UTC)
    named = f"{now.strftime('%Y%m%d-%H%M%S')}-{plan.digest[:6]}"
    if out is None:
        remove_unborn(root / plan.name)
    path = new_folder(root / plan.name, named) if out is None else empty_folder(out)
    known = Run(path, plan, base, origin.compiled or plan.digest, moved=origin.moved, start=origin.start)
    run = replace(known, made=now.isoformat(timespec="seconds"))
    try:
        with held(path):
            write_text(path / "spec.yaml", spec)
            write_text(path / "plan.json", plan.to_json())
            write_facts(run)
        if out is None:
            point_latest(path)
    except RunError:
        discard_run(run)
        raise
    return run


def holds(lock: Path, token: str) -> bool:
    """Whether a lock is the one that a process wrote its token into."""
    try:
        return token in read_text(lock, MOST_FACTS)
    except (OSError, ValueError):
        return False


def write_facts(run: Run) -> None:
    """Write run.json."""
    paths = {"base": run.base, "data": run.moved, "start": run.start}
    ways = {name: path_from(run.path, path) for name, path in paths.items() if path is not None}
    facts = {"version": RUN_VERSION, "plan": run.plan.digest, "compiled": run.compiled, **ways}
    facts |= {"made": run.made} if run.made else {}
    write_json(run.path / "run.json", facts | ({"shorter": list(run.shorter)} if run.shorter else {}))


def point_to_data(run: Run, place: Path) -> Run:
    """Let a run find its data elsewhere from now on."""
    moved = replace(run, moved=place)
    write_facts(moved)
    return moved


def replace_plan(run: Run, plan: Plan) -> Run:
    """Let a finished run train a longer plan, in an order in which it can be killed at any time."""
    longer = replace(run, plan=plan, shorter=(*run.shorter, run.plan.digest))
    write_facts(longer)  # from now on checkpoints of both plans are its own
    (run.path / "metrics.json").unlink(missing_ok=True)  # what was measured is no longer of its end
    write_text(run.path / "plan.json", plan.to_json())
    return longer


def discard_run(run: Run) -> None:
    """Remove a run that never began."""
    shutil.rmtree(run.path, ignore_errors=True)
    leave_latest(run.path)


def is_run(path: Path) -> bool:
    """Whether a path is a run, whatever has become of it."""
    return (path / "run.json").is_file()


def runs_of(name: str, root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """The runs of a name, the newest first, each with the digest of the plan that was compiled; none is damaged."""
    for file in sorted((root / name).glob("*/run.json"), reverse=True):
        if file.parent.is_symlink():
            continue
        with suppress(RunError):
            facts = read_facts(file, RUN_VERSION, MOST_FACTS)
            yield file.parent, str(facts.get("compiled", facts.get("plan")))


def open_run(path: Path) -> Run:
    """Read a run directory, or a model/ folder that is by itself.

    Raises:
        RunError: CVQ401 when there is no run, CVQ402 when its files are damaged, CVQ416 when a later release wrote it.
    """
    try:
        path = real_path(path) if path.is_symlink() else path
        alone = not (path / "run.json").exists() and (path / "config.json").is_file()
    except OSError as error:
        raise RunError(refused(NO_RUN, f"there is no run at {path}", error, path)) from error
    if alone:
        return open_model(path)
    file = path / "run.json"
    facts = read_facts(file, RUN_VERSION, MOST_FACTS)
    with damage_told(file):
        base, compiled = path_at(path, facts["base"]), facts.get("compiled", facts["plan"])
        if not isinstance(compiled, str):
            raise TypeError("a digest is a text")
        moved, start = (path_at(path, facts[name]) if name in facts else None for name in ("data", "start"))
        shorter, made = tuple(map(str, facts.get("shorter", ()))), str(facts.get("made", ""))
    found = Run(path, load_plan(path / "plan.json"), base, compiled, moved=moved, shorter=shorter, start=start)
    return replace(found, made=made)


def open_model(path: Path) -> Run:
    """Read a model/ folder by itself; see `open_run`."""
    file = path / "config.json"
    facts = read_facts(file, MODEL_VERSION, MOST_CONFIG)
    if "causalvq" not in facts:
        raise RunError(Diagnostic(NO_RUN, f"there is no run at {path}: its config.json is of another program"))
    with damage_told(file):
        plan, base = plan_of(facts["plan"], file), path_at(path, facts["base"]) if "base" in facts else Path()
        moved = path_at(path, facts["data"]) if "data" in facts else None
    return Run(path, plan, base, plan.digest, alone=True, moved=moved)


def read_facts(file: Path, version: str, most: int) -> dict[str, Any]:
    """The facts of a run.json or config.json.

    Raises:
        RunError: as `open_run` does.
    """
    try:
        with damage_told(file):
            facts = read_json(file, most)
            written = facts.get("version", version)
    except (FileNotFoundError, NotADirectoryError):
        raise no_run(file.parent) from None
    require_version(written, version, file)
    found: dict[str, Any] = facts
    return found


def require_version(written: object, version: str, file: Path) -> None:
    """Refuse a file of a form that this program does not know.

    Raises:
        RunError: CVQ416.
    """
    if written != version:
        message = f"this run is of another version, {written}; this program reads {version}"
        hint = "use the release of causalvq that wrote it, or a later one"
        raise RunError(Diagnostic(NEWER_RUN, message, Place(str(file)), hint=hint))


def no_run(path: Path) -> RunError:
    """CVQ401, with the run that was meant where `path` is the folder of several."""
    latest = path / "latest"
    hint = f"did you mean {latest}?" if (latest / "run.json").exists() else "train one: causalvq train"
    return RunError(Diagnostic(NO_RUN, f"there is no run at {path}", hint=hint))


@contextmanager
def damage_told(file: Path) -> Iterator[None]:
    """Whatever goes wrong inside, but that there is no file, means that it is damaged."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(Diagnostic(DAMAGED_RUN, f"{file.name} is damaged: {error}", Place(str(file)))) from error
