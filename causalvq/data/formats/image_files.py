"""Many image files as one array: opened one by one, every broken one named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import numpy as np

from causalvq.data.data_faults import FAULTS_SHOWN, WRONG_SHAPE, a_few, fault
from causalvq.data.formats.opened import GREY, Look, Opened
from causalvq.data.formats.picture import Picture
from causalvq.data.formats.tiff_stack import open_stack
from causalvq.data.pixels import Alpha
from causalvq.data.resize import resize
from causalvq.data.types import Images, Integers
from causalvq.errors import DataError, Diagnostic
from causalvq.regular_files import real_path

LOOKED_AT: Final = 64


class ImageFiles:
    """Image files of one height, width and kind; of any height and width when they are resized as they are read.

    The first file that can be opened decides about the size, and it with up to 63 others, evenly spread, about the
    kind: colours where one of them has colours. What is wrong with others is told when they are read.

    Args:
        paths: the files, at least one.
        size: side in pixels to which each is cropped and resized; None hands them out as they are.
        alpha: whether transparency is laid over white, or is the fourth channel.

    Raises:
        DataError: when no file can be opened, one diagnostic for each; at most 50.
    """

    def __init__(self, paths: Sequence[Path], size: int | None = None, alpha: Alpha = "white") -> None:
        self.paths = paths
        self._size = size
        self._alpha = alpha
        self._index: dict[Path, int] | None = None
        self._model, first = _first(paths, alpha)
        with closing(first):
            self.look = _common_look(first.look, paths, alpha)
            self.native = first.size
        height, width = (size, size) if size is not None else self.native
        self.shape = (height, width, self.look.channels)

    def at(self, indices: Integers) -> Images:
        """The images at `indices`, [n, H, W, C].

        Raises:
            DataError: one diagnostic for each file that is missing, no image, or of another shape; of many the first
                few of each kind.
        """
        images = np.empty((len(indices), *self.shape), dtype=self.look.dtype)
        faults: list[Diagnostic] = []
        for row, index in enumerate(indices):
            try:
                images[row] = self._read(self.paths[index])
            except DataError as error:
                faults.extend(error.diagnostics)
        if faults:
            raise DataError(*a_few(faults))
        return images

    def broken(self) -> Iterator[Diagnostic]:
        """One diagnostic for each file that cannot be used; each is decoded once."""
        for path in self.paths:
            try:
                self._read(path)
            except DataError as error:
                yield from error.diagnostics

    def index_of(self, path: Path) -> int:
        """The index of a file.

        Raises:
            KeyError: when it is none of these.
        """
        if self._index is None:
            self._index = {real_path(known): index for index, known in enumerate(self.paths)}
        return self._index[real_path(path)]

    def _read(self, path: Path) -> Images:
        """One image, [H, W, C]."""
        with closing(open_file(path, self._alpha)) as file:
            if self._size is None and file.size != self.native:
                raise fault(
                    WRONG_SHAPE,
                    f"{path.name} has another size than {self._model.name}",
                    path,
                    expected=f"{self.native[0]} x {self.native[1]}",
                    got=f"{file.size[0]} x {file.size[1]}",
                    hint="set data.image.size to resize all images",
                )
            if not self.look.takes(file.look):
                raise self._unlike(path, file)
            pixels = file.read(self.look)
        return pixels if self._size is None else resize(pixels[None], self._size)[0]

    def _unlike(self, path: Path, file: Opened) -> DataError:
        """CVQ303: a file of another kind than the first one."""
        model = self._model.name
        if self.look == GREY and file.look.coloured:
            message = f"{path.name} has colours, but {model} is grey"
            return fault(WRONG_SHAPE, message, path, hint=f"save all of them as grey, or {model} as RGB")
        return fault(
            WRONG_SHAPE,
            f"{path.name} has another kind of pixels than {model}",
            path,
            expected=str(self.look),
            got=str(file.look),
            hint="save all of them alike",
        )


def _common_look(first: Look, paths: Sequence[Path], alpha: Alpha) -> Look:
    """The kind of pixels as which those of the first file and of some others can be read; else the first one's."""
    if not first.coloured and first != GREY:
        return first
    step = max(1, len(paths) // LOOKED_AT)
    for path in paths[::step][:LOOKED_AT]:
        with suppress(DataError), closing(open_file(path, alpha)) as file:
            if file.look.channels > first.channels and file.look.takes(first):
                first = file.look
    return first


def open_file(path: Path, alpha: Alpha) -> Opened:
    """A file whose header has been read and found reasonable.

    Raises:
        DataError: CVQ301 when it is missing, CVQ308 when it is no image that can be read whole, CVQ309 when it would
            unpack to too much.
    """
    return open_stack(path) or Picture(path, alpha)


def _first(paths: Sequence[Path], alpha: Alpha) -> tuple[Path, Opened]:
    """The first file that can be opened, open."""
    faults: list[Diagnostic] = []
    for path in paths:
        try:
            return path, open_file(path, alpha)
        except DataError as error:
            faults.extend(error.diagnostics)
        if len(faults) >= FAULTS_SHOWN:
            break
    raise DataError(*faults)
