"""A factor at all its values, everything else as it is.

Axes: b images, U values, C, H, W pixels.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from causalvq.data.views.composite import composite
from causalvq.errors import QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.strips import labelled_rows
from causalvq.runtime.feeding.pixel_scale import to_bytes
from causalvq.runtime.queries.answer_files import MOST_FILMED, gif, write_files, write_pictures
from causalvq.runtime.queries.one_answer import one_answer
from causalvq.runtime.queries.trained_run import TrainedRun

MOST_STEPS: Final = 100
"""Steps one way, after which a factor without named values is taken to have no end."""
MOST_ROWS: Final = 64
"""Images that the sheet shows; the others are written all the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Images with one factor at each of its values.

    Args:
        factor: its position.
        values: names of the values that some image can be brought to; of steps from the image, where values have no
            names.
        missing: names of those that none can be brought to.
        images: for each image and value, pixels in [-1, 1].
        reached: which images could be brought to which value; the others are grey there.
    """

    factor: int
    values: tuple[str, ...]
    missing: tuple[str, ...]
    images: Float[Tensor, "b U C H W"]
    reached: Bool[Tensor, "b U"]


def sweep(run: TrainedRun, images: Float[Tensor, "b C H W"], factor: int) -> Sweep:
    """Bring images to every value of a factor; where values have no names, up and down until nothing is new.

    Raises:
        QueryError: CVQ511 when no image can be brought to any value.
    """
    values = run.plan.data.factors[factor].values
    if not values or not (run.naming.sets(factor) or run.reads(factor)):
        return _both_ways(run, images, factor)
    found: dict[str, Intervention] = {}
    fault: QueryError | None = None
    for value, name in enumerate(values):
        try:
            found[name] = run.done(images, (Change(factor, value=value),))
        except QueryError as error:  # no image can be brought there
            fault = error
    if fault is not None and not found:
        raise fault
    reached = torch.stack([result.reached for result in found.values()], 1)
    whole = torch.stack([result.images for result in found.values()], 1)
    whole[~reached.to(whole.device)] = 0
    return Sweep(factor, tuple(found), tuple(name for name in values if name not in found), whole, reached)


def _both_ways(run: TrainedRun, images: Float[Tensor, "b C H W"], factor: int) -> Sweep:
    """Take steps each way as long as they lead to codes that are new."""
    steps, met = {0: images}, [run.codes(images)]
    for action, one in run.naming.actions_on(factor):
        for count in range(1, MOST_STEPS):
            result = run.done(images, (Change(factor, (action,) * count),))
            if any(torch.equal(result.codes, codes) for codes in met):  # at the end, or round to where it began
                break
            met.append(result.codes)
            steps[count * one.direction] = result.images
    order = sorted(steps)
    whole = torch.stack([steps[count] for count in order], 1)
    names = tuple(f"{count:+d}" if count else "0" for count in order)
    return Sweep(factor, names, (), whole, torch.ones(whole.shape[:2], dtype=torch.bool))


def write_sweep(run: TrainedRun, found: Sweep, folder: Path, *, film: bool = False) -> dict[str, Any]:
    """Write sheet.png, a strip for each image; the images; answer.json; and sweep.gif if wanted.

    Returns:
        what answer.json says; the path of an image that could not be brought to a value is None.

    Raises:
        QueryError: CVQ504 when it cannot be written there.
    """
    notes = [
        [name if there else f"({name})" for name, there in zip(found.values, row, strict=True)]
        for row in found.reached[:MOST_ROWS].tolist()
    ]
    sheet = labelled_rows(list(found.images[:MOST_ROWS]), [], notes, run.naming)
    there = found.images[found.reached.to(found.images.device)]
    with one_answer(folder):
        paths = iter(write_pictures(run, there, folder, "value", {"sheet.png": sheet}))
        answer: dict[str, Any] = {
            "factor": run.naming.factors[found.factor],
            "factor_index": found.factor,
            "values": list(found.values),
            "missing": list(found.missing),
            "sheet": (folder / "sheet.png").as_posix(),
            "images": [[next(paths) if here else None for here in row] for row in found.reached.tolist()],
        }
        if film:
            answer["film"] = (folder / "sweep.gif").as_posix()
            frames = [composite(to_bytes(shown), run.plan.data.show) for shown in found.images[:MOST_FILMED].unbind(1)]
            named = [f"{run.naming.factors[found.factor]}: {value}" for value in found.values]
            there_and_back = [*range(len(frames)), *range(len(frames) - 2, 0, -1)]
            film_of = [frames[at] for at in there_and_back], [named[at] for at in there_and_back]
            write_files(folder, {"sweep.gif": gif(*film_of)})
        write_files(folder, {"answer.json": json.dumps(answer, sort_keys=True, indent=1) + "\n"})
    return answer
