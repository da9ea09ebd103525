"""What the compiler may know of a source: its shape, factors, identity and number of pairs, never its images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from causalvq.data.pixels import PixelType
from causalvq.data.written_numbers import number_of

Order = Literal["ordered", "cyclic", "none"]
Kind = Literal["step", "set"]
"""Of the actions on a factor: one value up or down, or to a value."""
LONGEST: Final = 20
"""Values up to which words are taken for steps of a scale: any order of so few is learned easily, whatever it means."""


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """One factor of variation.

    Args:
        name: the factor's name, unique in its source.
        size: how many values it takes, at least 2; fewer where a table of pairs names no more of them.
        values: the name of each value, in label order.
        cyclic: whether the value after the last one is the first one.
        declared: the order that the spec says; None leaves it to what is known.
        words: names of its actions in the user's own words: the step up, and the step down where there is one; or one
            for each value. Empty where actions are named after factor and value.
        notices: what of the data was taken for one value, or for none, in words.
    """

    name: str
    size: int
    values: tuple[str, ...]
    cyclic: bool = False
    declared: Order | None = None
    words: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def order(self) -> Order:
        """Whether a step from one value to the next means something.

        Where nobody says, many values that are no numbers are taken for things or persons, which have no order.
        """
        if self.declared is not None:
            return self.declared
        if self.cyclic:
            return "cyclic"
        return "none" if self.size > LONGEST and not all(map(is_number, self.values)) else "ordered"


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The facts of a source as a model will meet it.

    Args:
        height: pixels, after resizing.
        width: pixels, after resizing.
        channels: 1 to 32; 1 is grey, 3 is RGB to people.
        native_height: pixels, as stored or drawn.
        native_width: pixels, as stored or drawn.
        images: how many images there are.
        factors: the factors, in the order of the label columns; empty when the images are unlabelled.
        grid_complete: whether every combination of factor values occurs exactly once.
        fingerprint: hexadecimal identity of the content; equal for equal files, wherever they lie.
        labelled: whether each image has a value for every factor; false where a table of pairs names the factors.
        edges: (cause, effect) pairs of factor names when the source knows its true causal graph.
        skipped: what of the files was left out because it was not complete, in words; empty where nothing was.
        dtype: type of the pixels: uint8, uint16 or float32.
        notices: how tables were read, in words, where a person should know.
    """

    height: int
    width: int
    channels: int
    native_height: int
    native_width: int
    images: int
    factors: tuple[FactorFacts, ...]
    grid_complete: bool
    fingerprint: str
    labelled: bool = True
    edges: tuple[tuple[str, str], ...] | None = None
    skipped: tuple[str, ...] = ()
    dtype: PixelType = "uint8"
    notices: tuple[str, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of values of each factor."""
        return tuple(factor.size for factor in self.factors)

    def to_json(self) -> dict[str, Any]:
        """The facts as plain dictionaries, lists, strings, numbers and booleans."""
        return asdict(self)


def is_number(text: str) -> bool:
    """Whether a value is written as a number."""
    return number_of(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Images and pairs of each part of the split.

    Args:
        factors: names of the factors that actions change.
        images: of `train`, `validation` and `test`, after declared imbalance.
        pairs: of each part, the pairs of each factor whose action is known.
        unknown: of each part, the pairs whose action is not known.
        spaced: the factors some steps of which pass over values that no image of that row has.
        neighbours: where steps lead, `present` or `adjacent`, whatever the spec leaves open.
    """

    factors: tuple[str, ...]
    images: Mapping[str, int]
    pairs: Mapping[str, tuple[int, ...]]
    unknown: Mapping[str, int]
    spaced: tuple[str, ...] = ()
    neighbours: Literal["present", "adjacent"] = "present"

    def of(self, factor: str) -> Mapping[str, int]:
        """The pairs of a factor by part."""
        position = self.factors.index(factor)
        return {part: counts[position] for part, counts in self.pairs.items()}

    def without(self, *parts: str) -> tuple[str, ...]:
        """The factors that have no pair in one of some parts."""
        return tuple(factor for factor in self.factors if not all(self.of(factor)[part] for part in parts))

    def to_json(self) -> dict[str, Any]:
        """The counts as plain dictionaries and numbers: `pairs` by factor, then by part."""
        return {
            "images": dict(self.images),
            "pairs": {factor: dict(self.of(factor)) for factor in self.factors},
            "unknown": dict(self.unknown),
        }
