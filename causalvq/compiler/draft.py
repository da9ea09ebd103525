"""What the passes hand to each other: the inputs of a compilation and the plan as far as it is made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

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
from causalvq.data import PairCounts, SourceFacts
from causalvq.dsl import Document, Spec
from causalvq.dsl.spec import Fixed, Layout
from causalvq.errors import Diagnostic

if TYPE_CHECKING:  # the readers of graph files are only loaded for specs that name one
    from causalvq.compiler.graphs.graph_files import FileKnowledge


Scope = Literal["global", "sample"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read from disk before the first pass, so that no pass reads anything.

    Args:
        document: the spec and its places.
        facts: of the source, with the cyclic factors that the spec declares.
        knowledge: the statements of `graph.file`, if there is one.
        counts: the pairs of each factor and part; None where the data are not there, or where the spec names what
            they do not have.
    """

    document: Document
    facts: SourceFacts
    knowledge: FileKnowledge | None = None
    counts: PairCounts | None = None

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
        if place.line is None:
            return f"{place} {path}"
        return f"{relative(place.file, self.document.path.parent)}:{place.line}:{place.column} {path}"


@lru_cache(maxsize=64)
def relative(file: str, folder: Path) -> str:
    """A file as seen from a folder."""
    return Path(os.path.relpath(file, folder)).as_posix()


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a pass decided.

    Args:
        step: name of the pass.
        path: what it decided, as a path of the plan; empty for what a trace tells beside.
        text: the decision, for a person.
        origins: what it follows from, as `Inputs.origin` says it.
    """

    step: str
    path: str
    text: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The plan as far as it is made: fields are None until their pass has run.

    `origins` is provenance beside that of the decisions, of parts that are too many to tell.
    """

    inputs: Inputs
    step: str = ""
    decisions: tuple[Decision, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    data: DataPlan | None = None
    actions: tuple[ActionPlan, ...] | None = None
    variables: tuple[VariablePlan, ...] | None = None
    grid: GridPlan | None = None
    codebook: CodebookPlan | None = None
    targets: tuple[tuple[int, ...], ...] | None = None
    directed: tuple[int, ...] | None = None
    spaced: tuple[int, ...] | None = None
    graph: GraphPlan | None = None
    network: NetworkPlan | None = None
    losses: dict[str, float] | None = None
    train: TrainPlan | None = None
    metrics: tuple[str, ...] | None = None
    cost: CostPlan | None = None
    plan: Plan | None = None

    def put(self, **parts: Any) -> Draft:
        """The draft with some of its parts set."""
        return replace(self, **parts)

    @property
    def layout(self) -> Layout:
        """How the variables lie."""
        return self.inputs.spec.variables.layout

    @property
    def scope(self) -> Scope:
        """`auto` resolved: a grid makes its graph for each image and action, as in the paper, unless it is given."""
        spec = self.inputs.spec.graph
        if spec.scope != "auto":
            return spec.scope
        return "sample" if self.layout == "grid" and not isinstance(spec.prior, Fixed) else "global"

    @property
    def layered(self) -> bool:
        """Whether a network makes the graph of each image, and is trained as a causal layer."""
        return self.layout == "grid" and self.scope == "sample" and bool(self.actions)

    @property
    def max_targets(self) -> int:
        """The most variables that an action may set."""
        return self.inputs.spec.interventions.sparsity.max_targets

    def told(self, text: str, *origins: str) -> Draft:
        """The draft with one more line of trace; `origins` are as `Inputs.origin` says them."""
        return replace(self, decisions=(*self.decisions, Decision(self.step, "", text, origins)))

    def follow(self, paths: Iterable[str], *origins: str) -> Draft:
        """The draft with provenance for parts that are not worth a line of trace; `origins` are paths of the spec."""
        named = "; ".join(self.inputs.origin(origin) for origin in origins)
        return replace(self, origins={**self.origins, **dict.fromkeys(paths, named)})

    def because(self, path: str, text: str, *origins: str) -> Draft:
        """The draft with one more decision; `origins` are paths of the spec."""
        named = tuple(self.inputs.origin(origin) for origin in origins)
        return replace(self, decisions=(*self.decisions, Decision(self.step, path, text, named)))
