"""How this stage reports: its codes, CVQ3xx, short constructors for `DataError`, and the extras of some formats."""

from __future__ import annotations

import errno
import importlib
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from causalvq.errors import Code, DataError, Diagnostic, Place, counted
from causalvq.regular_files import read_text, require_regular
from causalvq.system_faults import remedy_of, words_of

MISSING = Code(
    "CVQ301",
    "a file or folder is missing",
    "Paths in a spec are relative to the folder of the spec; paths in a table are relative to the table. All "
    "missing files of a table are listed together.",
)
DAMAGED = Code(
    "CVQ302",
    "a file is damaged",
    "The file is truncated, or is not of the format that its name or the spec says. Copy or download it again.",
)
WRONG_SHAPE = Code(
    "CVQ303",
    "a wrong shape or type",
    "An array, data set or image does not have the shape or the type that the format prescribes, or an image is "
    "not like the others. Images have 1 to 32 channels of uint8, uint16, int16 or floats, or of larger whole "
    "numbers from 0 to 255; labels are numbers with a row for each image.",
    "data: {source: {format: npz, path: my.npz}}   # images saved as complex64",
)
OBJECT_ARRAY = Code(
    "CVQ304",
    "an array of Python objects",
    "Such an array can only be read by unpickling, which may run code. Nothing is ever unpickled: save the array "
    "again as uint8, integers, numbers or strings.",
)
BAD_LABELS = Code(
    "CVQ305",
    "labels that cannot be right",
    "A label is out of the range that the file declares, a value has two names, a name does not fit the pattern, "
    "or a factor has over 4,096 values, as a measurement or a caption has. The message names the first row.",
)
CONSTANT_FACTOR = Code(
    "CVQ306",
    "a factor with one value",
    "Nothing can change a factor that never varies. Leave its column out.",
    "file_name,hue,size\na.png,red,9\nb.png,red,10",
)
UNKNOWN_SOURCE = Code(
    "CVQ307",
    "a source, factor, column or attribute that does not exist",
    "`causalvq data ls` lists the built-in sources and the formats, `causalvq data info SPEC` the factors.",
    "data: {source: critters, factors: [mout]}",
)
NOT_AN_IMAGE = Code(
    "CVQ308",
    "a file that is not an image",
    "The file is damaged, is not an image at all, is an animation, has colours of more than 8 bits, or is a TIFF "
    "whose pages are not alike, are more than 32, or are compressed in a way that needs the package imagecodecs. "
    "`causalvq data check SPEC` lists all such files.",
)
TOO_LARGE = Code(
    "CVQ309",
    "too large once unpacked",
    "An array or image would unpack to far more than its file suggests, or to more than fits in memory. For a "
    "large compressed archive build the cache, which needs memory for a few images only.",
)
BAD_ROW = Code(
    "CVQ310",
    "a row of a table that cannot be used",
    "The place names the line. A table of pairs has the columns input,output,factor,from,to or "
    "input,output,factor,value or input,output,action; with actions: step, from and to are neighbouring values, or "
    "the next ones that are present in a row of the grid. Where the images have labels, a row agrees with them. A "
    "table of labels names every file once.",
    "input,output,factor,from,to\na.png,b.png,size,1,1",
)
CACHE_FAILED = Code(
    "CVQ311",
    "the cache cannot be written or is damaged",
    "Decoded images are kept in $CAUSALVQ_CACHE, or in your user cache. Entries that were whole before stay whole "
    "when the disk fills up. A damaged entry is decoded again when it is next used.",
)
MISSING_EXTRA = Code(
    "CVQ312",
    "an optional package is not installed",
    "HDF5 needs h5py (pip install 'causalvq[hdf5]'), xlsx needs openpyxl ('causalvq[xlsx]'), Parquet needs pyarrow "
    "('causalvq[parquet]').",
)
NO_PAIRS = Code(
    "CVQ313",
    "no pairs",
    "No two images of a part of the split differ by one action. With many factors and few images that is likely: "
    "choose fewer factors, leave nuisance columns out of the labels, or list pairs in a table.",
)
BAD_SPLIT = Code(
    "CVQ314",
    "shares that make no split",
    "The shares of data.split, or of a factor in data.imbalance, do not add to 1, leave nothing to train on, or "
    "ask for images of a value that has none; or the column that data.split.by names has fewer groups than there "
    "are parts, or names no image for training.",
    "data: {source: critters, imbalance: {mouth: [0.9, 0.1]}}   # the mouth has three values",
)
BAD_WORDS = Code(
    "CVQ316",
    "words that mean nothing here",
    "`data.pairs.opposites` and `data.pairs.alternatives` say what actions in your own words mean. Each of them "
    "stands in the column `action` of the table of pairs, and belongs to one group.",
    "pairs: {file: pairs.csv, opposites: [[push_left, push_rihgt]]}",
)
NOT_FINITE = Code(
    "CVQ330",
    "pixels that are no numbers",
    "An image of floats has NaN or infinity in it, or a value that float32 does not hold. The message names the "
    "first one; replace such pixels, or leave the image out.",
)

FAULTS_SHOWN = 50  # of one reading; what they are faults of may have millions of rows
MOST_TEXT = 2**28  # bytes of a list of a published set
RELATIVE = "paths in a spec are relative to the spec's folder"
WINDOWS = re.compile(r"(^|/)[A-Za-z]:[\\/]|(^|/)\\\\")
"""A drive, or a share of a network, at the start of a path or behind the folder that it was taken to be relative to."""


def where_paths_start(path: Path) -> str:
    """Where a path that is not there was looked for, or why it cannot be there."""
    text = str(path)
    if any(sign in text for sign in "\n\t\r\f\v\a\b"):
        return "a backslash in double quotes began an escape: write the path with /, or in single quotes"
    if os.sep == "/" and WINDOWS.search(text):
        return "it is a path of Windows: write the one that the folder has on this machine"
    return RELATIVE


def diagnostic(
    code: Code,
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
    code: Code,
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


def a_few(faults: Sequence[Diagnostic], place: Path | None = None) -> tuple[Diagnostic, ...]:
    """The first few faults of each kind, then how many there are of which kinds; all of them where they are few.

    Args:
        faults: at least one.
        place: what they are faults of.
    """
    if len(faults) <= FAULTS_SHOWN:
        return tuple(faults)
    kinds = Counter(fault.code for fault in faults)
    most, met = max(1, FAULTS_SHOWN // len(kinds)), Counter[Code]()
    shown: list[Diagnostic] = []
    for one in faults:
        met[one.code] += 1
        if met[one.code] <= most:
            shown.append(one)
    message = f"{len(faults) - len(shown):,} more faults are not shown; in all {counted(kinds)}"
    hint = "the first of each kind are above; look whether they have one cause"
    return (*shown, diagnostic(kinds.most_common(1)[0][0], message, place, hint=hint))


def require_file(path: Path, most: int | None = None) -> Path:
    """The path itself.

    Args:
        path: the file, which a reader then opens by its path.
        most: bytes that it may have.

    Raises:
        DataError: CVQ301 when it is not a readable file, but for example a pipe; CVQ309 when it has too many bytes.
    """
    try:
        require_regular(path, most)
    except OSError as error:
        raise unreadable(path, error) from error
    return path


def unreadable(path: Path, error: OSError) -> DataError:
    """The error for a file that the system does not let be read."""
    if error.errno == errno.EFBIG:
        return fault(TOO_LARGE, f"{path.name} is too large: {words_of(error)}", path)
    if error.errno == errno.ENOENT:
        return fault(MISSING, f"{path.name} does not exist", path, hint=where_paths_start(path))
    return fault(MISSING, f"{path.name} cannot be read: {words_of(error)}", path, hint=remedy_of(error))


def listed_text(path: Path) -> str:
    """The text of a list that comes with a published set.

    Raises:
        DataError: CVQ301 when it may not be read, CVQ302 when it is no text, CVQ309 when it is too large.
    """
    try:
        return read_text(path, MOST_TEXT)
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise fault(DAMAGED, f"{path.name} is not text", path) from error


def require_folder(path: Path) -> Path:
    """The path itself.

    Raises:
        DataError: CVQ301 when it is not a folder.
    """
    try:
        os.scandir(path).close()
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise fault(MISSING, f"folder {path.name} does not exist", path, hint=RELATIVE) from error
    except OSError as error:
        hint = where_paths_start(path) if error.errno in (errno.ENOENT, errno.ENOTDIR) else remedy_of(error)
        message = f"folder {path.name} cannot be read: {words_of(error)}"
        if error.errno == errno.ENOENT:
            message = f"folder {path.name} does not exist"
        if error.errno == errno.ENOTDIR:
            message = f"folder {path.name} is a file, not a folder"
        raise fault(MISSING, message, path, hint=hint) from error
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
