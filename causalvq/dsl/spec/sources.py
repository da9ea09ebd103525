"""`data.source`: the built-in sources by name, and one small model for each file format."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from causalvq.dsl.spec.section import FilePath, Name, Section, unit

BuiltinName = Literal["critters", "scenes", "shapes3d", "pendulum"]


def one_or_list_tag(value: object) -> str:
    """A name alone, or a list of them."""
    return "@list" if isinstance(value, list | tuple) else "@one"


OneOrMore = Annotated[
    Annotated[FilePath, Tag("@one")] | Annotated[Annotated[tuple[FilePath, ...], Field(min_length=1)], Tag("@list")],
    Discriminator(one_or_list_tag),
]
"""A name, or a list of names."""

Bins = Annotated[
    Annotated[Annotated[int, Field(ge=2, le=4096)], Tag("@one")]
    | Annotated[Annotated[tuple[float, ...], Field(min_length=1, max_length=4095)], Tag("@list")],
    Discriminator(one_or_list_tag),
]
"""How many bins of equal width, or the numbers at which one bin ends and the next begins."""

BINS: Any = Field(
    default_factory=dict,
    description="Measurements cut into bins: a number of bins of equal width, or a list of the numbers between them.",
    examples=[{"angle": 8}, {"size": [0.5, 1.5]}],
)
ColumnOrPattern = Annotated[str, Field(min_length=1, max_length=1024)]
"""The name of a column, or a pattern of names in which columns stand in braces."""

MISSING: Any = Field(
    default="error",
    description="Rows of tables whose image is not there or whose cells are empty: an error, or left out and counted.",
    examples=["skip"],
)
Missing = Literal["error", "skip"]


class FileSource(Section):
    """What every format has: where it lies."""

    path: FilePath = Field(
        description="The file or folder, relative to the folder of the spec.", examples=["data/my.npz"]
    )


class ArraySource(FileSource):
    """What sources of arrays have: which array is what."""

    images: OneOrMore = Field(
        default="images",
        description="The array of images [n, height, width, channels]; of a list the rows follow each other, as images "
        "before and after do.",
        examples=["arr_0", ["before", "after"]],
    )
    labels: OneOrMore = Field(
        default="labels",
        description="The array of labels [n, factors] or [n]; of a list each array is a factor of its name.",
        examples=["arr_1", ["shape", "hue"]],
    )
    factor_names: tuple[Name, ...] = Field(
        default=(),
        description="A name for each factor; empty: those of the file, or factor_0, factor_1, ...",
        examples=[["shape", "hue"]],
    )
    one_hot: tuple[Annotated[int, Field(ge=2)], ...] = Field(
        default=(),
        description="Labels are one-hot: how many columns each factor has, in order; empty: they are values.",
        examples=[[4, 3]],
    )
    bins: Mapping[Name, Bins] = BINS
    columns: tuple[Name, ...] = Field(
        default=(), description="The factors to take; empty: all.", examples=[["shape", "hue"]]
    )


class Npz(ArraySource):
    """Images, labels and factor names in one NumPy archive."""

    format: Literal["npz"] = Field(description="A NumPy archive with `images`, `labels`, `factor_names`.")


class Arrays(ArraySource):
    """Images and labels in several NumPy files of one folder; labels may stand in a table, a row an image."""

    format: Literal["arrays"] = Field(description="A folder of NumPy files.")
    images: OneOrMore = Field(
        default="images.npy",
        description="The file of images, relative to the folder: `images.npy`, `file.npz/NAME` for one array of an "
        "archive, or a TIFF whose pages are images; of a list the rows follow each other.",
        examples=["x.npy", ["before.npy", "after.npy"]],
    )
    labels: OneOrMore = Field(
        default="labels.npy",
        description="The file of labels, or a table with a row for each image; of a list each file is a factor.",
        examples=["y.npy", "labels.csv"],
    )


class Hdf5(ArraySource):
    """Images and labels as data sets of one HDF5 file."""

    format: Literal["hdf5"] = Field(description="An HDF5 file.")


class Folder(FileSource):
    """A folder of images, labelled by tables or by the file names."""

    format: Literal["folder"] = Field(description="A folder of images.")
    metadata: OneOrMore | None = Field(
        default="metadata.csv",
        description="The table of labels, relative to the folder (csv, tsv, json, jsonl, xlsx, parquet), with a column "
        "of file names and one column a factor; `*` stands for any part of a name; null: none is read.",
        examples=["labels.json", ["train.csv", "test.csv"], "*/metadata.csv"],
    )
    file_column: ColumnOrPattern | None = Field(
        default=None,
        description="The column of file names; or a pattern of file names in which columns stand, where several of "
        "them name an image together; null: `file_name`, or else the first column whose cells name images.",
        examples=["image_id", "{plate}_{well}.png"],
    )
    empty: Mapping[Name, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="Cells of a column that stand for no value, beside those that are empty or say NA, nan, null.",
        examples=[{"age": ["-1", "unknown"]}],
    )
    pattern: str | None = Field(
        default=None,
        max_length=1024,
        description="Read the factors from file names instead of a table: a pattern such as `{shape}_{hue}.png`, in "
        "which `{_}` stands for a part of a name that does not matter and `{*}` for parts of the path.",
        examples=["{shape}_{hue}.png"],
    )
    columns: tuple[Name, ...] = Field(
        default=(),
        description="The columns of the table, or parts of the pattern, taken as factors; empty: all.",
        examples=[["shape", "hue"]],
    )
    one_hot: Mapping[Name, Annotated[tuple[Name, ...], Field(min_length=2)]] = Field(
        default_factory=dict,
        description="Columns of which one is 1 in each row, taken together as one factor.",
        examples=[{"hue": ["hue_red", "hue_blue"]}],
    )
    bins: Mapping[Name, Bins] = BINS
    missing: Missing = MISSING


class DSprites(FileSource):
    """dSprites, the published npz file."""

    format: Literal["dsprites"] = Field(description="The published npz file of dSprites.")


class Shapes3dFile(FileSource):
    """3D Shapes, the published HDF5 file."""

    format: Literal["3dshapes"] = Field(description="The published HDF5 file of 3D Shapes.")


class Cars3d(FileSource):
    """Cars3D, the published folder of MATLAB files."""

    format: Literal["cars3d"] = Field(description="The published folder `cars` of Cars3D.")


class SmallNorb(FileSource):
    """SmallNORB, the published binary matrices."""

    format: Literal["smallnorb"] = Field(description="The folder with the published matrices of SmallNORB.")
    part: Literal["training", "testing", "both"] = Field(
        default="both", description="Which of the two published parts to read."
    )


class Mpi3d(FileSource):
    """MPI3D, a published npz file; toy, realistic, real or complex is told from its number of images."""

    format: Literal["mpi3d"] = Field(description="A published npz file of MPI3D.")


class Sprites(FileSource):
    """Sprites of Li and Mandt, as layers or as an npz."""

    format: Literal["sprites"] = Field(description="The folder of layers of Sprites (Li & Mandt, 2018).")


class CelebA(FileSource):
    """CelebA, aligned faces with binary attributes."""

    format: Literal["celeba"] = Field(description="The published folder of CelebA.")
    attributes: tuple[Name, ...] = Field(
        default=(), description="The attributes taken as factors; empty: all forty.", examples=[["Smiling", "Male"]]
    )
    part: Literal["all", "train", "validation", "test"] = Field(
        default="all", description="The published part (list_eval_partition.txt) to read."
    )
    missing: Missing = Field(
        default="error",
        description="Images of the list that are not there: an error, or left out and counted.",
        examples=["skip"],
    )


class Falcor3d(FileSource):
    """Falcor3D, the published folder."""

    format: Literal["falcor3d"] = Field(description="The published folder of Falcor3D.")


class Isaac3d(FileSource):
    """Isaac3D, the published folder."""

    format: Literal["isaac3d"] = Field(description="The published folder of Isaac3D.")


class Causal3dIdent(FileSource):
    """Causal3DIdent, whose continuous factors are cut into bins."""

    format: Literal["causal3dident"] = Field(description="The published folder of Causal3DIdent (static).")
    bins: int = Field(
        default=8, ge=2, le=256, description="Bins of equal width for each factor.", json_schema_extra=unit("values")
    )


class CausalVae(FileSource):
    """The pendulum and flow folders of CausalVAE, whose factors stand in the file names."""

    format: Literal["causalvae"] = Field(description="A folder `pendulum` or `flow` of CausalVAE.")
    scene: Literal["pendulum", "flow"] = Field(description="Which of the two it is: it names the four factors.")
    bins: int = Field(
        default=8, ge=2, le=256, description="Bins of equal width for each factor.", json_schema_extra=unit("values")
    )


AnyFileSource = Annotated[
    Npz
    | Arrays
    | Hdf5
    | Folder
    | DSprites
    | Shapes3dFile
    | Cars3d
    | SmallNorb
    | Mpi3d
    | Sprites
    | CelebA
    | Falcor3d
    | Isaac3d
    | Causal3dIdent
    | CausalVae,
    Field(discriminator="format"),
]


def source_tag(value: object) -> str:
    """A name means a built-in source; anything else is read as a file source."""
    return "@builtin" if isinstance(value, str) else "@file"


DataSource = Annotated[
    Annotated[BuiltinName, Tag("@builtin")] | Annotated[AnyFileSource, Tag("@file")], Discriminator(source_tag)
]
