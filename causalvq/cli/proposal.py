"""A spec proposed for a data file: one variable for each of its factors, sized by what the file holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from causalvq.data import SourceFacts, source_facts
from causalvq.dsl.printing import flow, scalar
from causalvq.dsl.spec import API_VERSION, AnyFileSource, DSprites, Folder, Hdf5, Npz, Shapes3dFile
from causalvq.errors import Diagnostic, Place, SpecError

LARGEST_SIDE = 32
UNLABELLED_VARIABLES = 16


def propose(data: Path, spec: Path) -> str:
    """The text of a spec for a data file.

    Args:
        data: the file or folder with the images.
        spec: where the text will be written; the path of the data is relative to its folder.

    Raises:
        SpecError: the kind of file is not told by its name (CVQ105).
        DataError: the file is not what its name says.
    """
    source = guess_source(data, os.path.relpath(data, spec.parent))
    facts = source_facts(source, base=spec.parent)
    return "\n".join(lines(source, facts, data)) + "\n"


def guess_source(data: Path, relative: str) -> AnyFileSource:
    """The format of a file, by its name."""
    path = relative.replace(os.sep, "/")
    if data.is_dir():
        return Folder(format="folder", path=path)
    if data.suffix == ".npz":
        return DSprites(format="dsprites", path=path) if "dsprites" in data.name else Npz(format="npz", path=path)
    if data.suffix in (".h5", ".hdf5"):
        return Shapes3dFile(format="3dshapes", path=path) if "3dshapes" in data.name else Hdf5(format="hdf5", path=path)
    raise SpecError(
        Diagnostic(
            "CVQ105",
            "the format is not told by the name of the file",
            Place(str(data)),
            expected="a folder of images, or a file that ends in .npz, .h5 or .hdf5",
            hint="use --template, then write data.source yourself: see `causalvq explain data.source`",
        )
    )


def lines(source: AnyFileSource, facts: SourceFacts, data: Path) -> Iterator[str]:
    """The lines of the proposal."""
    size = f"{facts.native_height} x {facts.native_width}"
    yield f"# Proposed from {data.name}: {facts.images:,} images of {size} pixels,"
    yield f"# {len(facts.factors)} factors{'' if facts.grid_complete else ', not in every combination'}."
    yield f"apiVersion: {API_VERSION}"
    yield f"name: {scalar(model_name(data))}"
    yield ""
    yield "data:"
    yield f"  source: {flow(source)}"
    yield f"  image: {{size: {side(facts)}}}  # raise it when what matters is smaller than a pixel"
    yield from (data_lines(facts) if facts.factors else ["  pairs: none              # no labels: images only"])
    yield ""
    yield from variable_lines(facts)
    yield ""
    largest = max((factor.size for factor in facts.factors), default=8)
    yield "codebook:"
    yield f"  size: {max(2, largest)}" + (f"  # the largest factor has {largest} values" if facts.factors else "")


def data_lines(facts: SourceFacts) -> Iterator[str]:
    """Factors and which of them are cyclic."""
    names = tuple(factor.name for factor in facts.factors)
    yield f"  factors: {flow(names)}  # leave out what is nuisance"
    cyclic = tuple(factor.name for factor in facts.factors if factor.cyclic)
    if cyclic:
        yield f"  cyclic: {flow(cyclic)}"


def variable_lines(facts: SourceFacts) -> Iterator[str]:
    """One variable for each factor."""
    yield "variables:"
    if not facts.factors:
        yield f"  count: {UNLABELLED_VARIABLES}"
    for factor in facts.factors:
        values = ", ".join(factor.values[:6]) + (", ..." if factor.size > 6 else "")
        shown = re.sub(r"\s+", " ", values)
        yield f"  - {{name: {scalar(factor.name)}, factor: {scalar(factor.name)}}}  # {factor.size} values: {shown}"


def model_name(data: Path) -> str:
    """A name for the model from the name of the file."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", data.resolve().stem).lstrip("._-")
    return name[:64] or "model"


def side(facts: SourceFacts) -> int:
    """The largest power of two that the images have pixels for, between 8 and 32."""
    smallest = min(facts.native_height, facts.native_width)
    return max(8, min(LARGEST_SIDE, 1 << (smallest.bit_length() - 1)))
