"""`causalvq reconstruct`: what codes keep of images."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.query_options import Count, Force, ImagePaths, Numbers, Out, Seed, chosen_images, place_for
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.queries.answer_files import write_made
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("reconstruct")
def reconstruct_command(
    image: ImagePaths = [],  # noqa: B006
    index: Numbers = [],  # noqa: B006
    count: Count = 8,
    seed: Seed = None,
    out: Out = None,
    force: Force = False,
    run: RunPath = None,
    data: DataPath = None,
    preview: Previews = Preview.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Decode images from their codes alone: what the model knows of them."""
    trained = load(chosen_run(run), data=data)
    images = chosen_images(trained, image, index, count, seed)
    made = trained.reconstruct(images)
    error = (made.images - images).square().mean((1, 2, 3)).tolist()
    folder = place_for(trained, out, "reconstruct", replace=force)
    answer = write_made(trained, made, folder, "codes", above=images) | {"mse": [round(one, 6) for one in error]}
    if as_json:
        say_json(answer, sort_keys=True)
        return
    many = "s" if len(images) > 1 else ""
    say(f"{len(images)} image{many}, mean squared error {sum(error) / len(error):.5f} of pixels in [-1, 1]")
    say(f"open {answer['sheet']}")
    show_picture(answer["sheet"], preview)
