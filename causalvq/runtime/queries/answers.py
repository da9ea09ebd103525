"""Answers as files: images in, a contact sheet, images and JSON out.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from causalvq.compiler.plan import DataPlan
from causalvq.data.data_faults import WRONG_SHAPE
from causalvq.data.formats.image_files import ImageFiles
from causalvq.data.formats.opened import GREY, Look
from causalvq.data.formats.picture import write_picture
from causalvq.data.formats.tiff_stack import write_stack
from causalvq.data.types import Images
from causalvq.data.views.composite import composite
from causalvq.errors import DataError, Diagnostic, Place, QueryError
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.feeding.pixel_scale import to_bytes
from causalvq.runtime.queries.intervention_sheet import intervention_sheet
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.run_diagnostics import NOT_WRITTEN, NOTHING_DRAWN
from causalvq.runtime.runs.run_files import write_json
from causalvq.runtime.training.session import run_data
from causalvq.system_faults import refused

MOST_NOTED = 4
"""Targets whose states a note of an image tells one by one."""


@dataclass(frozen=True, slots=True)
class InterventionAnswer:
    """What `causalvq intervene` answers.

    Args:
        factor: name of the factor.
        factor_index: its 0-based index.
        action: name of the action.
        sheet: path of the contact sheet.
        images: paths of the images after the action, as people see them.
        stacks: of the same with all channels, as TIFF; none where the others are all there is.
        changed_variables: for each image, the names of the variables that changed.
        notes: for each image, from which value to which, where the states have names.
        probabilities: of the change, for each image.
    """

    factor: str
    factor_index: int
    action: str
    sheet: str
    images: tuple[str, ...]
    stacks: tuple[str, ...]
    changed_variables: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    probabilities: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as plain dictionaries, lists, strings and numbers."""
        return asdict(self)


def intervene(
    run: TrainedRun, images: Float[Tensor, "b C H W"], action: int, folder: Path, seed: int | None = None
) -> InterventionAnswer:
    """Apply an action to images and write the answer: sheet.png, one PNG an image, answer.json.

    A PNG shows people bytes of one or three channels; where there is more in an image, a TIFF beside it has it all.

    Args:
        run: a trained run.
        images: pixels in [-1, 1].
        action: index of the action.
        folder: where to write; made when it is not there.
        seed: of the draw of new states, where noise is endogenous; None is 0.

    Raises:
        QueryError: CVQ443 when a seed is given and nothing is drawn; CVQ504 when the answer cannot be written there.
    """
    plan = run.plan
    if seed is not None and plan.noise != "endogenous":
        hint = "leave the seed out, or train with interventions.noise: endogenous"
        raise QueryError(Diagnostic(NOTHING_DRAWN, "the run draws no states, so a seed says nothing", hint=hint))
    chosen = plan.actions[action]
    result = run.apply(images, action, seed or 0)
    names = [variable.name for variable in plan.variables]
    changed = tuple(
        tuple(name for name, different in zip(names, row, strict=True) if different) for row in result.changed.tolist()
    )
    notes = tuple(
        _note(run, result.targets, before, after)
        for before, after in zip(result.codes_before.tolist(), result.codes.tolist(), strict=True)
    )
    given, before, after = (to_bytes(pixels) for pixels in (images, result.before, result.images))
    sheet = intervention_sheet(f"{chosen.name}   ({plan.name})", given, before, after, notes, plan.data.show)
    paths = tuple((folder / f"after_{number:02d}.png").as_posix() for number in range(len(after)))
    whole = not plan.data.show and plan.data.dtype == "uint8"
    stacks = () if whole else tuple(path.removesuffix(".png") + ".tif" for path in paths)
    answer = InterventionAnswer(
        factor=plan.data.factors[chosen.factor].name,
        factor_index=chosen.factor,
        action=chosen.name,
        sheet=(folder / "sheet.png").as_posix(),
        images=paths,
        stacks=stacks,
        changed_variables=changed,
        notes=notes,
        probabilities=tuple(round(value, 6) for value in result.probability.tolist()),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_picture(folder / "sheet.png", sheet)
        for path, pixels in zip(paths, composite(after, plan.data.show), strict=True):
            write_picture(Path(path), Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels))
        for path, pixels in zip(stacks, run.restore(result.images), strict=False):
            write_stack(Path(path), pixels)
        write_json(folder / "answer.json", answer.to_json())
    except OSError as error:
        raise QueryError(refused(NOT_WRITTEN, "the answer cannot be written", error, folder)) from error
    return answer


def _note(run: TrainedRun, targets: Sequence[int], before: Sequence[int], after: Sequence[int]) -> str:
    """From which states to which, by name where they have one; how many states moved where there are many."""
    if len(targets) > MOST_NOTED:
        return f"{sum(before[target] != after[target] for target in targets)} of {len(targets)} targets"
    parts = []
    for target in targets:
        states = run.state_names[target]
        parts.append(" -> ".join(states[code] or f"state {code}" for code in (before[target], after[target])))
    return ", ".join(parts)


def sample_images(run: TrainedRun, action: int, count: int) -> Float[Tensor, "b C H W"]:
    """Images of the test split that the action can change, evenly spread; any images where it can change none."""
    data = run_data(run.run, "images of your own need none: --image FILE")
    rows = data.split.test[np.linspace(0, len(data.split.test) - 1, min(512, len(data.split.test))).astype(np.int64)]
    images = images_at(data.images, rows, run.device, run.model.pixels.normalise)
    able = run.apply(images, action).changed.any(1)
    images = images[able] if bool(able.any()) else images
    spread = torch.linspace(0, len(images) - 1, min(count, len(images))).long()
    return images[spread.to(images.device)]


def read_images(run: TrainedRun, paths: Sequence[Path]) -> Float[Tensor, "b C H W"]:
    """Images from files, made what the model takes as the images of the data are: cropped to the square, resized.

    Raises:
        DataError: CVQ301, CVQ308 or CVQ309, one diagnostic for each file that is not an image; CVQ303 when the run's
            images are not square and a file has another size, or a file has another type or number of channels.
    """
    pixels: list[Images] = []
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            pixels.append(_read(run.plan.data, path))
        except DataError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise DataError(*faults)
    return run.normalise(np.stack(pixels))


def _read(data: DataPlan, path: Path) -> Images:
    """One file, [H, W, C] as the data have it; grey and colours stand in for each other."""
    files = ImageFiles([path], data.height if data.height == data.width else None, data.alpha)
    wanted, (height, width, channels) = (data.height, data.width), files.shape
    if (height, width) != wanted:
        message = "the image has another size than those of the run, which are not square"
        size = f"{height} x {width}"
        raise DataError(Diagnostic(WRONG_SHAPE, message, Place(str(path)), f"{wanted[0]} x {wanted[1]}", size))
    image: Images = files.at(np.zeros(1, dtype=np.int64))[0]
    if (files.look.dtype, channels) == (data.dtype, data.channels):
        return image
    if data.dtype == "uint8" and data.channels == 1 and files.look.coloured and channels == 3:
        return np.asarray(Image.fromarray(image).convert("L"), dtype=np.uint8)[..., None]
    if data.dtype == "uint8" and data.channels == 3 and files.look == GREY:
        return np.repeat(image, 3, axis=-1)
    message = "the image has other pixels than those of the run"
    wanted_look = str(Look(data.dtype, data.channels))
    raise DataError(Diagnostic(WRONG_SHAPE, message, Place(str(path)), wanted_look, str(files.look)))
