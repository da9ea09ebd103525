"""A whole compilation: the plan, what was decided on the way, and the files that keep both."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from causalvq.atomic_files import write_together
from causalvq.compiler.artifacts import lock_file, workspace
from causalvq.compiler.artifacts.plan_difference import differences
from causalvq.compiler.artifacts.plan_file import MOST_BYTES, load_plan
from causalvq.compiler.capability.trainability import unsupported
from causalvq.compiler.draft import Decision
from causalvq.compiler.pipeline import compile_draft, gather
from causalvq.compiler.plan import Plan
from causalvq.compiler.plan_faults import DRIFT
from causalvq.data.facts import PairCounts
from causalvq.dsl.documents.document import Document
from causalvq.errors import CompileError, Diagnostic, Place
from causalvq.regular_files import read_bytes

MOST_NOTES = 10


@dataclass(frozen=True, slots=True)
class Compilation:
    """What compiling a spec gives.

    Args:
        plan: the plan.
        lock: what it was made of and with.
        decisions: of the passes, in order.
        warnings: of the language, then of the compiler.
        counts: the pairs of each factor and part; None where the data are not there.
    """

    plan: Plan
    lock: lock_file.Lock
    decisions: tuple[Decision, ...]
    warnings: tuple[Diagnostic, ...]
    counts: PairCounts | None


def compile_document(document: Document) -> Compilation:
    """Compile a spec and keep everything.

    Raises:
        CompileError: when no plan can be made of the spec.
        DataError: when source or tables are not there or not what they should be.
    """
    inputs = gather(document)
    draft = compile_draft(inputs)
    lock = lock_file.lock_of(inputs, draft.plan)
    untrained = unsupported(draft.plan, "warning")
    warnings = (*document.warnings, *draft.warnings, *untrained)
    return Compilation(draft.plan, lock, draft.decisions, warnings, inputs.counts)


def save(
    made: Compilation,
    spec: Path,
    path: Path,
    root: Path = Path(),
    overrides: Sequence[str] = (),
    text: str | None = None,
) -> bool:
    """Write plan, lock and what is current, each only where it differs from what is there.

    Args:
        made: the compilation.
        spec: path of the spec, as `.causalvq/current.json` shall name it.
        path: where the plan goes; the lock goes beside it.
        root: the folder that holds `.causalvq`.
        overrides: `--set` texts with which the spec was read.
        text: digest of the spec's text as it was before it was read; None takes it as it is now.

    Returns:
        whether plan or lock were written, or another one is current now.
    """
    texts = {path: made.plan.to_json(), lock_file.lock_path(path): made.lock.to_json()}
    with workspace.only_writer(root):
        stale = {file: content for file, content in texts.items() if not holds(file, content)}
        before, digest = replaced(root), made.plan.digest
        run = before.run if before is not None and before.digest == digest else None
        text = workspace.text_digest(spec) if text is None else text
        seen, kept = (workspace.seen_from(root, one) for one in (spec, path))
        now = workspace.Current(seen, kept, digest, text, run, tuple(overrides))
        record = {} if now == before else {workspace.record_path(root): workspace.record(now)}
        write_together(stale | record)  # or a full disk would leave a plan that is not the one that is current
        gone = next((file for file, content in texts.items() if not holds(file, content)), None)
        if gone is not None or replaced(root) != now:  # by somebody who takes no lock
            raise OSError(errno.ENOENT, "it was removed or replaced while it was written", str(gone or path))
    return bool(stale) or before is None or (before.spec, before.plan) != (now.spec, now.plan)


def replaced(root: Path) -> workspace.Current | None:
    """What was current until now; nothing where its record is damaged, for which compiling again is the remedy."""
    try:
        return workspace.current(root)
    except CompileError:
        return None


def require_no_drift(made: Compilation, path: Path) -> None:
    """Refuse a compilation that is not the one that was locked.

    Args:
        made: the compilation.
        path: of the plan that was locked.

    Raises:
        CompileError: CVQ227, a diagnostic for each thing that drifted and notes on what this does to the plan;
            CVQ228 when there is no lock.
    """
    place = Place(str(lock_file.lock_path(path)))
    found = [
        Diagnostic(DRIFT, f"{what} drifted from the lock", place, was, became, "compile without --locked to accept it")
        for what, was, became in lock_file.drift(lock_file.read_lock(Path(place.file)), made.lock)
    ]
    if found:
        raise CompileError(*found, *notes(made, path))


def notes(made: Compilation, path: Path) -> list[Diagnostic]:
    """What a drift changes in the plan, when the plan that was locked is still there."""
    try:
        locked = load_plan(path)
    except CompileError:
        return []
    changed = differences(locked, made.plan)[:MOST_NOTES]
    return [
        Diagnostic(DRIFT, f"the plan would change at {path}", None, short(before), short(after), severity="note")
        for path, before, after in changed
    ]


def short(value: object) -> str:
    """A value on part of a line."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def holds(path: Path, text: str) -> bool:
    """Whether a file has exactly this content."""
    try:
        return read_bytes(path, MOST_BYTES) == text.encode()
    except OSError:
        return False
