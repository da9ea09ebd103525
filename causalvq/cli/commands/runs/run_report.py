"""`causalvq report`: a run as one HTML page that anyone can open."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.commands.runs.report_files import write_beside
from causalvq.cli.human import print_human
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say
from causalvq.cli.written_files import require_place, write_file
from causalvq.errors import Diagnostic
from causalvq.regular_files import real_path
from causalvq.report.page import make_report
from causalvq.runtime.run_diagnostics import NO_BROWSER
from causalvq.runtime.runs.run import open_run

app = typer.Typer(rich_markup_mode=None)


@app.command("report")
def report_command(
    run: RunPath = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write. Default: report.html in the run.")
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    data: DataPath = None,
) -> None:
    """Write a run as one HTML page: pictures, scores, graph, curves, plan and spec; finished or not."""
    path = chosen_run(run)
    if out is not None:
        require_place(out, replace=force)
    page = make_report(path, moved=data)
    if out is not None:
        write_file(out, page.html, replace=force)
    place = out if out is not None else write_beside(open_run(path), page)
    for section in page.absent:
        say(f"without {section.title}: {section.absent}")
    print_human(page.warnings)
    say(f"open {place}")
    if open_it and not webbrowser.open(real_path(place).as_uri()):
        print_human([Diagnostic(NO_BROWSER, "no browser could be started", hint=f"open {place}", severity="note")])
