"""Which metrics a run can be asked for: by name, by its data, and by the libraries that are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Final, get_args

from causalvq.compiler.passes.evaluation_metrics import beyond, lacking
from causalvq.compiler.plan import Plan
from causalvq.data.facts import SourceFacts
from causalvq.dsl.spec import Metric
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic, RunError
from causalvq.metrics.metric_selection import METRICS
from causalvq.runtime.evaluation.metrics.code_metrics import CODE_METRICS
from causalvq.runtime.run_diagnostics import CANNOT_MEASURE, NO_LIBRARY, UNKNOWN_METRIC

NAMES: Final[tuple[Metric, ...]] = get_args(Metric)
ALL: Final = "all"
WITH_LIBRARY: Final = frozenset(("dci", *(name for name in CODE_METRICS if METRICS[name].classifies)))


def require_library(metrics: Sequence[str]) -> None:
    """Refuse metrics that are made with scikit-learn where it is not installed: before training, not after it.

    Raises:
        RunError: CVQ450.
    """
    missing = [name for name in metrics if name in WITH_LIBRARY]
    if missing and find_spec("sklearn") is None:
        message = f"{', '.join(missing)}: measured with scikit-learn, which is not installed"
        hint = "pip install 'causalvq[metrics]', or leave them out of evaluate.metrics"
        raise RunError(Diagnostic(NO_LIBRARY, message, hint=hint))


def chosen_metrics(wanted: Sequence[str], plan: Plan, facts: SourceFacts) -> tuple[str, ...]:
    """The metrics that were asked for by name, in the order of the language.

    Args:
        wanted: names; `all` for each that the data and the installed libraries allow, `auto` for those of the plan.
        plan: of the run.
        facts: of its data.

    Raises:
        RunError: CVQ462 for names that are none, CVQ463 for what the data cannot be measured by, all of them together;
            CVQ450 where a library is not installed.
    """
    faults = [*_unknown(wanted), *_impossible(wanted, plan, facts)]
    if faults:
        raise RunError(*faults)
    require_library(wanted)
    chosen = {*wanted, *(plan.metrics if "auto" in wanted else ())}
    if ALL in wanted:
        able = find_spec("sklearn") is not None
        chosen |= {name for name in NAMES if _lacked(name, plan, facts) is None}
        chosen -= frozenset() if able else WITH_LIBRARY
    return tuple(name for name in NAMES if name in chosen)


def _lacked(metric: Metric, plan: Plan, facts: SourceFacts) -> str | None:
    of_model = beyond(metric, plan.baseline, plan.losses["retrieval"])
    return of_model or lacking(metric, facts, plan.data.pairs)


def _unknown(wanted: Sequence[str]) -> Iterator[Diagnostic]:
    offered = (*NAMES, ALL, "auto")
    for name in wanted:
        if name not in offered:
            expected = ", ".join(offered)
            message = f"there is no metric {name!r}"
            yield Diagnostic(UNKNOWN_METRIC, message, expected=expected, hint=did_you_mean(name, offered))


def _impossible(wanted: Sequence[str], plan: Plan, facts: SourceFacts) -> Iterator[Diagnostic]:
    for name in NAMES:
        needed = _lacked(name, plan, facts) if name in wanted else None
        if needed is not None:
            hint = "leave it out, or say all for every metric that can be measured"
            message = f"{name} cannot be measured on the data of this run"
            yield Diagnostic(CANNOT_MEASURE, message, expected=needed, hint=hint)
