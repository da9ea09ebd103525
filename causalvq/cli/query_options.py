"""What commands that ask a model have in common: which images, what is done, where the answer goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from jaxtyping import Float
from torch import Tensor

from causalvq.cli.answer_folder import answer_folder
from causalvq.cli.human import print_human
from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.queries.answer_files import require_free
from causalvq.runtime.queries.image_files import (
    LOOKED_AT,
    changeable,
    fitting,
    held_out_images,
    named_files,
    numbered_images,
    read_images,
)
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.run_diagnostics import NOTHING_DRAWN

MOST_SEED = 2**63 - 1
ImagePaths = Annotated[
    list[Path],
    typer.Option(
        "--image",
        metavar="FILE|FOLDER|TABLE",
        help="Images: files, folders, or tables that name them. Default: some of the test split.",
    ),
]
Numbers = Annotated[list[int], typer.Option("--index", metavar="N", help="Images of the test split by number, from 0.")]
Count = Annotated[int, typer.Option("-n", "--count", min=1, max=4096, help="How many images of the test split.")]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        max=MOST_SEED,
        help="Choose images of the test split by chance; draw states where noise is endogenous.",
    ),
]
Doing = Annotated[
    list[str],
    typer.Option(
        "--do",
        metavar="CHANGE",
        help="factor=value, factor+STEPS, factor-STEPS, or the name of an action; several are done at once.",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Where to write. Default: in the run directory.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is in the folder of --out.")]


def chosen_images(
    run: TrainedRun,
    paths: Sequence[Path],
    numbers: Sequence[int],
    count: int,
    seed: int | None,
    changes: Sequence[Change] = (),
) -> Float[Tensor, "b C H W"]:
    """The images that a command is for: those named, those numbered, or some of the test split.

    Where something is done to images of the test split, those are taken that it makes a difference to.

    Raises:
        QueryError: CVQ443 when a seed is given that nothing depends on; CVQ514 when there are no such images.
        DataError: for files that are not images.
        RunError: when images of the test split are wanted and the data are not there.
    """
    if paths and numbers:
        raise typer.BadParameter("say --image or --index, not both", param_hint="--index")
    if seed is not None and (paths or numbers) and run.plan.noise != "endogenous":
        hint = "leave the seed out, or train with interventions.noise: endogenous"
        raise QueryError(Diagnostic(NOTHING_DRAWN, "the run draws no states, so a seed says nothing", hint=hint))
    if paths:
        return given_images(run, named_files(paths))
    if numbers:
        return numbered_images(run, numbers)
    if not changes:
        return held_out_images(run, count, seed)
    images = held_out_images(run, max(LOOKED_AT, count), seed)
    return changeable(images, run.would_change(images, changes), count)


def given_images(run: TrainedRun, paths: Sequence[Path]) -> Float[Tensor, "b C H W"]:
    """Images from files; a note tells of those that had to be made to fit.

    Raises:
        DataError: as `read_images`.
    """
    images = read_images(run, paths)
    note = fitting(run.plan.data, paths)
    if note is not None:
        print_human([note])
    return images


def place_for(run: TrainedRun, out: Path | None, name: str, *, replace: bool) -> Path:
    """The folder of an answer: the one that was asked for, if it may be written to, or a new one of the run.

    Raises:
        QueryError: CVQ504 when the folder has something in it that may not be replaced.
    """
    if out is None:
        return answer_folder(run.run, name)
    require_free(out, replace=replace)
    return out
