"""The report of a run as one HTML page, as rich as fits into five megabytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from causalvq.data.prepared import Prepared
from causalvq.errors import CausalVQError, Diagnostic, QueryError
from causalvq.report.drawing.embedded import EXACT
from causalvq.report.run_subject import Missing, Subject
from causalvq.report.sections.codebook_section import codebook_section
from causalvq.report.sections.environment_section import environment_section
from causalvq.report.sections.graph_section import graph_section
from causalvq.report.sections.picture_sections import intervention_section, reconstruction_section, traversal_section
from causalvq.report.sections.plan_section import plan_section
from causalvq.report.sections.report_section import Made, Section
from causalvq.report.sections.retrieval_section import retrieval_section
from causalvq.report.sections.scores_section import diagnoses_section, scores_section
from causalvq.report.sections.spec_section import spec_section
from causalvq.report.sections.training_section import training_section
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.run_diagnostics import NO_SECTION
from causalvq.version import __version__

if TYPE_CHECKING:
    from jinja2 import Template

MOST_BYTES: Final = 5 * 2**20
SMALL: Final = 64
"""Longer side of images, in pixels, up to which they are first tried as they are, pixel for pixel."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of its pictures a page shows.

    Args:
        quality: of images, 1 to 100, from which on they are exact.
        examples: pictures of a row at most; 0: no pictures at all.
        rows: rows of pictures at most.
    """

    quality: int
    examples: int
    rows: int = 64


LADDER: Final = (
    *(Detail(EXACT, 12), Detail(85, 12), Detail(75, 8), Detail(70, 4), Detail(60, 2)),
    *(Detail(50, 2, 24), Detail(40, 2, 8), Detail(40, 0, 0)),
)
"""From all to nothing: the first that fits is taken."""

Maker = Callable[[Subject], Made]

SECTIONS: Final[tuple[tuple[str, str, Maker], ...]] = (
    ("diagnoses", "What was not learned", diagnoses_section),
    ("interventions", "Interventions", intervention_section),
    ("reconstructions", "Reconstructions", reconstruction_section),
    ("traversals", "Variables", traversal_section),
    ("graph", "Causal graph", graph_section),
    ("scores", "Scores", scores_section),
    ("retrieval", "Action retrieval", retrieval_section),
    ("codebooks", "Codebooks", codebook_section),
    ("training", "Training", training_section),
    ("plan", "Plan", plan_section),
    ("spec", "Spec", spec_section),
    ("environment", "Environment and lock", environment_section),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A report.

    Args:
        html: the whole page.
        sections: what is in it.
        detail: how much of its pictures it shows.
    """

    html: str
    sections: tuple[Section, ...]
    detail: Detail

    @property
    def absent(self) -> tuple[Section, ...]:
        """The sections of which there is nothing."""
        return tuple(section for section in self.sections if section.content is None)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """CVQ471 for each section that should be there and could not be made."""
        return tuple(
            Diagnostic(
                NO_SECTION,
                f"the section {section.title!r} of the report could not be made",
                got=section.absent,
                hint="the rest of the report is whole; `causalvq report` makes it again",
                severity="warning",
            )
            for section in self.sections
            if section.failed
        )


def make_report(
    path: Path,
    *,
    moved: Path | None = None,
    data: Prepared | None = None,
    trained: TrainedRun | None = None,
) -> Page:
    """Make the report of a run, in whatever state it is.

    Args:
        path: of the run.
        moved: where its data are now; None: where the plan says.
        data: its images and pairs, where they are in memory already.
        trained: the run with its model, where it is in memory already.

    Raises:
        RunError: when there is no run at the path, or it is damaged.
    """
    subject = Subject(path, moved=moved, data=data, trained=trained)
    sections = tuple(_section(subject, *one) for one in SECTIONS)
    exact = max(subject.plan.data.height, subject.plan.data.width) <= SMALL
    return _fitting(subject, sections, LADDER if exact else LADDER[1:])


def _section(subject: Subject, name: str, title: str, make: Maker) -> Section:
    """One section; one that fails takes no other with it."""
    try:
        made = make(subject)
    except Missing as reason:
        return Section(name, title, absent=str(reason))
    except QueryError as error:  # a kind of model that has no answer, such as one without codes
        why = error.diagnostics[0].message
        return Section(name, title, absent=f"{why[:1].upper()}{why[1:]}.")
    except CausalVQError as error:
        return Section(name, title, absent=f"{error.diagnostics[0].message}.", failed=True)
    except Exception as error:  # whatever it is, a run of later days or out of memory among it
        why = str(error).strip().partition("\n")[0] or "no reason was given"
        return Section(name, title, absent=f"{type(error).__name__}: {why}", failed=True)
    return Section(name, title, made.content, left_out=made.left_out)


def _fitting(subject: Subject, sections: Sequence[Section], ladder: Sequence[Detail]) -> Page:
    """The page with as much of its pictures as fits."""
    for detail in ladder:
        shown = tuple(cut(section, detail) for section in sections)
        html = render(subject, shown, detail)
        if len(html.encode()) <= MOST_BYTES:
            break
    return Page(html, shown, detail)


def cut(section: Section, detail: Detail) -> Section:
    """A section of pictures with as many of them as are shown, and what is left out then."""
    if section.name not in ("interventions", "reconstructions", "traversals") or section.content is None:
        return section
    if not detail.examples:
        return replace(section, content=None, absent="The page would be larger than 5 MiB with these pictures.")
    if section.name == "reconstructions":
        return replace(section, content=section.content.only(detail.examples))
    rows = tuple(row.only(detail.examples) for row in section.content[: detail.rows])
    fewer = any(len(row.groups) < len(whole.groups) for row, whole in zip(rows, section.content, strict=False))
    told = (f"At most {detail.examples} pictures of a row are shown, so that the page stays below 5 MiB.",) * fewer
    told += (f"{len(rows)} of {len(section.content)} rows are shown, for the same reason.",) * (
        len(rows) < len(section.content)
    )
    return replace(section, content=rows, left_out=(*section.left_out, *told))


def render(subject: Subject, sections: Sequence[Section], detail: Detail) -> str:
    """The page of some sections."""
    return _template().render(
        record=subject.record,
        plan=subject.plan,
        sections=sections,
        quality=detail.quality,
        headline=headline(subject),
        version=__version__,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


@cache
def _template() -> Template:
    """The whole page, compiled once a process."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("causalvq.report"),
        autoescape=True,  # whatever the names of files are: all that is shown comes from strangers' data
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("report.html.j2")


def headline(subject: Subject) -> tuple[tuple[str, str, str], ...]:
    """The scores that say most: name, value, and what to compare with."""
    scores: Any = subject.record.scores
    rows = []
    for name, against, says in (
        ("action_accuracy", "chance", "chance"),
        ("factor_accuracy", "factor_chance", "chance"),
        ("intervention_mse", "copy_mse", "doing nothing"),
        ("preserved", "", "of the other factors left alone"),
    ):
        value, other = scores.get(name), scores.get(against)
        if value is not None:
            rows.append((name.replace("_", " "), f"{value:.3g}", says if other is None else f"{says} {other:.3g}"))
    return tuple(rows)
