"""`causalvq metrics FILE.npz`: scores of codes or vectors of one's own against factors, without a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson, AsLatex, AsMarkdown, one_form
from causalvq.cli.rich_terminal import print_tables
from causalvq.cli.terminal import say_json
from causalvq.data.formats.archive import Archive
from causalvq.errors import Diagnostic, MetricError, Place
from causalvq.metrics.metric_faults import BAD_ARRAY, ONE_VALUE, fault
from causalvq.metrics.metric_selection import METRICS, Scored, measure_arrays
from causalvq.metrics.representation.metric_inputs import Sample, sample_of_codes, sample_of_vectors
from causalvq.metrics.score_table import ScoreTable, decimals

app = typer.Typer(rich_markup_mode=None)

SAMPLES = ("codes", "vectors")
FACTORS = ("factors", "labels")
NAMES = ("names", "factor_names")


@app.command()
def metrics(
    path: Annotated[
        Path, typer.Argument(metavar="FILE.npz", help="Arrays: codes or vectors; factors (or labels); names.")
    ],
    chosen: Annotated[
        str, typer.Option("--metrics", help=f"Which, with commas between them. Default: all. ({', '.join(METRICS)})")
    ] = "",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the half that classifiers are fitted to.")] = 0,
    as_json: AsJson = False,
    as_markdown: AsMarkdown = False,
    as_latex: AsLatex = False,
) -> None:
    """Score codes or vectors against the factors that made the images."""
    form = one_form(json=as_json, markdown=as_markdown, latex=as_latex)
    with placed(path):
        sample = read_sample(path)
    found = measure_arrays(sample, [name.strip() for name in chosen.split(",") if name.strip()], seed)
    if form == "json":
        facts = {"samples": len(sample), "variables": sample.variables, "discrete": sample.discrete}
        factors = {"factors": list(sample.names), "left_out": list(sample.left_out)}
        say_json(facts | factors | {"metrics": {name: one.to_json() for name, one in found.items()}}, indent=2)
        return
    print_human([left_out(name, path) for name in sample.left_out])
    print_tables([score_table(sample, found)], form)


@contextmanager
def placed(path: Path) -> Iterator[None]:
    """What is wrong with arrays is said of the file that they are in."""
    try:
        yield
    except MetricError as error:
        raise MetricError(*(replace(one, place=Place(str(path))) for one in error.diagnostics)) from error


def read_sample(path: Path) -> Sample:
    """The arrays of a file.

    Raises:
        DataError: when the file is none.
        MetricError: CVQ601 where it has not the arrays; as `sample_of_codes` and `sample_of_vectors`.
    """
    archive = Archive(path)
    kind = _one_of(archive, SAMPLES)
    factors = _one_of(archive, FACTORS)
    names = next((name for name in NAMES if name in archive.members), None)
    listed = np.atleast_1d(archive.read(names)).tolist() if names else ()
    called = [name.decode(errors="backslashreplace") if isinstance(name, bytes) else str(name) for name in listed]
    if kind == "codes":
        return sample_of_codes(archive.read(kind), archive.read(factors), called)
    return sample_of_vectors(archive.read(kind), archive.read(factors), called)


def _one_of(archive: Archive, names: tuple[str, ...]) -> str:
    there = [name for name in names if name in archive.members]
    if len(there) == 1:
        return there[0]
    message = f"{archive.path.name} has {'both' if there else 'neither'} of the arrays {' and '.join(names)}"
    expected, got = f"one of {', '.join(names)}", ", ".join(archive.members) or "no arrays"
    raise fault(BAD_ARRAY, message, expected, got)


def left_out(name: str, path: Path) -> Diagnostic:
    """The note about a factor of one value."""
    return Diagnostic(ONE_VALUE, f"factor {name!r} has one value and is left out", Place(str(path)), severity="note")


def score_table(sample: Sample, found: dict[str, Scored]) -> ScoreTable:
    """A row for each score, with what it is for each factor."""
    kind = "codes" if sample.discrete else "vectors"
    title = f"{len(sample):,} samples; {sample.variables} variables ({kind}), {len(sample.names)} factors"
    rows = []
    for name, one in found.items():
        each = ", ".join(f"{at} {value:.3f}" for at, value in zip(sample.names, one.by_factor, strict=False))
        rows += [(name, part, decimals(value), each) for part, value in one.scores.items()]
    return ScoreTable(("metric", "score", "value", "by factor"), tuple(rows), frozenset({"value"}), title)
