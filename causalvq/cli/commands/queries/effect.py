"""`causalvq effect --do ... --on FACTOR`: how much something changes a factor, on average."""

from __future__ import annotations

from typing import Annotated

import typer

from causalvq.cli.query_options import Count, Doing, ImagePaths, Seed, chosen_images
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.answers.results import Effect
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)

SHARE_TOLD = 0.005
"""Change of a share of images that is told."""


@app.command("effect")
def effect_command(
    do: Doing = [],  # noqa: B006
    on: Annotated[str | None, typer.Option("--on", metavar="NAME|INDEX", help="The factor that is looked at.")] = None,
    image: ImagePaths = [],  # noqa: B006
    count: Count = 2048,
    seed: Seed = None,
    run: RunPath = None,
    data: DataPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Say how much something that is done changes a factor: in all, and directly, with 95% intervals."""
    if not do or on is None:
        raise typer.BadParameter("say what is done and what is looked at: --do lamp=0.55 --on shadow_length")
    trained = load(chosen_run(run), data=data)
    trained.change(do=do)  # before the data are read: a misspelt name is told at once
    images = chosen_images(trained, image, [], count, seed)
    answer = trained.effect(images, on, do=do)
    if as_json:
        say_json(answer.to_dict(), sort_keys=True)
    else:
        report(answer)


def report(answer: Effect) -> None:
    """Say the effects, then which values are more frequent than before, and which less."""
    told = answer.to_dict()
    say(answer.title())
    if told["left_out"]:
        say(f"  {told['left_out']:,} images more are left out: their codes tell no value, or cannot be changed so")
    counted = "" if told["unit"] == "value" else f", by {told['unit']}"
    for kind in ("total", "direct"):
        if told[kind] is not None:
            interval = told[f"{kind}_interval"]
            within = "" if interval is None else f"   (95%: {interval[0]:+.4f} to {interval[1]:+.4f})"
            say(f"  {kind} effect {told[kind]:+.4f}{counted}{within}")
    moved = {value: (told["before"][value], share) for value, share in told["after"].items()}
    moved = {value: both for value, both in moved.items() if abs(both[1] - both[0]) >= SHARE_TOLD}
    for value, (was, share) in moved.items():
        say(f"  {value}: {was:.3f} -> {share:.3f} of the images")
    if not moved:
        say("  no value is more or less frequent than before")
