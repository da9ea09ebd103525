"""Images from files, folders and tables of names, made what the model takes; and images of the test split.

Axes: b images, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from jaxtyping import Float
from PIL import Image
from torch import Tensor

from causalvq.compiler.plan import DataPlan
from causalvq.data.data_faults import RELATIVE, WRONG_SHAPE
from causalvq.data.formats.image_files import ImageFiles, open_file
from causalvq.data.formats.opened import GREY, Look
from causalvq.data.prepared import Prepared
from causalvq.data.tables.pair_columns import sides_hint, sides_in
from causalvq.data.tables.table import Table
from causalvq.data.tables.table_reading import SUFFIXES, read_table
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError, Diagnostic, Place, QueryError
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.run_diagnostics import MADE_TO_FIT, NO_SUCH_IMAGE
from causalvq.runtime.training.session import run_data

PICTURES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm")
LOOKED_AT: Final = 512
"""Images of the test split among which those are sought that an action can change."""


def named_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The image files that are meant: files themselves, those of a folder by name, those that a table names.

    Raises:
        QueryError: CVQ514 for a folder without images, and a table without a column of images.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if is_picture(one))
            if not inside:
                raise no_such(path, "the folder has no images", ", ".join(PICTURES))
            found.extend(inside)
        elif path.name.lower().endswith(SUFFIXES):
            found.extend(_column(path, read_table(path)))
        else:
            found.append(path)
    return tuple(found)


def is_picture(path: Path) -> bool:
    """Whether a file of a folder is an image by its name; what systems hide in folders is none."""
    return path.suffix.lower() in PICTURES and not path.name.startswith(".") and path.is_file()


def names_picture(cell: str) -> bool:
    """Whether a cell of a table names an image."""
    return cell.strip().lower().endswith(PICTURES)


def _column(path: Path, table: Table) -> list[Path]:
    """The files that a table names: those of the first column all of whose cells are names of images."""
    for name in table.header:
        cells = table.column(name)
        if cells and all(map(names_picture, cells)):
            return [beside(path, cell) for cell in cells]
    raise no_such(path, "no column of the table names images", f"names that end in {', '.join(PICTURES)}")


def pairs_in(path: Path) -> tuple[list[Path], list[Path]]:
    """The images before and after that a table names.

    Raises:
        QueryError: CVQ514 when it has no columns of images before and after.
    """
    table = read_table(path)
    files = [name for name in table.header if (cells := table.column(name)) and all(map(names_picture, cells))]
    sides = sides_in(table.header)
    both = [table.header[side] for side in sides] if sides is not None else files[:2]
    if len(both) < len(("before", "after")):
        raise no_such(path, "the table has no columns of images before and after", sides_hint(table.header, files))
    if not len(table.column(both[0])):
        raise no_such(path, "the table names no images", "a row for each pair")
    before, after = ([beside(path, cell) for cell in table.column(name)] for name in both)
    return before, after


def beside(table: Path, cell: str) -> Path:
    """A file that a table names: from the folder of the table, whatever system wrote the name."""
    return table.parent / cell.strip().replace("\\", "/")


def no_such(path: Path, message: str, expected: str) -> QueryError:
    """An error about where images were sought."""
    return QueryError(Diagnostic(NO_SUCH_IMAGE, message, Place(str(path)), expected=expected))


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
            # These paths stand in no spec: the folder that a command is given in counts.
            faults.extend(replace(one, hint=None if one.hint == RELATIVE else one.hint) for one in error.diagnostics)
    if faults:
        raise DataError(*faults)
    return run.normalise(np.stack(pixels))


def fitting(data: DataPlan, paths: Sequence[Path]) -> Diagnostic | None:
    """A note of files that `read_images` made to fit, since they have another size or other colours; None for none.

    Raises:
        DataError: as `read_images`.
    """
    wanted, changed = (data.height, data.width, data.channels), []
    for path in paths:
        size, look = _looked_at(data, path)
        if (*size, look.channels) != wanted:
            changed.append((path, f"{size[0]} x {size[1]}, {look}"))
    if not changed:
        return None
    count = f"{len(changed):,} of {len(paths):,} images were" if len(paths) > 1 else "the image was"
    message = f"{count} made to fit: the run knows images of another size, or other colours"
    expected = f"{data.height} x {data.width}, {Look(data.dtype, data.channels)}"
    return Diagnostic(MADE_TO_FIT, message, Place(str(changed[0][0])), expected, changed[0][1], severity="note")


def _looked_at(data: DataPlan, path: Path) -> tuple[tuple[int, int], Look]:
    """Height and width of a file, and what kind of pixels it has, from its header."""
    with closing(open_file(path, data.alpha)) as file:
        return file.size, file.look


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


def held_out_images(run: TrainedRun, most: int, seed: int | None = None) -> Float[Tensor, "b C H W"]:
    """Images of the test split: evenly spread, or by chance where a seed is given.

    Raises:
        RunError: CVQ461 when the data are not there, and what `load_data` raises.
    """
    return held_out(run, most, seed)[1]


def held_out(run: TrainedRun, most: int, seed: int | None = None) -> tuple[list[int], Float[Tensor, "b C H W"]]:
    """The 0-based numbers in the test split of what `held_out_images` gives, and the images.

    Raises:
        RunError: as `held_out_images`.
    """
    data = _data(run)
    count = len(data.split.test)
    if seed is None:
        chosen = np.linspace(0, count - 1, min(most, count)).astype(np.int64)
    else:
        chosen = np.random.default_rng(seed).permutation(count)[:most]
    images = images_at(data.images, data.split.test[chosen], run.device, run.trained_model.pixels.normalise)
    return [int(number) for number in chosen], images


def numbered_images(run: TrainedRun, numbers: Sequence[int]) -> Float[Tensor, "b C H W"]:
    """Images of the test split by their 0-based numbers in it.

    Raises:
        QueryError: CVQ514 for a number that it does not have.
        RunError: as `held_out_images`.
    """
    data = _data(run)
    rows: Integers = data.split.test
    outside = [number for number in numbers if not 0 <= number < len(rows)]
    if outside:
        message = f"the test split has no image {outside[0]}"
        raise QueryError(Diagnostic(NO_SUCH_IMAGE, message, expected=f"0 to {len(rows) - 1}"))
    return images_at(data.images, rows[list(numbers)], run.device, run.trained_model.pixels.normalise)


def _data(run: TrainedRun) -> Prepared:
    return run_data(run.run, "images of your own need none: --image FILE")


def changeable(images: Float[Tensor, "b C H W"], moved: Sequence[bool], count: int) -> Float[Tensor, "n C H W"]:
    """So many of the images, evenly spread among those that something changes; of all, where it changes none."""
    able = torch.tensor(moved, device=images.device)
    images = images[able] if bool(able.any()) else images
    spread = torch.linspace(0, len(images) - 1, min(count, len(images))).long()
    return images[spread.to(images.device)]
