"""`causalvq retrieve A B`: find what turned one image into another."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from causalvq.cli.query_options import given_images
from causalvq.cli.runs import RunPath, chosen_run
from causalvq.cli.status import INPUT_AT_FAULT
from causalvq.cli.terminal import say, say_json
from causalvq.cli.written_files import require_place, write_file
from causalvq.runtime.estimation.explained import REASONS
from causalvq.runtime.queries.image_files import pairs_in
from causalvq.runtime.queries.retrieving import MOST_ACTIONS
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("retrieve")
def retrieve_command(
    before: Annotated[Path | None, typer.Argument(metavar="BEFORE", help="The image before.")] = None,
    after: Annotated[Path | None, typer.Argument(metavar="AFTER", help="The image after.")] = None,
    pairs: Annotated[
        Path | None,
        typer.Option("--pairs", metavar="TABLE", help="A table that names images before and after, instead."),
    ] = None,
    most: Annotated[
        int, typer.Option("--max-actions", min=1, max=MOST_ACTIONS, help="Find sequences of up to so many actions.")
    ] = 1,
    top: Annotated[int, typer.Option("--top", min=1, help="How many answers are told for a pair.")] = 3,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a table (.csv) or JSON (.json) of the answers.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    run: RunPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")] = False,
) -> None:
    """Find the action that led from one image to another, with probabilities, or say that none did.

    Exit status 1 says that no action explains the pair; of a table, that none explains any.
    """
    one = before is not None and after is not None
    if one == (pairs is not None) or (before is not None and after is None):
        raise typer.BadParameter("say BEFORE and AFTER, or --pairs TABLE", param_hint="BEFORE AFTER")
    if out is not None:
        require_place(out, replace=force)
        if out.suffix.lower() not in {".csv", ".json"}:
            raise typer.BadParameter("the name ends in .csv or .json", param_hint="--out")
    trained = load(chosen_run(run))
    x, y = ([before], [after]) if before is not None and after is not None else pairs_in(pairs or Path())
    both = given_images(trained, [*x, *y])  # together, so that all faults are told at once
    answer = trained.retrieve(both[: len(x)], both[len(x) :], max_actions=most)
    told = [
        {"before": str(was), "after": str(is_), **answer.pair_to_dict(pair)}
        for pair, (was, is_) in enumerate(zip(x, y, strict=True))
    ]
    if out is not None:
        content = as_table(told) if out.suffix.lower() == ".csv" else json.dumps(told, indent=1) + "\n"
        write_file(out, content, replace=force)
    if as_json:
        say_json(told[0] if one else {"pairs": told})
    else:
        for said in told:
            report(said, top, heading=not one)
        if out is not None:
            say(f"written to {out}")
    if not any(said["found"] for said in told):
        raise typer.Exit(INPUT_AT_FAULT)


def report(said: dict[str, Any], top: int, *, heading: bool) -> None:
    """Say what led from one image to another, and what else might have."""
    if heading:
        say(f"{said['before']} -> {said['after']}")
    explained = said["explained"]
    if not said["found"]:
        sure = "" if explained is None else f" (probability {1 - explained:.3f})"
        say(f"no action explains this pair{sure}: {said['reason']}")
        if "sequences" not in said and said["reason"] == REASONS["more"]:
            say("several one after the other may: --max-actions 3")
        say("if one did after all, it would be:")
    if "sequences" in said:
        told = [(", ".join(one["actions"]), one["probability"]) for one in said["sequences"]]
    else:
        told = list(said["probabilities"].items())
    for name, probability in told[:top]:
        say(f"  {name}   {probability:.3f}")
    if said["found"] and explained is not None:
        say(f"that an action explains the pair at all: {explained:.3f}")


def as_table(told: list[dict[str, Any]]) -> str:
    """The answers as a table, a line a pair."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(["before", "after", "actions", "probability", "explained", "reason"])
    for said in told:
        best = said["sequences"][0] if "sequences" in said else None
        probability = best["probability"] if best else next(iter(said["probabilities"].values()))
        writer.writerow(
            [
                said["before"],
                said["after"],
                "; ".join(said["actions"]),
                probability,
                "" if said["explained"] is None else said["explained"],
                said["reason"] or "",
            ]
        )
    return held.getvalue()
