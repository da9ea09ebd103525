"""What is measured on the test split: the metrics that were asked for, or those that the data allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from causalvq.compiler.draft import WithMetrics, WithSchedule
from causalvq.compiler.plan import BaselinePlan
from causalvq.compiler.plan_faults import METRIC, fault, refuse
from causalvq.data.facts import SourceFacts
from causalvq.dsl.spec import Metric
from causalvq.errors import Diagnostic

AUTO: Final[tuple[Metric, ...]] = ("action_retrieval", "intervention", "infomec", "preserved")
"""What `auto` measures where it can; dci needs a library that is not installed with the rest."""

OF_ACTIONS: Final = frozenset(("action_retrieval", "intervention", "image_quality", "preserved"))
OF_CODES: Final = frozenset(("usage",))
WITHOUT_VECTORS: Final = frozenset(("usage",))
"""Metrics that numbers without codes do not have."""
OF_LABELS: Final = frozenset(get_args(Metric)) - OF_CODES - (OF_ACTIONS - {"preserved"})


def metrics(draft: WithSchedule) -> WithMetrics:
    """Set `metrics`.

    Raises:
        CompileError: when a metric is asked for by name that the data cannot be measured by.
    """
    wanted = draft.inputs.spec.evaluate.metrics
    if wanted != "auto":
        refuse(impossible(draft, wanted))
    made = tuple(name for name in AUTO if lacked(name, draft) is None) if wanted == "auto" else wanted
    told = ", ".join(made) or "none"
    origins = ("evaluate.metrics", "data.source", "data.pairs")
    return WithMetrics(**draft.parts, metrics=made).because("metrics", told, *origins)


def lacked(metric: Metric, draft: WithSchedule) -> str | None:
    """What data and model would have to have for a metric, or None when they have it."""
    of_model = beyond(metric, draft.baseline, draft.losses["retrieval"])
    return of_model or lacking(metric, draft.inputs.facts, draft.inputs.spec.data.pairs.origin)


def beyond(metric: Metric, baseline: BaselinePlan | None, retrieval: float) -> str | None:
    """What a model would have to have for a metric, or None when it has it.

    Args:
        metric: its name.
        baseline: what is trained in place of the causal model.
        retrieval: weight of the head that reads actions, the only way in which a baseline without codes finds them.
    """
    if baseline is None or baseline.coded:
        return None
    if metric == "action_retrieval":
        return None if retrieval else "losses.retrieval of more than 0"
    if baseline.only_pairs:
        return f"a model that makes images or codes, which {baseline.kind} does not"
    return f"codes, which {baseline.kind} does not have" if metric in WITHOUT_VECTORS else None


def lacking(metric: Metric, facts: SourceFacts, pairs: str) -> str | None:
    """What the data would have to have for a metric, or None when they have it.

    Args:
        metric: its name.
        facts: of the data.
        pairs: where pairs come from, `none` for nowhere.
    """
    if metric in OF_ACTIONS and pairs == "none":
        return "pairs"
    if metric in OF_LABELS and not (facts.factors and facts.labelled):
        return "labels"
    if metric == "preserved" and not facts.grid_complete:
        return "an image of every combination of factor values"
    return None


def impossible(draft: WithSchedule, wanted: tuple[Metric, ...]) -> Iterator[Diagnostic]:
    """Metrics that are asked for by name and cannot be had."""
    for index, metric in enumerate(wanted):
        needed = lacked(metric, draft)
        if needed is not None:
            yield fault(
                draft.inputs.document,
                METRIC,
                f"{metric} cannot be measured on these data",
                f"evaluate.metrics[{index}]",
                expected=needed,
                hint="leave it out, or write metrics: auto for all that can be measured",
                related=(("the data", "data.source"),),
            )
