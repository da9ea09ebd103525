"""Answers as files: a contact sheet, an image for each, JSON, and a film where one is asked for.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageDraw
from torch import Tensor

from causalvq.atomic_files import write_atomically
from causalvq.data.formats.tiff_stack import write_stack
from causalvq.data.views.composite import composite
from causalvq.data.views.drawing import FONT_SIZE, GROUND, INK, TEXT, fitting, font_of, tile
from causalvq.errors import Diagnostic, Place, QueryError
from causalvq.runtime.answers.answer import png
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.results import Pictures
from causalvq.runtime.answers.strips import labelled_rows, strips
from causalvq.runtime.feeding.pixel_scale import to_bytes
from causalvq.runtime.queries.one_answer import one_answer
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.run_diagnostics import NOT_WRITTEN
from causalvq.system_faults import refused

FRAME: Final = 500
"""Milliseconds that a film shows each picture."""
MOST_FILMED: Final = 16
"""Images that a film shows, side by side."""
MOST_ON_SHEET: Final = 512
"""Images that a sheet shows."""
ZOOMED: Final = 192
"""Least side of a film, in pixels."""
MARGIN: Final = 4
"""Pixels round the line under a film."""


def require_free(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that has an answer in it, before the work for another is done.

    Raises:
        QueryError: CVQ504 when something is there that would be replaced, and may not be.
    """
    if replace or not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise QueryError(
            Diagnostic(NOT_WRITTEN, "a file is where the answer should go", Place(str(folder)), hint="name another")
        )
    hint = "name another folder, or say --force to replace what is in it"
    raise QueryError(Diagnostic(NOT_WRITTEN, "the folder is not empty", Place(str(folder)), hint=hint))


def write_intervention(run: TrainedRun, result: Intervention, folder: Path, *, film: bool = False) -> dict[str, Any]:
    """Write what an intervention answered: sheet.png, one PNG an image, answer.json, and change.gif if wanted.

    A PNG shows people bytes of one or three channels; where there is more in an image, a TIFF beside it has it all.

    Args:
        run: a trained run.
        result: the answer.
        folder: where to write; made when it is not there.
        film: whether to write a film of before and after.

    Returns:
        what answer.json says: the paths, and all that `Intervention.to_dict` has.

    Raises:
        QueryError: CVQ504 when it cannot be written there.
    """
    plan = run.plan
    with one_answer(folder):
        paths = write_pictures(run, result.images, folder, "after", {"sheet.png": result.picture()})
        factors = [change.factor for change in result.changes]
        told = result.to_dict()
        answer = {
            "factor": plan.data.factors[factors[0]].name if len(factors) == 1 else None,
            "factor_index": factors[0] if len(factors) == 1 else None,
            "action": result.title(),
            "sheet": (folder / "sheet.png").as_posix(),
            "images": list(paths),
            "stacks": [path.removesuffix(".png") + ".tif" for path in paths] if shown_in_part(run) else [],
            **told,
        }
        if film:
            answer["film"] = (folder / "change.gif").as_posix()
            frames = [to_bytes(images[:MOST_FILMED]) for images in (result.given, result.images)]
            captions = ("before", f"after {result.title()}")
            write_files(folder, {"change.gif": gif([composite(one, plan.data.show) for one in frames], captions)})
        write_files(folder, {"answer.json": json.dumps(answer, sort_keys=True, indent=1) + "\n"})
    return answer


def shown_in_part(run: TrainedRun) -> bool:
    """Whether images have more in them than a PNG of bytes shows."""
    return bool(run.plan.data.show) or run.plan.data.dtype != "uint8"


def write_pictures(
    run: TrainedRun,
    images: Float[Tensor, "b C H W"],
    folder: Path,
    name: str,
    sheets: dict[str, Image.Image],
) -> tuple[str, ...]:
    """Write images as PNG, numbered, with a TIFF beside each where there is more in it; and sheets.

    Returns:
        the paths of the PNG files.

    Raises:
        QueryError: CVQ504 when they cannot be written there.
    """
    shown = composite(to_bytes(images), run.plan.data.show)
    pictures = {f"{name}_{number:02d}.png": _picture(pixels) for number, pixels in enumerate(shown)}
    write_files(folder, {file: png(picture) for file, picture in (sheets | pictures).items()})
    if shown_in_part(run):
        try:
            for file, pixels in zip(pictures, run.restore(images), strict=True):
                write_stack(folder / (file.removesuffix(".png") + ".tif"), pixels)
        except OSError as error:
            raise not_written(folder, error) from error
    return tuple((folder / file).as_posix() for file in pictures)


def write_files(folder: Path, files: dict[str, Any]) -> None:
    """Write files of text or bytes, each whole or not at all; the folder is made.

    Raises:
        QueryError: CVQ504 when they cannot be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_atomically(folder / name, content)
    except OSError as error:
        raise not_written(folder, error) from error


def not_written(place: Path, error: OSError) -> QueryError:
    """An error about a place where an answer cannot be written."""
    return QueryError(refused(NOT_WRITTEN, "the answer cannot be written", error, place))


def gif(frames: Sequence[np.ndarray], captions: Sequence[str]) -> bytes:
    """A film that goes through batches of pictures, the pictures of a batch side by side, under each what it is.

    Args:
        frames: uint8, each [b, H, W, 1 or 3].
        captions: a line for each.
    """
    made = [_frame(np.concatenate(list(batch), axis=1), told) for batch, told in zip(frames, captions, strict=True)]
    held = io.BytesIO()
    made[0].save(held, "GIF", save_all=True, append_images=made[1:], duration=FRAME, loop=0)
    return held.getvalue()


def _frame(rows: np.ndarray, caption: str) -> Image.Image:
    """Pictures enlarged by whole pixels, and a line under them."""
    zoom = max(1, -(-ZOOMED // max(1, rows.shape[0])))
    picture = tile(rows, zoom).convert("RGB")
    frame = Image.new("RGB", (picture.width, picture.height + TEXT + 2 * MARGIN), GROUND)
    frame.paste(picture, (0, 0))
    told = fitting(caption, picture.width - 2 * MARGIN)
    ImageDraw.Draw(frame).text((MARGIN, picture.height + MARGIN), told, INK, font_of(FONT_SIZE))
    return frame


def _picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def write_made(
    run: TrainedRun, made: Pictures, folder: Path, name: str, above: Float[Tensor, "b C H W"] | None = None
) -> dict[str, Any]:
    """Write images that the model made: sheet.png, one PNG an image, answer.json.

    Args:
        run: a trained run.
        made: the images.
        folder: where to write.
        name: of the files.
        above: images to show above them.

    Returns:
        what answer.json says.

    Raises:
        QueryError: CVQ504 when they cannot be written there.
    """
    rows = [images[:MOST_ON_SHEET] for images in (above, made.images) if images is not None]
    names = () if above is None else ("image", "codes alone")
    notes = made.notes or tuple(f"image {number}" for number in range(len(made.images)))
    told = [*[("",) * len(rows[0])] * (len(rows) - 1), notes[:MOST_ON_SHEET]]
    with one_answer(folder):
        paths = write_pictures(run, made.images, folder, name, {"sheet.png": strips(rows, run.naming, names, told)})
        answer = {"sheet": (folder / "sheet.png").as_posix(), "images": list(paths), **made.to_dict()}
        write_files(folder, {"answer.json": json.dumps(answer, sort_keys=True, indent=1) + "\n"})
    return answer


def write_traversal(
    run: TrainedRun, image: Float[Tensor, "1 C H W"], variables: Sequence[int], folder: Path
) -> dict[str, Any]:
    """Write each variable of an image through its states: sheet.png, a row a variable; and answer.json.

    Raises:
        QueryError: CVQ504 when it cannot be written there.
    """
    rows = [run.traverse(image, variable) for variable in variables]
    names = [run.plan.variables[variable].name for variable in variables]
    sheet = labelled_rows([made.images for made in rows], names, [made.notes for made in rows], run.naming)
    answer = {
        "sheet": (folder / "sheet.png").as_posix(),
        "codes": run.codes(image)[0].tolist(),
        "variables": {name: list(made.notes) for name, made in zip(names, rows, strict=True)},
    }
    with one_answer(folder):
        files = {"sheet.png": png(sheet), "answer.json": json.dumps(answer, sort_keys=True, indent=1) + "\n"}
        write_files(folder, files)
    return answer
