"""Files that hold images in ways that are not read, and what to make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

PICKLED: Final = "it could run code when read, and is not: save its arrays by numpy.savez(path, images=..., labels=...)"
VIDEO: Final = "save its frames as images: ffmpeg -i {name} frames/%05d.png"
MEDICAL: Final = "save its slices as TIFF: tifffile.imwrite(path, array), of 16 bits or floats"

REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys((".pkl", ".pickle", ".pt", ".pth", ".joblib", ".ckpt"), PICKLED),
        ".mat": "save its arrays, as scipy.io.loadmat reads them: numpy.savez(path, images=..., labels=...)",
        **dict.fromkeys(
            (".tfrecord", ".tfrecords", ".lmdb", ".mdb", ".arrow", ".zarr", ".rec"), "save its images as files"
        ),
        **dict.fromkeys((".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v"), VIDEO),
        **dict.fromkeys((".dcm", ".nii", ".mha", ".mhd", ".nrrd", ".mrc"), MEDICAL),
        **dict.fromkeys(
            (".czi", ".lif", ".nd2", ".lsm", ".oib", ".vsi", ".svs"), "export it as TIFF (ImageJ, Bio-Formats)"
        ),
        **dict.fromkeys(
            (".heic", ".heif", ".avif", ".raw", ".cr2", ".nef", ".dng", ".psd", ".svg"), "save it as PNG or JPEG"
        ),
        **dict.fromkeys((".exr", ".hdr"), "save it as a TIFF of floats: tifffile.imwrite(path, array)"),
    }
)


def remedy_of(names: Iterable[str]) -> str | None:
    """What to do with the first of some files that is of a known kind; None where none is."""
    for name in names:
        base = name.rpartition("/")[2]
        found = REMEDIES.get(f".{base.lower().rpartition('.')[2]}") if "." in base else None
        if found is not None:
            return f"{base}: {found.replace('{name}', base)}"
    return None
