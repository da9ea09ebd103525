"""What is compared: a spec, a plan or a run, each with the plan that it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.compiler.plan import Plan
from causalvq.dsl.describe.spec_difference import differences
from causalvq.dsl.documents.document import Document
from causalvq.dsl.loader import load
from causalvq.errors import CausalVQError, Diagnostic
from causalvq.runtime.runs.resumption import Resumption, resumption
from causalvq.runtime.runs.run import Run, open_run, runs_of
from causalvq.runtime.runs.run_comparison import plan_differences, spec_differences, spec_of


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared.

    Args:
        path: where it is.
        kind: what it is.
        document: the spec, where it is one or lies with the run.
        plan: what it means; None of a spec that cannot be compiled.
        run: the run, or the newest run here of the plan that the spec means.
        faults: why there is no plan.
    """

    path: Path
    kind: Literal["spec", "plan", "run"]
    document: Document | None
    plan: Plan | None
    run: Run | None = None
    faults: tuple[Diagnostic, ...] = ()


def side_of(path: Path, overrides: Sequence[str] = ()) -> Side:
    """What is at a path: a folder is a run, a .json file a plan, anything else a spec.

    Raises:
        SpecError: when a spec is not valid.
        CompileError: when a plan cannot be read.
        RunError: when a folder is no run.
    """
    if path.is_dir():
        run = open_run(path)
        return Side(path, "run", None if run.alone else spec_of(run), run.plan, run)
    if path.suffix == ".json":
        return Side(path, "plan", None, load_plan(path))
    document = load(path, overrides)
    try:
        plan = compile_document(document).plan
    except CausalVQError as error:
        return Side(path, "spec", document, None, faults=error.diagnostics)
    return Side(path, "spec", document, plan, run_here(plan))


def run_here(plan: Plan) -> Run | None:
    """The newest run below `runs` of a plan."""
    found = next((path for path, compiled in runs_of(plan.name) if compiled == plan.digest), None)
    return None if found is None else open_run(found)


def said_otherwise(left: Side, right: Side) -> Iterator[str]:
    """What differs between two sides in the words of the spec, or of the plan where one has no spec of its own."""
    if left.kind == right.kind == "run" and left.run and right.run:
        yield from spec_differences(left.run, right.run)
    elif left.document is not None and right.document is not None:
        yield from differences(left.document, right.document)
    elif left.plan is not None and right.plan is not None:
        yield from plan_differences(left.plan, right.plan)


def resumptions(left: Side, right: Side) -> Iterator[Resumption]:
    """What training would do with the run of either side if the other one's plan were compiled."""
    for one, other in ((left, right), (right, left)):
        if one.run is not None and other.plan is not None and (one is left or one.kind == "run"):
            yield resumption(one.run, other.plan)
