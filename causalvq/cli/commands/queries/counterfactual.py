"""`causalvq counterfactual IMAGE --do ...`: what this very image would have been."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.commands.queries.intervene import report
from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.query_options import Doing, Force, Out, given_images, place_for
from causalvq.cli.runs import RunPath, chosen_run
from causalvq.cli.terminal import say_json
from causalvq.runtime.queries.answer_files import write_intervention
from causalvq.runtime.queries.image_files import named_files
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("counterfactual")
def counterfactual_command(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Images, folders, or tables of names.")],
    do: Doing = [],  # noqa: B006
    out: Out = None,
    force: Force = False,
    run: RunPath = None,
    preview: Previews = Preview.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Say what images would have been had something else been so: noise, and what no factor names, are kept."""
    if not do:
        raise typer.BadParameter("say what would have been so: --do factor=value", param_hint="--do")
    trained = load(chosen_run(run))
    changes = trained.change(do=do)
    shown = given_images(trained, named_files(images))
    folder = place_for(trained, out, "counterfactual", replace=force)
    answer = write_intervention(trained, trained.done(shown, changes, None), folder)
    if as_json:
        say_json(answer, sort_keys=True)
    else:
        report(answer)
        show_picture(answer["sheet"], preview)
