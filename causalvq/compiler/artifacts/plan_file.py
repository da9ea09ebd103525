"""Plans as files: read only when they are whole, ours, of this version, and as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from causalvq.compiler import verifier
from causalvq.compiler.canonical import digest_of
from causalvq.compiler.passes.lock import spec_digest
from causalvq.compiler.plan import PLAN_VERSION, Plan
from causalvq.compiler.plan_faults import (
    PLAN_BROKEN,
    PLAN_EDITED,
    PLAN_FOREIGN,
    PLAN_OF_ANOTHER_SPEC,
    PLAN_TRUNCATED,
    PLAN_UNREADABLE,
    PLAN_VERSION_UNKNOWN,
)
from causalvq.dsl.documents.document import Document
from causalvq.errors import Code, CompileError, Diagnostic, Place
from causalvq.regular_files import parse_json, read_text
from causalvq.system_faults import words_of

MOST_BYTES = 256 * 2**20
FAMILY = "causalvq-plan/"


def load_plan(path: Path, document: Document | None = None) -> Plan:
    """Read a plan.

    Args:
        path: the file.
        document: the spec that the plan must be of; None takes the plan of any.

    Raises:
        CompileError: when the file is not there, truncated, foreign, of another version, edited, or of another spec.
    """
    plan = plan_of(parsed(path, contents(path)), path)
    if document is not None:
        require_spec(plan, document, path)
    return plan


def plan_of(values: object, path: Path) -> Plan:
    """The plan that a file holds, whole or as a part of it.

    Args:
        values: what stands there.
        path: the file, for what is told of it.

    Raises:
        CompileError: when it is foreign, of another version, or edited.
    """
    raw = of_this_version(path, values)
    digest = raw.pop("digest", None)
    edited = "this plan was changed by hand after it was compiled"
    try:
        if digest != digest_of(raw):
            raise refused(path, PLAN_EDITED, edited)
    except UnicodeEncodeError as error:  # a sign that no plan has
        raise refused(path, PLAN_EDITED, edited) from error
    try:
        plan = Plan.model_validate(without_gone(path, raw))
    except ValidationError as error:
        first = error.errors()[0]
        message = f"this is no plan: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise refused(path, PLAN_BROKEN, message) from error
    broken = next(verifier.violations(plan), None)
    if broken is not None:
        raise refused(path, PLAN_BROKEN, f"this plan breaks a rule: {broken}")
    return plan


def without_gone(path: Path, raw: dict[str, Any]) -> dict[str, Any]:
    """The values of a plan without what earlier versions of it had beside and this program does without.

    How codes were shared while a plan was trained says nothing of the model that came of it.

    Raises:
        CompileError: CVQ222 when the networks of the plan had a part that this program does not build.
    """
    codebook, network = raw.get("codebook"), raw.get("network")
    if isinstance(codebook, dict) and "unchanged" in codebook:
        raw = raw | {"codebook": {name: value for name, value in codebook.items() if name != "unchanged"}}
    if isinstance(network, dict) and "encoder_look" in network:
        if network["encoder_look"]:
            message = "this plan is of an encoder with a look (model.encoder.look), which this version has no more"
            raise refused(path, PLAN_VERSION_UNKNOWN, message)
        raw = raw | {"network": {name: value for name, value in network.items() if name != "encoder_look"}}
    return raw


def require_spec(plan: Plan, document: Document, path: Path) -> None:
    """Refuse the plan of another spec, or of this one before it was changed.

    Raises:
        CompileError: CVQ225.
    """
    if plan.spec != spec_digest(document.spec):
        same = plan.name == document.spec.name
        what = "of this spec before it was changed" if same else f"of another spec, {plan.name}"
        raise refused(path, PLAN_OF_ANOTHER_SPEC, f"this is the plan {what}")


def contents(path: Path) -> str:
    """The text of a file that is not too large."""
    try:
        return read_text(path, MOST_BYTES)
    except OSError as error:
        raise refused(path, PLAN_UNREADABLE, f"the plan cannot be read: {words_of(error)}") from error
    except UnicodeDecodeError as error:
        raise refused(path, PLAN_FOREIGN, "this is not a plan: it is not text") from error


def parsed(path: Path, text: str) -> object:
    """The values of a plan's text."""
    try:
        return parse_json(text)
    except ValueError as error:
        if not text.lstrip().startswith("{"):
            raise refused(path, PLAN_FOREIGN, "this is not a plan") from error
        raise refused(path, PLAN_TRUNCATED, "this plan is truncated or damaged: it is not whole JSON") from error


def of_this_version(path: Path, raw: object) -> dict[str, Any]:
    """A copy of the values of a plan, once their version is known to be ours."""
    version = raw.get("version") if isinstance(raw, dict) else None
    if not isinstance(version, str) or not version.startswith(FAMILY):
        raise refused(path, PLAN_FOREIGN, "this is not a plan")
    if version != PLAN_VERSION:
        raise refused(path, PLAN_VERSION_UNKNOWN, another_version(version))
    assert isinstance(raw, dict)
    return dict(raw)


def is_plan(path: Path) -> bool:
    """Whether a file is a plan, of whatever version."""
    try:
        raw = parsed(path, contents(path))
    except CompileError:
        return False
    return isinstance(raw, dict) and str(raw.get("version", "")).startswith(FAMILY)


def another_version(version: str) -> str:
    """What is wrong with a version that is not ours."""
    number = version.removeprefix(FAMILY)
    newer = number.isdecimal() and int(number[:9]) > int(PLAN_VERSION.removeprefix(FAMILY))
    return (
        f"this plan is of a {'future' if newer else 'different'} version, {version}; this program reads {PLAN_VERSION}"
    )


def refused(path: Path, code: Code, message: str) -> CompileError:
    """An error about a plan file."""
    return CompileError(
        Diagnostic(code, message, Place(str(path)), hint="compile the spec again: causalvq compile SPEC")
    )
