"""What is at a path: images, tables, arrays, a published set; and the likeliest reading of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import MISSING, NOT_AN_IMAGE, diagnostic
from causalvq.data.facts import SourceFacts
from causalvq.data.formats.array_files import is_tiff
from causalvq.data.formats.tiff_pages import page_count
from causalvq.data.labels.file_names import Listing, is_image, list_files
from causalvq.data.pixels import MOST_CHANNELS
from causalvq.data.tables import SUFFIXES
from causalvq.errors import DataError
from causalvq.init.options import Options
from causalvq.init.other_files import remedy_of
from causalvq.init.reading.array_reading import ARRAY_SUFFIXES, read_arrays
from causalvq.init.reading.folder_reading import read_folder
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.image_sample import Sample, sample_images
from causalvq.init.reading.init_faults import NO_DATA
from causalvq.init.reading.published_layouts import published_layout
from causalvq.regular_files import real_path

LARGEST_SIDE: Final = 64
"""Pixels up to which a side is kept: smaller images are learned sooner, and a step that is a pixel there is lost."""
LEAST_SIDE: Final = 8
FINE: Final = 32
"""Sides up to here are multiples of a patch of the networks, 4 pixels; larger ones of two of them, to be halved."""
MOST_FILES: Final = 1_000_000
SECONDS: Final = 30.0
FAULTS_SHOWN: Final = 10
FAULTS_OF_A_KIND: Final = 3
BESIDE: Final = (
    *(("images", labels) for labels in ("labels", "factors", "latents", "targets", "metadata")),
    *(("imgs", labels) for labels in ("labels", "latents", "targets")),
    *(("x", labels) for labels in ("y", "Y", "labels")),
    *(("data", labels) for labels in ("labels", "targets", "target")),
)
"""What files of images and of their labels are called."""

FEW_STACKS: Final = 4  # images before and after among them
ARCHIVES: Final = (".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".xz", ".bz2")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was found.

    Args:
        path: the folder or file that paths of the reading start from.
        images: image files, relative to it; empty for arrays.
        reading: the likeliest reading.
        sample: what the image files are like; None for arrays and published sets.
        cut: why the list of files ends early, in words.
        sides: height and width of images in arrays.
    """

    path: Path
    images: tuple[str, ...]
    reading: Reading
    sample: Sample | None = None
    cut: str | None = None
    sides: tuple[int, int] | None = None

    @property
    def one_size(self) -> bool:
        """Whether all images that were looked at have one size."""
        return self.sample is None or len(self.sample.sizes) < 2

    @property
    def side(self) -> int:
        """The side to which images are resized: as many pixels as they have, 8 to 64, that divide by 4 or 8."""
        smallest = self.sample.smallest if self.sample is not None else min(self.sides or (LARGEST_SIDE,))
        kept = min(LARGEST_SIDE, smallest)
        return max(LEAST_SIDE, kept - kept % (4 if kept <= FINE else 8))

    @property
    def model_name(self) -> str:
        """A name for the model, from that of the folder or file."""
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", real_path(self.path).stem).lstrip("._-")
        return name[:64] or "model"

    def size_text(self, facts: SourceFacts) -> str:
        """Height, width and channels in words."""
        kind = {1: "grey", 3: "RGB"}.get(facts.channels, f"{facts.channels} channels")
        if self.one_size or self.sample is None:
            return f"{facts.native_height} x {facts.native_width} pixels, {kind}"
        sizes = ", ".join(f"{height} x {width}" for (height, width), _ in self.sample.sizes.most_common(3))
        return f"{len(self.sample.sizes)} sizes ({sizes}{', ...' if len(self.sample.sizes) > 3 else ''}), {kind}"


def take_inventory(data: Path, options: Options) -> Inventory:
    """Look at a path.

    Args:
        data: a folder, a file of arrays, or a table beside images.
        options: what the user says beside it.

    Raises:
        DataError: CVQ301 when there is nothing, CVQ320 when nothing says what was done to what, CVQ322 when it is no
            kind of data that is read.
    """
    if not data.exists():
        raise DataError(diagnostic(MISSING, f"{data.name} does not exist", data))
    if data.is_file():
        return of_file(data, options)
    listing = list_files(data, most=MOST_FILES, seconds=SECONDS)
    source = published_layout(listing, options.missing)
    if source is not None:
        reading = Reading(source=source, labels=f"the published layout of {source['format']}")
        return Inventory(data, (), reading, cut=listing.cut)
    arrays = [file for file in listing.files if file.lower().endswith(ARRAY_SUFFIXES)]
    if (arrays and len(arrays) > len(listing.images)) or of_pages(listing):
        return of_arrays(data, listing, options)
    if not listing.images:
        raise nothing_read(data, listing)
    reading = read_folder(listing, options)
    sample = sample_images([listing.folder / file for file in listing.images])
    if sample.faults:
        raise damaged(data, sample)
    return Inventory(data, listing.images, reading, sample, listing.cut)


def of_pages(listing: Listing) -> bool:
    """Whether a folder has few images, all of them TIFF of so many pages that each is an image."""
    few = listing.images if len(listing.images) <= FEW_STACKS and all(map(is_tiff, listing.images)) else ()
    counts = [page_count(listing.folder / file) for file in few]
    return bool(counts) and min(counts) > (1 if len(counts) == 1 else MOST_CHANNELS)


def damaged(data: Path, sample: Sample) -> DataError:
    """The images of a sample that cannot be read, and what to do."""
    count, kinds = len(sample.faults), {(fault.code, fault.got) for fault in sample.faults}
    message = f"{count:,} of the {sample.opened:,} images that were read are damaged"
    hint = "remove or replace them; once there is a spec, `causalvq data check SPEC` lists all such files"
    if count == sample.opened and len(kinds) == 1:  # all of them are whole, and of a kind that is not read
        message = f"{count:,} of the {sample.opened:,} images that were read are of a kind that cannot be used"
        hint = sample.faults[0].hint or hint
    shown = sample.faults[: FAULTS_OF_A_KIND if len(kinds) == 1 else FAULTS_SHOWN]
    return DataError(*shown, diagnostic(NOT_AN_IMAGE, message, data, hint=hint))


def of_file(data: Path, options: Options) -> Inventory:
    """What one file holds, or the folder that it speaks of."""
    name = data.name.lower()
    if name.endswith(ARRAY_SUFFIXES):
        return of_arrays(data, Listing(data.parent, (data.name, *labels_of(data))), options)
    if name.endswith(SUFFIXES) and not name.endswith(".txt"):
        hint = f"--data {data.parent} --labels {data}, or --pairs {data}"
        raise DataError(diagnostic(NO_DATA, f"{data.name} is a table, not images", data, hint=hint))
    if is_tiff(name) and page_count(data) > 1:
        beside = [
            path.name for path in sorted(data.parent.iterdir()) if path.name.lower().endswith((".npy", *SUFFIXES))
        ]
        return of_arrays(data, Listing(data.parent, (data.name, *beside)), options)
    if is_image(name):
        message, hint = f"{data.name} is one image", f"name its folder: --data {data.parent}"
        raise DataError(diagnostic(NO_DATA, message, data, hint=hint))
    if name.endswith(ARCHIVES):
        raise DataError(diagnostic(NO_DATA, f"{data.name} is packed", data, hint="unpack it and name the folder"))
    remedy = remedy_of([data.name])
    template = "use --template, then write data.source yourself: see `causalvq explain data.source`"
    raise DataError(
        diagnostic(
            NO_DATA,
            "the format is not told by the name of the file",
            data,
            expected=f"a folder of images, or a file that ends in {', '.join(ARRAY_SUFFIXES)}",
            hint=template if remedy is None else f"{remedy}; or {template}",
        )
    )


def labels_of(data: Path) -> tuple[str, ...]:
    """The files beside one npy of images that are called as its labels are: `images.npy` has `labels.npy`, x has y."""
    if data.suffix.lower() != ".npy":
        return ()
    found = []
    for images, labels in BESIDE:
        stem = re.sub(rf"(?<![a-z]){images}(?![a-z])", labels, data.stem, flags=re.IGNORECASE)
        if stem != data.stem:
            likely = (data.with_name(f"{stem}{ending}") for ending in (data.suffix, *SUFFIXES))
            found += [path.name for path in likely if path.is_file() and path.name not in found]
    return tuple(found)


def of_arrays(data: Path, listing: Listing, options: Options) -> Inventory:
    """What files of arrays hold."""
    reading, sides = read_arrays(data, listing, options)
    return Inventory(data, (), reading, cut=listing.cut, sides=sides)


def nothing_read(data: Path, listing: Listing) -> DataError:
    """CVQ322 for a folder without images."""
    endings = sorted({f".{file.rpartition('.')[2]}" for file in listing.files if "." in file})[:10]
    return DataError(
        diagnostic(
            NO_DATA,
            "there are no images in the folder",
            data,
            expected="png, jpg, bmp, gif, webp, tif, ppm, pgm; or npz, npy, h5",
            got=f"{len(listing.files):,} files" + (f": {', '.join(endings)}" if endings else ""),
            hint="unpack archives first" if any(ending in ARCHIVES for ending in endings) else remedy_of(listing.files),
        )
    )
