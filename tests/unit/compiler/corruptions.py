"""Seeded corruptions: each breaks one thing in a plan that is otherwise right, and the verifier must say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from causalvq.compiler import Plan
from causalvq.compiler.artifacts import plan_file
from causalvq.compiler.canonical import digest_of, text_of
from causalvq.compiler.verifier import violations
from causalvq.errors import CompileError


class Corruption(NamedTuple):
    """What is done to the JSON of a plan, and what the verifier says of it."""

    harm: Callable[[dict[str, Any]], object]
    says: str
    base: str = "slots"


def put(path: str, value: Any) -> Callable[[dict[str, Any]], object]:
    """Sets one value; the path is dotted, numbers are indices."""

    def harm(raw: dict[str, Any]) -> None:
        *way, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split(".")]
        for step in way:
            raw = raw[step]
        raw[last] = value(raw[last]) if callable(value) else value

    return harm


def swapped(path: str, one: int, other: int) -> Callable[[dict[str, Any]], object]:
    """Exchanges two items of a list."""

    def exchange(items: list[Any]) -> list[Any]:
        items[one], items[other] = items[other], items[one]
        return items

    return put(path, exchange)


def assert_found(corruption: Corruption, whole: Callable[[str], Plan], folder: Path) -> None:
    raw = whole(corruption.base).model_dump(mode="json")
    corruption.harm(raw)

    assert any(corruption.says in said for said in violations(Plan.model_validate(raw)))

    # even for one who knows how to make the digest right
    path = folder / "plan.json"
    path.write_text(text_of(raw | {"digest": digest_of(raw)}))
    with pytest.raises(CompileError, match="CVQ226"):
        plan_file.load_plan(path)
