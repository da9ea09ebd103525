"""`causalvq runs ls|show|rm|compare`: the runs of a folder. Only `show` needs torch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.options import AsJson
from causalvq.cli.plans import column_letter, table
from causalvq.cli.runs import chosen_run, forget_current
from causalvq.cli.terminal import say, say_json
from causalvq.regular_files import real_path
from causalvq.runtime.runs.run import ROOT
from causalvq.runtime.runs.run_comparison import Comparison
from causalvq.runtime.runs.run_comparison import compare as compare_runs
from causalvq.runtime.runs.run_record import RunRecord, find_runs
from causalvq.runtime.runs.run_removal import Removal, removable, remove_run

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="List, show, compare and remove runs.")

Folder = Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to look, also below. Default: runs.")]
Runs = Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run directories.")]
COLUMNS = {"action_accuracy": "action", "factor_accuracy": "factor", "reconstruction_mse": "mse"}
"""Scores in the table, and what their columns are called."""

MOST_TOLD = 36
"""Differences of two specs that are printed; with what is said around them, 40 lines."""


@app.command("ls")
def list_runs(folder: Folder = ROOT, as_json: AsJson = False) -> None:
    """List the runs of a folder: name, when, how far, scores."""
    found = find_runs(folder) if folder != ROOT or folder.exists() else ()
    if as_json:
        say_json([record.to_json() for record in found], indent=1)
        return
    head = ("run", "made", "state", "steps", *COLUMNS.values())
    if found:
        for line in table(head, [row(record) for record in found], right=range(3, len(head)), most=None):
            say(line)
    say(f"{len(found) or 'no'} run{'s' * (len(found) != 1)} in {folder}")


@app.command("show")
def show_run(
    run: Annotated[Path | None, typer.Argument(metavar="[RUN]", help="Default: the last one trained here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a run is, as `causalvq inspect` does."""
    from causalvq.cli.commands.runs.inspect_run import show  # with torch, which the other commands do without

    show(chosen_run(run), as_json)


@app.command("rm")
def remove_runs(runs: Runs, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Remove runs, after asking; nothing else is removed, and no link out of a folder is followed."""
    removals = {real_path(removal.record.path): removal for removal in map(removable, runs)}.values()
    for removal in removals:
        say(asked_about(removal))
    if not yes:
        typer.confirm(f"remove {'it' if len(removals) == 1 else f'these {len(removals)} runs'}?", abort=True)
    for removal in removals:
        remove_run(removal)
        forget_current(removal.record.path)
        say(f"removed {removal.record.path}")


@app.command("compare")
def compare_command(runs: Runs, as_json: AsJson = False) -> None:
    """Compare runs with the first one: what differs in their specs, and their scores."""
    if len(runs) < 2:
        raise typer.BadParameter("name at least two runs", param_hint="RUN")
    found = compare_runs(runs)
    if as_json:
        say_json(found.to_json(), indent=1)
        return
    for line in told(found):
        say(line)


def row(record: RunRecord) -> tuple[str, ...]:
    """A run as a row of the table."""
    made = "" if record.made is None else f"{record.made:%Y-%m-%d %H:%M}"
    steps = "" if record.steps is None else f"{record.steps:,}"
    return record.path.as_posix(), made, record.told_state, steps, *(cell(record.scores.get(name)) for name in COLUMNS)


def cell(value: float | None) -> str:
    """A score in four digits."""
    return "" if value is None else f"{value:.4g}"


def asked_about(removal: Removal) -> str:
    """A run that may be removed, and what of its folder stays."""
    record, left = removal.record, ", ".join(removal.foreign)
    return f"{record.path}: {record.name}, {record.told_state}" + (f"; {left} in its folder stays" if left else "")


def told(found: Comparison) -> Iterator[str]:
    """Differences of specs, then a table of scores."""
    letters = [column_letter(number) for number in range(len(found.paths))]
    yield from (f"{letter}: {path}" for letter, path in zip(letters, found.paths, strict=True))
    for letter, lines in zip(letters[1:], found.differences, strict=True):
        yield f"A -> {letter}:"
        if len(lines) > MOST_TOLD:
            yield f"  {len(lines):,} differences: {summary(lines)}"
        yield from (
            f"  {line}" for line in lines[:MOST_TOLD] or ("the specs mean the same, and the data are the same",)
        )
        if len(lines) > MOST_TOLD:
            yield f"  and {len(lines) - MOST_TOLD:,} more; --json has all"
    yield ""
    two = len(found.paths) == 2
    head = ("score", *letters, *(["difference"] if two else []))
    rows = [(name.replace("_", " "), *map(cell, values), *gained(values, two)) for name, values in found.scores.items()]
    yield from table(head, rows, right=range(1, len(head)), most=None) if rows else ("no scores",)


def summary(lines: Sequence[str]) -> str:
    """How many differences there are in each section of a spec, most first: `30 in model, 4 in data`."""
    sections = Counter(re.split(r"[.\[:]", line, maxsplit=1)[0] for line in lines)
    return ", ".join(f"{count:,} in {section}" for section, count in sections.most_common())


def gained(values: Sequence[float | None], two: bool) -> Iterator[str]:
    """How much more the second of two runs has."""
    if two:
        before, after = values
        yield "" if before is None or after is None else f"{after - before:+.4g}"
