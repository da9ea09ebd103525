"""`causalvq intervene --factor F`: change one factor of images and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.answer_folder import answer_folder
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.queries.answers import InterventionAnswer, intervene, read_images, sample_images
from causalvq.runtime.queries.trained_run import TrainedRun, load

app = typer.Typer(rich_markup_mode=None)

MOST_SHOWN = 6
"""Variables that are named as changed in one line; `--json` has all of them."""


@app.command("intervene")
def intervene_command(
    factor: Annotated[str | None, typer.Option("--factor", metavar="NAME|INDEX", help="The factor to change.")] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", metavar="NAME", help="The action by its name instead: mouth+1, push_left, hair=red."),
    ] = None,
    step: Annotated[
        int | None, typer.Option("--step", min=-1, max=1, help="1: one value up; -1: one value down. Default: 1.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="VALUE", help="The value to set, where actions set values.")
    ] = None,
    image: Annotated[
        list[Path], typer.Option("--image", metavar="FILE", help="Images to change. Default: some of the test split.")
    ] = [],  # noqa: B006
    count: Annotated[int, typer.Option("--count", min=1, max=64, help="How many images of the test split.")] = 8,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Seed of the draw, where noise is endogenous. Default: 0.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to write. Default: in the run directory.")
    ] = None,
    run: RunPath = None,
    data: DataPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Change one factor of images and nothing else; write a contact sheet, the images and JSON."""
    if (factor is None) == (action is None) or (action is not None and (step, to) != (None, None)):
        raise typer.BadParameter("say --factor, with --step or --to, or --action alone", param_hint="--factor")
    trained = load(chosen_run(run), data=data)
    index = asked(trained, factor, step, to) if factor is not None else trained.named(action or "")
    images = read_images(trained, image) if image else sample_images(trained, index, count)
    name = trained.plan.data.factors[trained.plan.actions[index].factor].name
    folder = out or answer_folder(trained.run, f"intervene-{name}")
    answer = intervene(trained, images, index, folder, seed)
    if as_json:
        say_json(answer.to_json(), sort_keys=True)
    else:
        report(answer)


def asked(trained: TrainedRun, factor: str, step: int | None, to: str | None) -> int:
    """The action on a factor; a step up where nothing is said."""
    return trained.action(factor, step=1 if step is None and to is None else step, value=to)


def report(answer: InterventionAnswer) -> None:
    """Say what was done and which picture to open."""
    say(f"factor {answer.factor_index} is {answer.factor}; action {answer.action}")
    for number, names in enumerate(answer.changed_variables):
        shown = ", ".join(names[:MOST_SHOWN]) + (f" and {len(names) - MOST_SHOWN} more" if names[MOST_SHOWN:] else "")
        what = f"{answer.notes[number]}; changed: {shown}" if names else "no further value: nothing changed"
        say(f"  image {number}: {what} (probability {answer.probabilities[number]:.3f})")
    if answer.stacks:
        more = f" and {len(answer.stacks) - 1} more" if answer.stacks[1:] else ""
        say(f"all channels: {answer.stacks[0]}{more}")
    say(f"open {answer.sheet}")
