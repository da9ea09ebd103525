"""`causalvq metrics FILE.npz`: scores of arrays of one's own, without a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy.typing as npt
import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson, AsLatex, AsMarkdown, one_form
from causalvq.cli.rich_terminal import print_tables
from causalvq.cli.terminal import say_json
from causalvq.data.budget import require_images
from causalvq.data.formats.archive import Archive
from causalvq.errors import Diagnostic, MetricError, Place
from causalvq.metrics.array_sets import OF_IMAGES, SETS, SetScores, score_arrays, unread
from causalvq.metrics.metric_faults import NOT_READ, ONE_VALUE
from causalvq.metrics.metric_selection import METRICS
from causalvq.metrics.score_table import ScoreTable, decimals

app = typer.Typer(rich_markup_mode=None)

KNOWN = ", ".join((*METRICS, *(name for name in SETS if name != "representation")))


@app.command()
def metrics(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.npz",
            help="Arrays: codes or vectors beside factors; probabilities, actions, factor_of; before, after, wanted; "
            "images, truth; graph, true_graph; image_before, image_after, image_wanted (docs/guide/metrics.md).",
        ),
    ],
    chosen: Annotated[
        str, typer.Option("--metrics", help=f"Which, with commas between them. Default: all. ({KNOWN})")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the half that classifiers are fitted to.")] = 0,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    as_latex: AsLatex = False,
) -> None:
    """Score codes or vectors against factors, retrieved actions, interventions, images and graphs."""
    form = one_form(json=as_json, markdown=as_markdown, latex=as_latex)
    arrays = ArchiveArrays(path)
    with placed(path):
        found = score_arrays(arrays, [name.strip() for name in chosen.split(",") if name.strip()], seed)
    if form == "json":
        of_codes = found.pop("representation", None)
        facts = of_codes.to_json() if of_codes else {}
        say_json(facts | {name: one.to_json() for name, one in found.items()}, indent=2)
        return
    left_out = [name for one in found.values() for name in one.left_out]
    print_human([*(not_scored(name, path) for name in left_out), *(not_read(name, path) for name in unread(arrays))])
    print_tables([score_table(one) for one in found.values()], form)


class ArchiveArrays(Mapping[str, npt.NDArray[Any]]):
    """The arrays of a file, each read when it is asked for.

    Args:
        path: of an npz file.

    Raises:
        DataError: when it is none; of an array, as `Archive.read`.
    """

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self.archive.members:
            raise KeyError(name)
        if name not in OF_IMAGES:
            return self.archive.read(name)
        shape = self.archive.require(name).shape
        require_images(shape[0] if shape else 1, (*shape[1:], 1), f"array {name!r}", self.archive.path)
        return self.archive.unpacked(name)

    def __contains__(self, name: object) -> bool:
        return name in self.archive.members

    def __iter__(self) -> Iterator[str]:
        return iter(self.archive.members)

    def __len__(self) -> int:
        return len(self.archive.members)


@contextmanager
def placed(path: Path) -> Iterator[None]:
    """What is wrong with arrays is said of the file that they are in."""
    try:
        yield
    except MetricError as error:
        raise MetricError(*(replace(one, place=Place(str(path))) for one in error.diagnostics)) from error


def not_scored(name: str, path: Path) -> Diagnostic:
    """The note about a factor of one value."""
    return Diagnostic(ONE_VALUE, f"factor {name!r} has one value and is left out", Place(str(path)), severity="note")


def not_read(name: str, path: Path) -> Diagnostic:
    """The note about an array that no metric has."""
    return Diagnostic(NOT_READ, f"array {name!r} is of no metric and is not read", Place(str(path)), severity="note")


def score_table(one: SetScores) -> ScoreTable:
    """A row for each score, with what it is for each factor."""
    rows = []
    for name, scored in one.scored.items():
        known = scored.to_json()["by_factor"]
        each = ", ".join(f"{at} {decimals(value, 3)}" for at, value in zip(scored.factors, known, strict=True))
        for part, value in scored.scores.items():
            rows.append((name, part, decimals(value), each))
            each = ""  # once for a metric
    return ScoreTable(("metric", "score", "value", "by factor"), tuple(rows), frozenset({"value"}), one.title)
