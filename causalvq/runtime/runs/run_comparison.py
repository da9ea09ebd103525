"""What differs between runs: in their specs, and in their scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from causalvq.compiler.artifacts import plan_difference
from causalvq.compiler.artifacts.compilation import short
from causalvq.compiler.passes.lock import spec_digest
from causalvq.compiler.plan import Plan
from causalvq.dsl.describe.spec_difference import differences
from causalvq.dsl.documents.document import Document
from causalvq.dsl.loader import load
from causalvq.errors import CausalVQError
from causalvq.runtime.runs.run import Run, open_run
from causalvq.runtime.runs.run_record import read_scores

DERIVED = ("network.layers", "cost", "version", "data.fingerprint", "graph.allowed")
"""Parts of plans that follow from others, or that nobody can read."""

MOST_TOLD = 40
"""Differences of two plans that are told."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several runs beside each other.

    Args:
        paths: of the runs.
        differences: for each run but the first, what differs in its spec from that of the first.
        scores: by name, what each run has; None where it has none.
    """

    paths: tuple[Path, ...]
    differences: tuple[tuple[str, ...], ...]
    scores: Mapping[str, tuple[float | None, ...]]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        runs = [path.as_posix() for path in self.paths]
        told = dict(zip(runs[1:], map(list, self.differences), strict=True))
        return {"runs": runs, "differences": told, "scores": {name: list(row) for name, row in self.scores.items()}}


def compare(paths: Sequence[Path]) -> Comparison:
    """Compare runs with the first of them.

    Raises:
        RunError: when one of them is none, or cannot be read.
    """
    runs = [open_run(path) for path in paths]
    told = tuple(tuple(spec_differences(runs[0], other)) for other in runs[1:])
    found = [dict(numbers(read_scores(run))) for run in runs]
    names = dict.fromkeys(name for scores in found for name in scores)
    return Comparison(tuple(paths), told, {name: tuple(one.get(name) for one in found) for name in names})


def spec_differences(one: Run, other: Run) -> Iterator[str]:
    """What differs in the words of the spec; in those of the plan where a spec was compiled with `--set`."""
    specs = spec_of(one), spec_of(other)
    if specs[0] is not None and specs[1] is not None:
        yield from differences(specs[0], specs[1])
        before, after = ([*run.shorter, run.plan.digest] for run in (one, other))
        if len(before) + len(after) > 2:
            yield f"made longer: {one.plan.train.steps:,} -> {other.plan.train.steps:,} steps"
    else:
        yield from plan_differences(one.plan, other.plan)
    if one.start != other.start:
        yield f"starts from the weights of: {one.start or 'no run'} -> {other.start or 'no run'}"
    if one.plan.data.fingerprint != other.plan.data.fingerprint:
        yield "the content of the data differs"


def plan_differences(one: Plan, other: Plan) -> Iterator[str]:
    """What differs in the words of the plan, what follows from other parts left out."""
    found = [e for e in plan_difference.differences(one, other) if not e.path.startswith(DERIVED)]
    for entry in found[:MOST_TOLD]:
        yield f"{entry.path}: {short(entry.before)} -> {short(entry.after)}"
    if found[MOST_TOLD:]:
        yield f"and {len(found) - MOST_TOLD:,} more, which `causalvq plan diff` lists"


def spec_of(run: Run) -> Document | None:
    """The spec that lies with a run, where it says all that the run was compiled from."""
    try:
        document = load(run.path / "spec.yaml")
    except CausalVQError:  # it extends one that is elsewhere, or is of an earlier language
        return None
    return document if spec_digest(document.spec) == run.plan.spec else None


def numbers(scores: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """The scores that are numbers, then the accuracies of each factor."""
    for name, value in scores.items():
        if isinstance(value, int | float):
            yield name, value
    for factor, of_it in dict(scores.get("by_factor", {})).items():
        for name in ("action_accuracy", "factor_accuracy"):
            if of_it.get(name) is not None:
                yield f"{factor}: {name}", of_it[name]
