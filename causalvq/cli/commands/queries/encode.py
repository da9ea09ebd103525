"""`causalvq encode`: images as codes, vectors and values."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from causalvq.cli.query_options import Count, ImagePaths, Numbers, Seed, chosen_images
from causalvq.cli.runs import DataPath, RunPath, chosen_run
from causalvq.cli.terminal import say, say_json, say_text
from causalvq.cli.written_files import require_place, write_file
from causalvq.runtime.answers.results import Encoding
from causalvq.runtime.queries.image_files import held_out, named_files
from causalvq.runtime.queries.trained_run import load

app = typer.Typer(rich_markup_mode=None)


@app.command("encode")
def encode_command(
    image: ImagePaths = [],  # noqa: B006
    index: Numbers = [],  # noqa: B006
    count: Count = 4096,
    seed: Seed = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a table (.csv), or arrays with vectors too (.npz)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    run: RunPath = None,
    data: DataPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print or write the codes of images, and the values of factors that codes tell: a line an image."""
    if out is not None:
        require_place(out, replace=force)
        if out.suffix.lower() not in {".csv", ".npz"}:
            raise typer.BadParameter("the name ends in .csv or .npz", param_hint="--out")
    trained = load(chosen_run(run), data=data)
    files = named_files(image)
    if files or index:
        numbers, images = index, chosen_images(trained, files, index, count, seed)
    else:
        numbers, images = held_out(trained, count, seed)
    found = trained.encode(images)
    names = [str(file) for file in files] or [f"test {number}" for number in numbers]
    if out is not None and out.suffix.lower() == ".npz":
        held = io.BytesIO()
        np.savez(held, images=np.array(names), **found.arrays())  # type: ignore[arg-type]
        write_file(out, held.getvalue(), replace=force)
    elif out is not None:
        write_file(out, as_table(found, names), replace=force)
    if as_json:
        say_json({"images": names, **found.to_dict()})
    elif out is not None:
        say(f"{len(names)} images written to {out}")
    else:
        say_text(as_table(found, names))


def as_table(found: Encoding, names: list[str]) -> str:
    """A line an image: its name, the code of each variable, the value of each factor."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    told = found.to_dict()
    writer.writerow(["image", *(f"code of {name}" for name in told["variables"]), *told["factors"]])
    for name, codes, values in zip(names, told["codes"], told["values"], strict=True):
        writer.writerow([name, *codes, *values])
    return held.getvalue()
