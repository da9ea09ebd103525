"""What the compiler and the data say of a spec: facts, plan, warnings and faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from causalvq.compiler.capability.trainability import unsupported
from causalvq.compiler.draft import Decision
from causalvq.compiler.pipeline import compile_draft
from causalvq.compiler.plan import Plan
from causalvq.data.facts import FactorFacts, PairCounts
from causalvq.dsl.documents.document import Document
from causalvq.errors import CausalVQError, Diagnostic
from causalvq.lsp.analysis.data_watch import OpenData


@dataclass(frozen=True, slots=True)
class PlanAnalysis:
    """What compiling gives.

    Args:
        factors: of the data; empty where these cannot be read.
        plan: None where none can be made.
        decisions: of the passes.
        diagnostics: of data and compiler, errors and others.
        counts: pairs of each factor and part, where they are known.
    """

    factors: tuple[FactorFacts, ...] = ()
    plan: Plan | None = None
    decisions: tuple[Decision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    counts: PairCounts | None = None


def compile_open(document: Document, data: OpenData) -> PlanAnalysis:
    """Compile a spec, as far as it goes."""
    try:
        inputs = data.inputs(document)
    except CausalVQError as error:
        return PlanAnalysis(diagnostics=tuple(error.diagnostics))
    factors = inputs.facts.factors
    try:
        draft = compile_draft(inputs)
    except CausalVQError as error:
        return PlanAnalysis(factors, diagnostics=tuple(error.diagnostics), counts=inputs.counts)
    found: Sequence[Diagnostic] = (*draft.warnings, *unsupported(draft.plan, "warning"))
    return PlanAnalysis(factors, draft.plan, draft.decisions, tuple(found), inputs.counts)


def factors_alone(document: Document, data: OpenData) -> PlanAnalysis:
    """The factors of the data of a spec that cannot be compiled, for completion."""
    from causalvq.data.preparation import absent_facts, open_data

    section, base = document.spec.data, document.path.parent
    try:
        facts = absent_facts(section, base=base) or open_data(section, base=base, find=data.find).facts
    except CausalVQError:
        return PlanAnalysis()
    return PlanAnalysis(facts.factors)
