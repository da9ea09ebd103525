"""`data`: where the images come from and how pairs are made of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from causalvq.dsl.spec.section import FilePath, Fraction, Name, Section, unit
from causalvq.dsl.spec.sources import ColumnOrPattern, DataSource

Finite = Annotated[float, Field(ge=-3e38, le=3e38)]


class Image(Section):
    """`data.image`: the size and the channels that the model sees, and those that people do."""

    size: int | None = Field(
        default=None,
        ge=8,
        le=1024,
        description="Side of the square image the model sees; null: as the source has it.",
        examples=[32],
        json_schema_extra=unit("pixels"),
    )
    show: tuple[Annotated[int, Field(ge=0, le=31)], ...] | None = Field(
        default=None,
        min_length=1,
        max_length=3,
        description="The channels that people are shown, counted from 0, as red, green and blue; one alone is shown as "
        "grey; null: one channel as grey, of more the first three.",
        examples=[[0, 1, 2]],
    )
    range: Annotated[tuple[Finite, Finite], Field(strict=False)] | None = Field(
        default=None,
        description="The least and the greatest value of pixels that are no bytes, which networks see as -1 and 1; "
        "null: the range that the training images have.",
        examples=[[0, 4095], [0.0, 1.0]],
    )
    alpha: Literal["white", "channel"] = Field(
        default="white",
        description="Transparency of your own images of 8 bits: laid over white, or kept as the fourth channel. Arrays "
        "of four uint8 channels are taken to have it.",
        examples=["channel"],
    )


class Split(Section):
    """`data.split`: which images are for training, validation and test. A pair never crosses the split."""

    by: Name = Field(
        default="pairs",
        description="What the parts are drawn by: `pairs`, so that each factor keeps its share of pairs in every part; "
        "`images`, at random; or the name of a column of the data (a patient, a scene, the part itself), whose groups "
        "stay together.",
        examples=["pairs", "images", "patient"],
    )
    train: Fraction = Field(default=0.8, gt=0.0, description="Share of the images to train on.", examples=[0.7])
    validation: Fraction = Field(default=0.1, description="Share of the images to choose by.", examples=[0.15])
    test: Fraction = Field(default=0.1, description="Share of the images to report on.", examples=[0.15])


PairColumn = Literal["before", "after", "action", "factor", "from", "to", "value", "name", "image", "episode", "frame"]


ActionWord = Annotated[str, Field(min_length=1, max_length=1024)]
# What stands below `pairs` has been read once, for its short forms, so that its lists are Python's.
Opposites = Annotated[tuple[Annotated[tuple[ActionWord, ActionWord], Field(strict=False)], ...], Field(strict=False)]
Alternatives = Annotated[
    tuple[Annotated[tuple[ActionWord, ...], Field(min_length=1, strict=False)], ...], Field(strict=False)
]


class Pairs(Section):
    """`data.pairs`: the images before and after an action."""

    origin: Literal["factors", "file", "names", "none"] = Field(
        default="factors",
        alias="from",
        description="Where pairs come from: made from the factors, listed in a file, told by the names of images "
        "before and after, or none (images only).",
        examples=["factors"],
    )
    file: FilePath | None = Field(
        default=None,
        description="The table of pairs (csv, tsv, json, jsonl, xlsx, parquet) when `from` is file, relative to the "
        "folder of the spec.",
        examples=["pairs.csv"],
    )
    before: str | None = Field(
        default=None,
        max_length=1024,
        description="When `from` is names, the pattern of the images before an action, relative to the folder of the "
        "source; `{action}` may say what was done. In arrays: the name of an array of images.",
        examples=["before/{name}.png", "{name}_before.png", "{action}/before/{name}.png"],
    )
    after: str | None = Field(
        default=None,
        max_length=1024,
        description="The pattern of the images after it, with the same fields, or the name of an array.",
        examples=["after/{name}.png"],
    )
    actions: FilePath | None = Field(
        default=None,
        description="What was done when `from` is names: a table with a row for each pair, relative to the folder of "
        "the spec, or in arrays the name of an array; null: the names say it.",
        examples=["actions.csv"],
    )
    columns: Mapping[PairColumn, ColumnOrPattern] = Field(
        default_factory=dict,
        description="The columns of the table that are not told by their words: before, after, action, factor, from, "
        "to, value; name for the pair in a table of actions; image, episode, frame and action for a row a frame, of "
        "which each and the next of its episode are a pair. `image` may be a pattern of names in which columns stand.",
        examples=[{"action": "what"}, {"image": "ep{episode}_{frame}.png", "frame": "frame"}],
    )
    opposites: Opposites | None = Field(
        default=None,
        description="Actions in your own words that undo each other: the step up and the step down of one factor. A "
        "word that undoes itself stands there twice. null, with alternatives too: found when training starts.",
        examples=[[["push_left", "push_right"]]],
    )
    alternatives: Alternatives | None = Field(
        default=None,
        description="Actions in your own words that set the values of one factor, whatever it was before. Words in "
        "neither list are steps of factors of their own.",
        examples=[[["make red", "make blue"]]],
    )
    neighbours: Literal["auto", "present", "adjacent"] = Field(
        default="auto",
        description="Where a step leads: `adjacent`, to the neighbouring value only; `present`, to the next value that "
        "an image with all else equal has. They are one on a full grid. `auto`: adjacent where every factor that loses "
        "steps by it keeps 300 of them, and a quarter; present elsewhere, and in tables of pairs.",
    )
    frequency: Literal["balanced", "natural", "by_value"] = Field(
        default="balanced",
        description="How often pairs are met in training: `balanced`, every factor and then every action of it equally "
        "often; `by_value`, every change between two values equally often; `natural`, every pair.",
    )


PAPER: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "split": MappingProxyType({"by": "images", "train": 0.7, "validation": 0.15, "test": 0.15}),
        "pairs": MappingProxyType({"from": "factors", "neighbours": "adjacent", "frequency": "by_value"}),
    }
)
"""The protocol of the paper (arXiv 2302.00869): split by image; neighbouring values, both directions, each as often."""


def expand_split(value: Any) -> Any:
    """The short form `paper`."""
    return dict(PAPER["split"]) if value == "paper" else value


def expand_pairs(value: Any) -> Any:
    """The short forms: `none` for `{from: none}`, a file, or before and after, without `from`, and `paper`."""
    if value == "none":
        return {"from": "none"}
    if value == "paper":
        return dict(PAPER["pairs"])
    if isinstance(value, dict) and "from" not in value and value.get("file") is not None:
        return {"from": "file", **value}
    if isinstance(value, dict) and "from" not in value and value.get("before") is not None:
        return {"from": "names", **value}
    return value


Order = Literal["ordered", "cyclic", "none"]


class Factor(Section):
    """A factor with the order of its values."""

    name: Name = Field(description="The factor's name.", examples=["hue"])
    order: Order = Field(
        description="ordered: a step goes to the next value; cyclic: and from the last to the first; none: the values "
        "have no order, so that actions set them.",
        examples=["cyclic"],
    )


def factor_tag(value: object) -> str:
    """A mapping says the order too; anything else is read as a name."""
    return "@order" if isinstance(value, dict | Factor) else "@name"


FactorItem = Annotated[Annotated[Name, Tag("@name")] | Annotated[Factor, Tag("@order")], Discriminator(factor_tag)]


def factors_tag(value: object) -> str:
    """`all` is a word; anything else is read as a list."""
    return "@all" if isinstance(value, str) else "@list"


Factors = Annotated[
    Annotated[Literal["all"], Tag("@all")]
    | Annotated[Annotated[tuple[FactorItem, ...], Field(min_length=1, max_length=1024)], Tag("@list")],
    Discriminator(factors_tag),
]
Imbalance = Mapping[Name, Annotated[tuple[Fraction, ...], Field(min_length=2)]]
PairsField = Annotated[Pairs, BeforeValidator(expand_pairs, json_schema_input_type=Pairs | Literal["none", "paper"])]
SplitField = Annotated[Split, BeforeValidator(expand_split, json_schema_input_type=Split | Literal["paper"])]


class Data(Section):
    """`data`: images, factors, splits and pairs."""

    source: DataSource = Field(
        description="A built-in source by name, or a mapping with a `format` and a `path`.",
        examples=["critters", {"format": "npz", "path": "data/my.npz"}],
    )
    image: Image = Field(default_factory=Image, description="The images as the model sees them.")
    factors: Factors = Field(
        default="all",
        description="The factors that actions change: all, or a list of names, each alone or with the order of its "
        "values. The rest are nuisance.",
        examples=["all", ["hair", {"name": "floor_hue", "order": "cyclic"}]],
    )
    cyclic: tuple[Name, ...] = Field(
        default=(),
        description="Factors whose last value is followed by their first, as the hue is.",
        examples=[["floor_hue"]],
    )
    imbalance: Imbalance = Field(
        default_factory=dict,
        description="Shares of the values of a factor among the images kept, to study imbalanced data.",
        examples=[{"hair": [0.9, 0.1]}],
    )
    split: SplitField = Field(
        default_factory=Split,
        description="Shares of the images, which add to 1, and what they are drawn by. `paper`: 0.7, 0.15 and 0.15, by "
        "images.",
        examples=[{"train": 0.8, "validation": 0.1, "test": 0.1}, "paper"],
    )
    pairs: PairsField = Field(
        default_factory=Pairs,
        description="The images before and after an action; `none` for images only, `paper` for neighbouring values "
        "and the frequency it has.",
        examples=[{"from": "factors"}, {"file": "pairs.csv"}, "none", "paper"],
    )

    @property
    def chosen(self) -> Literal["all"] | tuple[str, ...]:
        """The names of the factors that actions change."""
        if self.factors == "all":
            return "all"
        return tuple(one if isinstance(one, str) else one.name for one in self.factors)

    @property
    def orders(self) -> Mapping[str, Order]:
        """The order of each factor of which the section says one."""
        found: dict[str, Order] = dict.fromkeys(self.cyclic, "cyclic")
        for one in () if self.factors == "all" else self.factors:
            if isinstance(one, Factor):
                found[one.name] = one.order
        return found
