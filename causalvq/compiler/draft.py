"""What the passes hand to each other: the inputs of a compilation and the plan as far as it is made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from causalvq.compiler.plan import (
    ActionPlan,
    BaselinePlan,
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
from causalvq.data.facts import PairCounts, SourceFacts
from causalvq.dsl.documents.document import Document
from causalvq.dsl.spec import Fixed, Layout, ModelKind, Spec
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
        pairs_digest: of the table of pairs; empty where there is none.
    """

    document: Document
    facts: SourceFacts
    knowledge: FileKnowledge | None = None
    counts: PairCounts | None = None
    pairs_digest: str = ""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan before the first pass: what was read, and what the passes say on their way.

    Each pass that makes a part of the plan returns the next of the types below, which has that part and all before it.
    So a pass cannot read what is not made yet, and whoever reads the pipeline sees what each pass may use.

    Args:
        inputs: what was read from disk.
        step: name of the pass that runs.
        decisions: what the passes decided, in order.
        warnings: of the passes, in order.
        origins: provenance beside that of the decisions, of parts that are too many to tell.
    """

    inputs: Inputs
    step: str = ""
    decisions: tuple[Decision, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> ModelKind:
        """What is trained."""
        return self.inputs.spec.model.kind

    @property
    def causal(self) -> bool:
        """Whether it is the causal model, and no baseline."""
        return self.kind == "causal"

    @property
    def layout(self) -> Layout:
        """How the variables lie; those of a baseline lie side by side."""
        return self.inputs.spec.variables.layout if self.causal else "slots"

    @property
    def noise(self) -> Literal["none", "exogenous", "endogenous"]:
        """Noise of the mechanisms; a baseline has none."""
        return self.inputs.spec.interventions.noise if self.causal else "none"

    @property
    def labels(self) -> Literal["known", "partial", "full"]:
        """What training sees of actions; no baseline is told the values of factors."""
        spec = self.inputs.spec.interventions.labels
        return "known" if spec == "full" and not self.causal else spec

    @property
    def scope(self) -> Scope:
        """`auto` resolved: a grid makes its graph for each image and action, as in the paper, unless it is given."""
        spec = self.inputs.spec.graph
        if not self.causal:
            return "global"
        if spec.scope != "auto":
            return spec.scope
        return "sample" if self.layout == "grid" and not isinstance(spec.prior, Fixed) else "global"

    @property
    def max_targets(self) -> int:
        """The most variables that an action may set."""
        return self.inputs.spec.interventions.sparsity.max_targets

    @property
    def parts(self) -> dict[str, Any]:
        """All fields by name, for the draft of the next stage."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def told(self, text: str, *origins: str) -> Self:
        """The draft with one more line of trace; `origins` are as `Inputs.origin` says them."""
        return replace(self, decisions=(*self.decisions, Decision(self.step, "", text, origins)))

    def warn(self, warnings: Iterable[Diagnostic]) -> Self:
        """The draft with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def follow(self, paths: Iterable[str], *origins: str) -> Self:
        """The draft with provenance for parts that are not worth a line of trace; `origins` are paths of the spec."""
        named = "; ".join(self.inputs.origin(origin) for origin in origins)
        return replace(self, origins={**self.origins, **dict.fromkeys(paths, named)})

    def because(self, path: str, text: str, *origins: str) -> Self:
        """The draft with one more decision; `origins` are paths of the spec."""
        named = tuple(self.inputs.origin(origin) for origin in origins)
        return replace(self, decisions=(*self.decisions, Decision(self.step, path, text, named)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WithData(Draft):
    """The images and factors are known."""

    data: DataPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WithActions(WithData):
    """The actions are numbered."""

    actions: tuple[ActionPlan, ...]

    @property
    def layered(self) -> bool:
        """Whether a network makes the graph of each image, and is trained as a causal layer."""
        return self.layout == "grid" and self.scope == "sample" and bool(self.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithVariables(WithActions):
    """The variables are placed and have states; there is a grid where they lie in one, a baseline where it is one."""

    baseline: BaselinePlan | None
    variables: tuple[VariablePlan, ...]
    grid: GridPlan | None
    codebook: CodebookPlan
    targets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithDirection(WithVariables):
    """The factors whose steps go along a line are known, and those of them whose steps may pass over values."""

    directed: tuple[int, ...]
    spaced: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithGraph(WithDirection):
    """What is known of the graph is masks and log-odds."""

    graph: GraphPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WithNetwork(WithGraph):
    """The networks have their sizes."""

    network: NetworkPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WithLosses(WithNetwork):
    """Each term of the loss has its weight."""

    losses: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithSchedule(WithLosses):
    """Training has its phases."""

    train: TrainPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WithMetrics(WithSchedule):
    """It is known what will be measured."""

    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithCost(WithMetrics):
    """The plan is priced: every part is made."""

    cost: CostPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPlan(WithCost):
    """The parts are one plan."""

    plan: Plan
