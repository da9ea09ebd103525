"""What Python holds becomes files and a spec: images and labels, images before and after, a table of paths."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from causalvq.atomic_files import write_atomically
from causalvq.data.data_faults import WRONG_SHAPE, diagnostic
from causalvq.data.facts import SourceFacts
from causalvq.data.labels.factor_labels import named
from causalvq.data.labels.file_names import is_image
from causalvq.data.pixels import not_finite
from causalvq.data.tables import number_text
from causalvq.dsl.language_diagnostics import NOT_WRITTEN
from causalvq.dsl.name_rule import cleaned
from causalvq.errors import DataError, Diagnostic, Place, SpecError
from causalvq.init.options import Options
from causalvq.init.proposal import propose
from causalvq.init.reading.init_faults import NOTHING_SAID
from causalvq.init.report import Report
from causalvq.regular_files import read_bytes, real_path
from causalvq.system_faults import refused

MOST_KEPT = 2**34  # bytes of a file that is put back when there is no spec for what would replace it


ARRAY_NAME: Final = re.compile(r"\w[\w \-]{0,99}")
OTHER_ARRAY: Final = re.compile(
    r"images|imgs|x|x_train|before|after|actions?|labels?|grid_complete|values_.*|factor_\D.*"
)
"""What arrays are called that are no factors."""


class Frame(Protocol):
    """A table in memory, as pandas and its like have it."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""

    def __getitem__(self, name: Any) -> Any:
        """The cells of a column, in order."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Args:
        spec: the spec; next: `causalvq compile SPEC`.
        data: the file beside it that holds what Python held.
        facts: of the images and factors, as the compiler will meet them.
        report: what was found, taken and left aside.
    """

    spec: Path
    data: Path
    facts: SourceFacts
    report: Report

    def __str__(self) -> str:
        return "\n".join((f"{self.spec} and {self.data}:", *self.report.lines()))


def from_arrays(
    images: npt.ArrayLike,
    labels: npt.ArrayLike | Mapping[str, npt.ArrayLike],
    *,
    factors: Sequence[str] = (),
    spec: str | Path = "spec.yaml",
    replace: bool = False,
) -> Written:
    """Write images and their labels to an npz beside a spec, and the spec for them.

    Args:
        images: [N, H, W] or [N, H, W, 1 to 32] of uint8, uint16 or floats.
        labels: values [N, F] or [N], numbers or text; or a mapping of factors to values [N].
        factors: a name for each column of labels; default: factor_0, factor_1, ...
        spec: the spec to write; the npz has its name.
        replace: whether files that are there may be replaced.

    Raises:
        DataError: CVQ303 when shapes do not match, CVQ330 for pixels that are not finite; what `causalvq init` says of
            such data.
        SpecError: CVQ126 when a file is there already, or cannot be written.
    """
    pixels = np.asarray(images)
    columns = {name: np.asarray(values) for name, values in labels.items()} if isinstance(labels, Mapping) else None
    if columns is None:
        table = np.asarray(labels)
        table = table[:, None] if table.ndim == 1 else table
        names = list(factors) or [f"factor_{index}" for index in range(table.shape[1] if table.ndim == 2 else 0)]
        if table.ndim != 2 or len(names) != table.shape[1]:
            got = f"labels of shape {table.shape}, {len(names)} names"
            raise _wrong("labels are not a table of a column for each factor", got)
        if len(set(names)) < len(names):
            raise _wrong("two factors have one name", ", ".join(names))
        columns = dict(zip(names, table.T, strict=True))
    for name, column in columns.items():
        if column.shape != (len(pixels),):
            raise _wrong(f"labels of {name} are not a value for each image", f"{column.shape} for {len(pixels)} images")
    require_finite_pixels("images", pixels)
    own = columns if all(map(is_array_name, columns)) else one_table(columns)
    return _written(Path(spec), _npz({"images": pixels, **own}), ".npz", replace)


def from_pairs(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    actions: Sequence[Any] | npt.ArrayLike,
    *,
    spec: str | Path = "spec.yaml",
    replace: bool = False,
) -> Written:
    """Write images before and after actions to an npz beside a spec, and the spec for them.

    Args:
        before: images [P, H, W] or [P, H, W, 1 to 32].
        after: images of the same shape and type.
        actions: what was done in each pair: names such as `push_left`, or `size+1`, `hue=red`; an empty text or None
            where it is not known.
        spec: the spec to write; the npz has its name.
        replace: whether files that are there may be replaced.

    Raises:
        DataError: CVQ303 when shapes do not match, CVQ330 for pixels that are not finite; what `causalvq init` says of
            such data.
        SpecError: CVQ126 when a file is there already, or cannot be written.
    """
    x, y = np.asarray(before), np.asarray(after)
    told = np.array([number_text(action) for action in np.asarray(actions, dtype=object).tolist()], dtype=np.str_)
    if x.shape != y.shape or x.dtype != y.dtype or len(told) != len(x):
        got = f"{x.dtype} {x.shape}, {y.dtype} {y.shape}, {len(told)} actions"
        raise _wrong("before, after and actions do not match", got)
    for side, pixels in (("before", x), ("after", y)):
        require_finite_pixels(side, pixels)
    return _written(Path(spec), _npz({"before": x, "after": y, "action": told}), ".npz", replace)


def is_array_name(name: str) -> bool:
    """Whether an array of an npz may have a factor's name, and is taken for nothing else then."""
    plain = ARRAY_NAME.fullmatch(name) is not None and not OTHER_ARRAY.fullmatch(name)
    return plain and name == cleaned(name)


def one_table(columns: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Labels of factors that no array can be named after, such as `speed [m/s]`: a table of text, and its names."""
    texts = []
    for column in columns.values():
        if column.dtype.kind in "iufb":
            distinct, labels = np.unique(column, return_inverse=True)
            texts.append(np.array(named(distinct), dtype=np.str_)[labels.reshape(-1)])
        else:
            texts.append(np.array([number_text(value) for value in column.tolist()], dtype=np.str_))
    return {"labels": np.stack(texts, axis=1), "factor_names": np.array(list(columns), dtype=np.str_)}


def require_finite_pixels(name: str, pixels: npt.NDArray[Any]) -> None:
    """Refuse images with pixels that are no numbers, or larger than float32 holds, before a file is written.

    Raises:
        DataError: CVQ330.
    """
    if pixels.dtype.kind != "f" or pixels.ndim < 2:
        return
    largest = float(np.finfo(np.float32).max)
    fine = (np.abs(pixels) <= largest).reshape(len(pixels), -1).all(1)
    if not fine.all():
        raise not_finite(Path(name), f"image {int(fine.argmin()):,}")


def from_frame(
    frame: Frame, *, images: str | None = None, spec: str | Path = "spec.yaml", replace: bool = False
) -> Written:
    """Write a table of paths of images, such as a pandas frame, as CSV beside a spec, and the spec for it.

    Images stay where they are. One column of paths has labels beside it; two are images before and after.

    Args:
        frame: with a column of paths and a column for each factor, or two columns of paths and what was done.
        images: the column of paths; default: those whose cells end as images do.
        spec: the spec to write; the CSV has its name.
        replace: whether files that are there may be replaced.

    Raises:
        DataError: CVQ320 when no column has paths of images; what `causalvq init` says of such data.
        SpecError: CVQ126 when a file is there already, or cannot be written.
    """
    spec = Path(spec)
    names = [str(name) for name in frame.columns]
    cells = {name: [_cell(value) for value in frame[name]] for name in names}
    paths = [images] if images is not None else [name for name in names if _are_paths(cells[name])]
    if not paths or paths[0] not in cells:
        raise DataError(
            diagnostic(
                NOTHING_SAID,
                "no column of the frame has paths of images",
                expected="a column of paths",
                got=", ".join(names),
            )
        )
    files = [real_path(Path(cell)) for name in paths[:2] for cell in cells[name] if cell]
    top = Path(os.path.commonpath([file.parent for file in files]))
    for name in paths[:2]:
        cells[name] = [
            os.path.relpath(real_path(Path(cell)), real_path(spec.parent)) if cell else "" for cell in cells[name]
        ]
    options = Options(pairs=spec.with_suffix(".csv")) if len(paths) > 1 else Options(labels=spec.with_suffix(".csv"))
    return _written(spec, _csv(cells).encode(), ".csv", replace, top, options)


def _written(
    spec: Path, content: bytes, ending: str, replace: bool, data: Path | None = None, options: Options | None = None
) -> Written:
    """Write the data, propose, and write the spec; nothing is left when there is none."""
    file = spec.with_suffix(ending)
    try:
        kept = read_bytes(file, MOST_KEPT) if os.path.lexists(file) else None
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "what is there cannot be replaced", error, file)) from error
    for path in (file, spec):
        if os.path.lexists(path) and not replace:
            raise SpecError(
                Diagnostic(NOT_WRITTEN, "the file exists already", Place(str(path)), hint="say replace=True")
            )
    try:
        write_atomically(file, content)
        proposal = propose(data or file, spec, options or Options())
        write_atomically(spec, proposal.text)
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "it cannot be written", error, error.filename or spec)) from error
    except BaseException:
        file.unlink(missing_ok=True) if kept is None else write_atomically(file, kept)
        raise
    return Written(spec, file, proposal.report.facts, proposal.report)


def _npz(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    text = {name: array.astype(np.str_) if array.dtype.hasobject else array for name, array in arrays.items()}
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **text)
    return buffer.getvalue()


def _csv(columns: Mapping[str, Sequence[str]]) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _cell(value: Any) -> str:
    """A cell as text; what is not a number, as frames mark what is not there, is empty."""
    if value is None or value != value:
        return ""
    return number_text(value.item() if isinstance(value, np.generic) else value)


def _are_paths(cells: Sequence[str]) -> bool:
    return 2 * sum(map(is_image, cells)) > len(cells)


def _wrong(message: str, got: str) -> DataError:
    return DataError(diagnostic(WRONG_SHAPE, message, got=got))
