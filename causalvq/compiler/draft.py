"""What the passes hand to each other: the inputs of a compilation and the plan as far as it is made."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from causalvq.compiler.plan import (
    ActionPlan,
    CodebookPlan,
    CostPlan,
    DataPlan,
    GraphPlan,
    GridPlan,
    NetworkPlan,
    Plan,
    TrainPlan,
    VariablePlan,
)
from causalvq.data import SourceFacts
from causalvq.dsl import Document, Spec
from causalvq.errors import Diagnostic


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read from disk before the first pass, so that no pass reads anything.

    Args:
        document: the spec and its places.
        facts: of the source, with the cyclic factors that the spec declares.
    """

    document: Document
    facts: SourceFacts

    @property
    def spec(self) -> Spec:
        """The spec alone."""
        return self.document.spec

    def origin(self, path: str) -> str:
        """Where a value of the spec comes from, as provenance says it: `critters.yaml:8:3 seed`, `default seed`.

        Files are named from the folder of the spec, so that a plan does not depend on where it was compiled.
        """
        if not self.document.given(path):
            return f"default {path}"
        place = self.document.place(path)
        file = place.file if place.line is None else os.path.relpath(place.file, self.document.path.parent)
        return f"{replace(place, file=Path(file).as_posix())} {path}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a pass decided.

    Args:
        step: name of the pass.
        path: what it decided, as a path of the plan.
        text: the decision, for a person.
        origins: what it follows from, as `Inputs.origin` says it.
    """

    step: str
    path: str
    text: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan as far as it is made: fields are None until their pass has run."""

    inputs: Inputs
    step: str = ""
    decisions: tuple[Decision, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    data: DataPlan | None = None
    actions: tuple[ActionPlan, ...] | None = None
    variables: tuple[VariablePlan, ...] | None = None
    grid: GridPlan | None = None
    codebook: CodebookPlan | None = None
    targets: tuple[tuple[int, ...], ...] | None = None
    graph: GraphPlan | None = None
    network: NetworkPlan | None = None
    losses: dict[str, float] | None = None
    train: TrainPlan | None = None
    cost: CostPlan | None = None
    plan: Plan | None = None

    def put(self, **parts: Any) -> Draft:
        """The draft with some of its parts set."""
        return replace(self, **parts)

    def because(self, path: str, text: str, *origins: str) -> Draft:
        """The draft with one more decision; `origins` are paths of the spec."""
        named = tuple(self.inputs.origin(origin) for origin in origins)
        return replace(self, decisions=(*self.decisions, Decision(self.step, path, text, named)))
