"""`data.source`: the built-in sources by name, and one small model for each file format."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from causalvq.dsl.spec.base import FilePath, Name, Section, unit

BuiltinName = Literal["critters", "scenes", "shapes3d", "pendulum"]


class FileSource(Section):
    """What every format has: where it lies."""

    path: FilePath = Field(
        description="The file or folder, relative to the folder of the spec.", examples=["data/my.npz"]
    )


class Npz(FileSource):
    """Images, labels and factor names in one NumPy archive."""

    format: Literal["npz"] = Field(description="A NumPy archive with `images`, `labels`, `factor_names`.")


class Hdf5(FileSource):
    """Images and labels as two data sets of one HDF5 file."""

    format: Literal["hdf5"] = Field(description="An HDF5 file.")
    images: Name = Field(
        default="images", description="The data set of images [n, height, width, channels], of uint8, uint16 or floats."
    )
    labels: Name = Field(default="labels", description="The data set of labels [n, factors].")
    factor_names: tuple[Name, ...] = Field(
        default=(), description="A name for each column of labels; empty: factor_0, factor_1, ...", examples=[["hue"]]
    )


class Folder(FileSource):
    """A folder of images, labelled by a table or by the file names."""

    format: Literal["folder"] = Field(description="A folder of images.")
    metadata: FilePath = Field(
        default="metadata.csv",
        description="The table of labels, relative to the folder, with a column `file_name` (relative to the table) "
        "and one column a factor.",
    )
    pattern: str | None = Field(
        default=None,
        max_length=1024,
        description="Read the factors from file names instead of a table: a pattern such as `{shape}_{hue}.png`.",
        examples=["{shape}_{hue}.png"],
    )
    columns: tuple[Name, ...] = Field(
        default=(),
        description="The columns of the table, or parts of the pattern, taken as factors; empty: all.",
        examples=[["shape", "hue"]],
    )


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
