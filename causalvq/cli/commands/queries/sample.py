"""`causalvq sample -n N`: images from the learned prior over codes."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.query_options import MOST_SEED, Doing, Force, Out, place_for
from causalvq.cli.runs import RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.queries.answer_files import write_made
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("sample")
def sample_command(
    count: Annotated[int, typer.Option("-n", "--count", min=1, max=4096, help="How many images.")] = 8,
    do: Doing = [],  # noqa: B006
    seed: Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="Equal seeds draw alike.")] = 0,
    out: Out = None,
    force: Force = False,
    run: RunPath = None,
    preview: Previews = Preview.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Draw images from the learned prior over codes, and do something to them if asked."""
    trained = load(chosen_run(run))
    made = trained.sample(count, do=do, seed=seed)
    folder = place_for(trained, out, "sample", replace=force)
    answer = write_made(trained, made, folder, "sample")
    if as_json:
        say_json(answer, sort_keys=True)
        return
    say(f"{count} images drawn")
    say(f"open {answer['sheet']}")
    show_picture(answer["sheet"], preview)
