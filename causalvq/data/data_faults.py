"""How this stage reports: one short constructor for `DataError`, and the extras that some formats need."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from causalvq.errors import DataError, Diagnostic, Place

MISSING = "CVQ301"  # a file or folder is not there or cannot be read
DAMAGED = "CVQ302"  # a file is truncated or not what its name says
WRONG_SHAPE = "CVQ303"  # an array has the wrong shape or type
OBJECT_ARRAY = "CVQ304"  # an array could only be read by unpickling
BAD_LABELS = "CVQ305"  # labels out of range, or contradicting what the file declares
CONSTANT_FACTOR = "CVQ306"  # a factor with fewer than two values
UNKNOWN_SOURCE = "CVQ307"  # no such source, or no such factor in it
NOT_AN_IMAGE = "CVQ308"  # a file that should be an image is not one
TOO_LARGE = "CVQ309"  # would unpack to more than is reasonable
BAD_ROW = "CVQ310"  # a row of a CSV does not say what it should
CACHE_FAILED = "CVQ311"  # the cache cannot be written or does not hold what it should
MISSING_EXTRA = "CVQ312"  # an optional package is not installed
NO_PAIRS = "CVQ313"  # nothing is left to train on
BAD_SPLIT = "CVQ314"  # fractions or counts that make no split
BAD_WORDS = "CVQ316"  # opposites or alternatives that are no actions of the table
NOT_FINITE = "CVQ330"  # pixels that are no numbers

RELATIVE = "paths in a spec are relative to the spec's folder"


def diagnostic(
    code: str,
    message: str,
    file: Path | str | None = None,
    *,
    line: int | None = None,
    expected: str | None = None,
    got: str | None = None,
    hint: str | None = None,
) -> Diagnostic:
    """A diagnostic of this stage; `line` is the 1-based line of a text file."""
    place = None if file is None else Place(str(file), line)
    return Diagnostic(code, message, place, expected=expected, got=got, hint=hint)


def fault(
    code: str,
    message: str,
    file: Path | str | None = None,
    *,
    line: int | None = None,
    expected: str | None = None,
    got: str | None = None,
    hint: str | None = None,
) -> DataError:
    """A `DataError` with one diagnostic, to be raised by the caller."""
    return DataError(diagnostic(code, message, file, line=line, expected=expected, got=got, hint=hint))


def require_file(path: Path) -> Path:
    """The path itself.

    Raises:
        DataError: CVQ301 when it is not a readable file.
    """
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise fault(MISSING, f"{path.name} {what}", path, hint=RELATIVE)
    return path


def require_folder(path: Path) -> Path:
    """The path itself.

    Raises:
        DataError: CVQ301 when it is not a folder.
    """
    if not path.is_dir():
        what = "is a file, not a folder" if path.exists() else "does not exist"
        raise fault(MISSING, f"folder {path.name} {what}", path, hint=RELATIVE)
    return path


def require_extra(module: str, extra: str, file: Path) -> Any:
    """An optional module, imported.

    Args:
        module: for example `h5py`.
        extra: the extra of causalvq that brings it, for example `hdf5`.
        file: the file that needs it.

    Raises:
        DataError: CVQ312, saying which command installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise fault(
            MISSING_EXTRA,
            f"reading {file.name} needs the package {package}, which is not installed",
            file,
            hint=f"pip install 'causalvq[{extra}]'",
        ) from error
