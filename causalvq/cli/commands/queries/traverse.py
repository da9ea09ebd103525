"""`causalvq traverse`: each variable of an image through all its states."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.query_options import Force, Out, Seed, chosen_images, place_for
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.queries.answer_files import write_traversal
from causalvq.runtime.queries.image_files import named_files
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)

MOST = 64
"""Variables that are gone through when none is named."""


@app.command("traverse")
def traverse_command(
    variable: Annotated[
        list[str], typer.Option("--variable", metavar="NAME|INDEX", help="Which variables. Default: all, 64 at most.")
    ] = [],  # noqa: B006
    image: Annotated[
        Path | None,
        typer.Option(
            "--image", metavar="FILE", help="The image; the first of a folder or table. Default: one of the test split."
        ),
    ] = None,
    index: Annotated[
        int | None, typer.Option("--index", metavar="N", help="An image of the test split by number, from 0.")
    ] = None,
    seed: Seed = None,
    out: Out = None,
    force: Force = False,
    run: RunPath = None,
    data: DataPath = None,
    preview: Previews = Preview.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Take each variable of an image through all its states, everything else as it is: what the variable is for."""
    trained = load(chosen_run(run), data=data)
    trained.require_codes()
    names = variable or [one.name for one in trained.plan.variables[:MOST]]
    positions = [trained.naming.variable(name) for name in names]
    files = named_files([image])[:1] if image else []
    shown = chosen_images(trained, files, [] if index is None else [index], 1, seed)
    folder = place_for(trained, out, "traverse", replace=force)
    answer = write_traversal(trained, shown, positions, folder)
    if as_json:
        say_json(answer, sort_keys=True)
        return
    say(f"{len(positions)} variables, a row each")
    say(f"open {answer['sheet']}")
    show_picture(answer["sheet"], preview)
