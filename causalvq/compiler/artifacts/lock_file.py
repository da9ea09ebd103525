"""The lock: what a plan was made of and with, so that a later compilation can say what is no longer the same."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from causalvq.compiler.canonical import text_of
from causalvq.compiler.draft import Inputs
from causalvq.compiler.plan import Plan
from causalvq.compiler.plan_faults import GRAPH_FILE, NO_LOCK
from causalvq.errors import CompileError, Diagnostic, Place
from causalvq.regular_files import open_regular, read_json
from causalvq.system_faults import refused
from causalvq.version import __version__

MOST_BYTES = 16 * 2**20


class Lock(BaseModel):
    """Hashes are SHA-256 in hexadecimal.

    Args:
        spec: of the spec, defaults filled in.
        source: fingerprint of the source's content.
        files: of the tables and graphs that the spec names, by the path that it gives.
        plan: of all that training depends on.
        versions: of Python and of the packages that a result may depend on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal["causalvq-lock/1"] = "causalvq-lock/1"
    spec: str
    source: str
    files: Mapping[str, str]
    plan: str
    versions: Mapping[str, str]

    def to_json(self) -> str:
        """The canonical text."""
        return text_of(self.model_dump(mode="json"))


def lock_of(inputs: Inputs, plan: Plan) -> Lock:
    """The lock of a plan that was just compiled.

    Args:
        inputs: what it was compiled from.
        plan: what came of it.
    """
    spec, base = inputs.spec, inputs.document.path.parent
    named = [name for name in (spec.data.pairs.file, spec.graph.file) if name]
    files = {name: file_digest(base / name) for name in named}
    return Lock(spec=plan.spec, source=plan.data.fingerprint, files=files, plan=plan.digest, versions=versions())


def file_digest(path: Path) -> str:
    """SHA-256 of a file that was just compiled.

    Raises:
        CompileError: CVQ213 when it has gone meanwhile.
    """
    try:
        with open_regular(path) as file:
            digest = hashlib.sha256()
            while block := file.read(2**20):
                digest.update(block)
            return digest.hexdigest()
    except OSError as error:
        raise CompileError(refused(GRAPH_FILE, f"{path.name} cannot be read", error, path)) from error


def versions() -> dict[str, str]:
    """Of Python, torch and this package. torch is asked for by its metadata: importing it would take seconds."""
    try:
        torch = version("torch")
    except PackageNotFoundError:
        torch = "not installed"
    return {"causalvq": __version__, "python": platform.python_version(), "torch": torch}


def lock_path(plan: Path) -> Path:
    """Where the lock of a plan file is kept: beside it."""
    return plan.with_name(f"{plan.stem}.lock.json")


def read_lock(path: Path) -> Lock:
    """Read a lock file.

    Raises:
        CompileError: CVQ228 when it is not there or not a lock.
    """
    hint = "compile once without --locked to write it"
    try:
        return Lock.model_validate(read_json(path, MOST_BYTES))
    except FileNotFoundError:
        message = "there is no lock file to hold the compilation to"
    except (OSError, ValidationError, ValueError):
        message = "this is not a lock file"
    raise CompileError(Diagnostic(NO_LOCK, message, Place(str(path)), hint=hint))


def drift(was: Lock, now: Lock) -> Iterator[tuple[str, str, str]]:
    """(what, before, now) of everything that differs; the plan only where nothing else explains it."""
    named = {"the spec": (was.spec, now.spec), "the content of the source": (was.source, now.source)}
    for name in sorted({*was.files, *now.files}):
        named[f"the file {name}"] = (was.files.get(name, "not there"), now.files.get(name, "not there"))
    for name in sorted({*was.versions, *now.versions}):
        named[f"the version of {name}"] = (was.versions.get(name, "none"), now.versions.get(name, "none"))
    differing = [(what, *both) for what, both in named.items() if both[0] != both[1]]
    yield from differing or ([("the plan", was.plan, now.plan)] if was.plan != now.plan else [])
