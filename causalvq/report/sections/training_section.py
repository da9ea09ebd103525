"""The course of training: losses, held-out scores and states in use, over steps."""

from __future__ import annotations

from dataclasses import dataclass

from causalvq.report.drawing.line_chart import MOST_LINES, LineChart, line_chart
from causalvq.report.events import History
from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.report_section import Made, first


@dataclass(frozen=True, slots=True)
class TrainingContent:
    """What is shown of a training.

    Args:
        charts: scores and the loss by which validations are compared, then each term of the loss.
        phases: names, and the first step that was logged of each.
        warnings: what was warned of.
        seconds: of the session that was logged last.
    """

    charts: tuple[LineChart, ...]
    phases: tuple[tuple[str, float], ...]
    warnings: tuple[str, ...]
    seconds: float | None


def training_section(subject: Subject) -> Made:
    """What was logged.

    Raises:
        Missing: when nothing was.
    """
    found = subject.history
    charts = tuple(chart for chart in _charts(found) if chart is not None)
    if not charts:
        raise Missing("Nothing has been logged of its training.")
    left_out = first(MOST_LINES, len(found.perplexity), "variables' states in use")
    return Made(TrainingContent(charts, found.phases, found.warnings, found.seconds), left_out)


def _charts(found: History) -> list[LineChart | None]:
    shares = {name.replace("_", " "): points for name, points in found.scores.items()}
    whole = (0.0, 1.0) if all(0 <= value <= 1 for points in shares.values() for _, value in points) else None
    charts = [
        line_chart("held-out scores", shares, found.phases, whole=whole),
        line_chart("held-out loss", {"weighted sum": found.loss}, found.phases),
    ]
    for name in dict.fromkeys([*found.losses, *found.terms]):
        both = {"training": found.losses.get(name, ()), "held out": found.terms.get(name, ())}
        if any(value for points in both.values() for _, value in points):  # a term that is always 0 is not asked for
            charts.append(line_chart(name.replace("_", " "), both, found.phases))
    charts.append(line_chart("states in use", found.perplexity, found.phases))
    return charts
