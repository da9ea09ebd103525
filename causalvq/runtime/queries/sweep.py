"""A factor at all its values, everything else as it is.

Axes: b images, U values, C, H, W pixels.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.data.views.composite import composite
from causalvq.errors import QueryError
from causalvq.runtime.answers.strips import labelled_rows
from causalvq.runtime.feeding.pixel_scale import to_bytes
from causalvq.runtime.queries.answer_files import gif, write_files, write_pictures
from causalvq.runtime.queries.changes import Change
from causalvq.runtime.queries.trained_run import TrainedRun

MOST_STEPS: Final = 100
"""Steps one way, after which a factor without named values is taken to have no end."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Images with one factor at each of its values.

    Args:
        factor: its position.
        values: names of the values; of steps from the image, where values have no names.
        images: for each value, the images, pixels in [-1, 1]; None where an image cannot be brought there.
        given: the images as they were.
    """

    factor: int
    values: tuple[str, ...]
    images: tuple[Float[Tensor, "b C H W"] | None, ...]
    given: Float[Tensor, "b C H W"]


def sweep(run: TrainedRun, images: Float[Tensor, "b C H W"], factor: int) -> Sweep:
    """Bring images to every value of a factor; where values have no names, down and up until nothing changes."""
    values = run.plan.data.factors[factor].values
    made: list[Float[Tensor, "b C H W"] | None] = []
    if values and (run.naming.sets(factor) or run.reads(factor)):
        for value in range(len(values)):
            try:
                made.append(run.done(images, (Change(factor, value=value),)).images)
            except QueryError:
                made.append(None)  # a value that no image of training had
        return Sweep(factor, values, tuple(made), images)
    if run.naming.sets(factor):
        actions = [index for index, one in enumerate(run.plan.actions) if one.factor == factor]
        made = [run.apply(images, index).images for index in actions]
        return Sweep(factor, tuple(run.naming.name(index) for index in actions), tuple(made), images)
    names, shown = ["0"], [images]
    for direction in (-1, 1):
        action = run.naming.steps(factor, direction)
        for count in range(1, MOST_STEPS):
            result = run.done(images, (Change(factor, (action,) * count),))
            earlier = run.done(images, (Change(factor, (action,) * (count - 1)),)) if count > 1 else None
            if not bool(result.changed.any()) or (earlier is not None and torch.equal(earlier.codes, result.codes)):
                break
            names.insert(0, f"-{count}") if direction < 0 else names.append(f"+{count}")
            shown.insert(0, result.images) if direction < 0 else shown.append(result.images)
    return Sweep(factor, tuple(names), tuple(shown), images)


def write_sweep(run: TrainedRun, found: Sweep, folder: Path, *, film: bool = False) -> dict[str, Any]:
    """Write sheet.png, a strip for each image; the images; answer.json; and sweep.gif if wanted.

    Returns:
        what answer.json says.

    Raises:
        QueryError: CVQ504 when it cannot be written there.
    """
    there = [(name, shown) for name, shown in zip(found.values, found.images, strict=True) if shown is not None]
    whole = torch.stack([shown for _, shown in there], 1)  # [b, U, C, H, W]
    values = [name for name, _ in there]
    sheet = labelled_rows(list(whole), [], [values] * len(whole), run.naming)
    paths = write_pictures(run, whole.flatten(0, 1), folder, "value", {"sheet.png": sheet})
    count = len(there)
    answer: dict[str, Any] = {
        "factor": run.naming.factors[found.factor],
        "factor_index": found.factor,
        "values": values,
        "missing": [name for name, shown in zip(found.values, found.images, strict=True) if shown is None],
        "sheet": (folder / "sheet.png").as_posix(),
        "images": [list(paths[start : start + count]) for start in range(0, len(paths), count)],
    }
    if film:
        answer["film"] = (folder / "sweep.gif").as_posix()
        frames = [composite(to_bytes(shown), run.plan.data.show) for _, shown in there]
        write_files(folder, {"sweep.gif": gif([*frames, *frames[-2:0:-1]])})
    write_files(folder, {"answer.json": json.dumps(answer, sort_keys=True, indent=1) + "\n"})
    return answer
