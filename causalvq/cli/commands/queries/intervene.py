"""`causalvq intervene --factor F`: change one factor of images and nothing else."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from causalvq.cli.commands.queries.previews import Preview, Previews, show_picture
from causalvq.cli.query_options import Count, Doing, Force, ImagePaths, Numbers, Out, Seed, chosen_images, place_for
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json
from causalvq.runtime.answers.change import Change
from causalvq.runtime.queries.answer_files import write_intervention
from causalvq.runtime.queries.sweep import sweep, write_sweep
from causalvq.runtime.queries.trained_run import TrainedRun, load

app = typer.Typer(rich_markup_mode=None)

MOST_SHOWN = 6
"""Variables that are named as changed in one line; `--json` has all of them."""
MOST_LINES = 64
"""Images of which a line each is told; `--json` has all of them."""


class Direction(StrEnum):
    """Which way a step goes."""

    UP = "up"
    DOWN = "down"


@app.command("intervene")
def intervene_command(
    factor: Annotated[str | None, typer.Option("--factor", metavar="NAME|INDEX", help="The factor to change.")] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", metavar="NAME", help="The action by its name instead: mouth+1, push_left, hair=red."),
    ] = None,
    direction: Annotated[
        Direction | None, typer.Option("--direction", help="Which way, where actions are steps. Default: up.")
    ] = None,
    steps: Annotated[int | None, typer.Option("--steps", min=1, help="How many steps. Default: 1.")] = None,
    step: Annotated[
        int | None, typer.Option("--step", min=-1, max=1, help="1: one step up; -1: one step down.", hidden=True)
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="VALUE", help="The value to reach, by as few steps as each image takes."),
    ] = None,
    do: Doing = [],  # noqa: B006
    all_values: Annotated[
        bool, typer.Option("--sweep", help="All values of the factor: a strip for each image.")
    ] = False,
    image: ImagePaths = [],  # noqa: B006
    index: Numbers = [],  # noqa: B006
    count: Count = 8,
    seed: Seed = None,
    film: Annotated[bool, typer.Option("--gif", help="Write a film of the change, too.")] = False,
    out: Out = None,
    force: Force = False,
    run: RunPath = None,
    data: DataPath = None,
    preview: Previews = Preview.AUTO,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Change one factor of images and nothing else; write a contact sheet, the images and JSON."""
    ways = (factor is not None) + (action is not None) + bool(do)
    how = (direction, steps, step, to) != (None, None, None, None)
    if ways != 1 or (how and factor is None) or (all_values and (how or factor is None)):
        message = "say --factor, with --direction and --steps, --to, or --sweep; or --action, or --do, alone"
        raise typer.BadParameter(message, param_hint="--factor")
    trained = load(chosen_run(run), data=data)
    if all_values:
        which = (image, index, count, seed)
        answer = _sweep(trained, factor or "", which, out, replace=force, film=film, as_json=as_json)
        if not as_json:
            show_picture(answer["sheet"], preview)
        return
    changes = asked(trained, factor, action, do, moves(direction, steps, step), to)
    images = chosen_images(trained, image, index, count, seed, changes)
    named = "-".join(trained.naming.factors[change.factor] for change in changes)
    folder = place_for(trained, out, f"intervene-{named}", replace=force)
    answer = write_intervention(trained, trained.done(images, changes, seed or 0), folder, film=film)
    if as_json:
        say_json(answer, sort_keys=True)
    else:
        report(answer)
        show_picture(answer["sheet"], preview)


def moves(direction: Direction | None, steps: int | None, step: int | None) -> int | None:
    """Steps up, or down where they are negative; None where nothing was said of steps."""
    if (direction, steps, step) == (None, None, None):
        return None
    if step is not None and (direction, steps) != (None, None):
        raise typer.BadParameter("say --direction and --steps, or --step", param_hint="--step")
    if step is not None:
        return step
    return (steps or 1) * (-1 if direction is Direction.DOWN else 1)


def asked(
    trained: TrainedRun, factor: str | None, action: str | None, do: list[str], step: int | None, to: str | None
) -> tuple[Change, ...]:
    """What is to be done; a step up where only a factor is said."""
    if factor is None:
        return trained.change(action=action, do=do or None)
    return trained.change(factor, step=1 if step is None and to is None else step, value=to)


def report(answer: dict[str, Any]) -> None:
    """Say what was done and which picture to open."""
    one = answer["factor"] is not None
    about = f"factor {answer['factor_index']} is {answer['factor']}; action" if one else "done at once:"
    say(f"{about} {answer['action']}")
    several = len({tuple(done) for done in answer["actions"]}) > 1
    for number, names in enumerate(answer["changed_variables"][:MOST_LINES]):
        shown = ", ".join(names[:MOST_SHOWN]) + (f" and {len(names) - MOST_SHOWN} more" if names[MOST_SHOWN:] else "")
        what = (
            f"{answer['notes'][number]}; changed: {shown}"
            if names
            else f"{answer['outcomes'][number]}: nothing changed"
        )
        if several and names:
            what = f"{', '.join(answer['actions'][number])}: {what}"
        if answer["effects"][number]:
            what += f"; through the graph: {', '.join(answer['effects'][number][:MOST_SHOWN])}"
        probability = answer["probabilities"][number]
        sure = "" if probability is None else f" (probability {probability:.3f})"
        say(f"  image {number}: {what}{sure}")
    if answer["changed_variables"][MOST_LINES:]:
        say(f"  and {len(answer['changed_variables']) - MOST_LINES} more: answer.json has all")
    if answer["stacks"]:
        more = f" and {len(answer['stacks']) - 1} more" if answer["stacks"][1:] else ""
        say(f"all channels: {answer['stacks'][0]}{more}")
    if "film" in answer:
        say(f"film: {answer['film']}")
    say(f"open {answer['sheet']}")


def _sweep(
    trained: TrainedRun,
    factor: str,
    which: tuple[list[Path], list[int], int, int | None],
    out: Path | None,
    *,
    replace: bool,
    film: bool,
    as_json: bool,
) -> dict[str, Any]:
    """Show a factor at all its values; returns the answer."""
    trained.require_codes()
    position = trained.factor(factor)
    images = chosen_images(trained, *which)
    folder = place_for(trained, out, f"sweep-{trained.naming.factors[position]}", replace=replace)
    answer = write_sweep(trained, sweep(trained, images, position), folder, film=film)
    if as_json:
        say_json(answer, sort_keys=True)
        return answer
    say(f"factor {position} is {answer['factor']}; {len(answer['values'])} values: {', '.join(answer['values'])}")
    if "film" in answer:
        say(f"film: {answer['film']}")
    say(f"open {answer['sheet']}")
    return answer
