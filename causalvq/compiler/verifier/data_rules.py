"""Rules about images, factors and pairs."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from causalvq.compiler.plan import DataPlan
from causalvq.data.pixels import MOST_CHANNELS


def factors_match_the_source(data: DataPlan) -> Iterator[str]:
    """A factor is a column of labels, with a name for each of its values."""
    for factor in data.factors:
        if factor.column >= len(data.sizes) or data.sizes[factor.column] != factor.size:
            yield f"factor {factor.name} is not column {factor.column} of the labels"
        if len(factor.values) != factor.size or len(set(factor.values)) != factor.size:
            yield f"factor {factor.name} does not name each of its {factor.size} values once"


def factors_are_different(data: DataPlan) -> Iterator[str]:
    """No factor twice."""
    for what, found in (("name", [f.name for f in data.factors]), ("column", [f.column for f in data.factors])):
        if len(set(found)) != len(found):
            yield f"two factors have the same {what}"


def split_is_whole(data: DataPlan) -> Iterator[str]:
    """Three shares that add to 1."""
    if sorted(data.split) != ["test", "train", "validation"] or min(data.split.values()) < 0:
        yield "data.split is not three shares"
    elif not isclose(sum(data.split.values()), 1.0, abs_tol=1e-6):
        yield "data.split does not add to 1"


def pairs_name_their_file(data: DataPlan) -> Iterator[str]:
    """A table of pairs is named when it is used, and only then."""
    if (data.pairs == "file") != (data.pairs_file is not None):
        yield "data.pairs and data.pairs_file disagree"


def channels_are_there(data: DataPlan) -> Iterator[str]:
    """Images have at most 32 channels, and those that people are shown."""
    if data.channels > MOST_CHANNELS:
        yield f"images of {data.channels} channels, not 1 to {MOST_CHANNELS}"
    if max(data.show, default=0) >= data.channels:
        yield "data.show names a channel that the images do not have"
    if not data.show and data.channels not in (1, 3):
        yield "data.show names no channel, but the images are neither grey nor RGB"


def shares_are_shares(data: DataPlan) -> Iterator[str]:
    """Declared imbalance is a distribution over values."""
    for name, shares in data.imbalance.items():
        if not shares or min(shares) < 0 or not isclose(sum(shares), 1.0, abs_tol=1e-6):
            yield f"data.imbalance of {name} does not add to 1"


RULES = (
    factors_match_the_source,
    factors_are_different,
    split_is_whole,
    pairs_name_their_file,
    channels_are_there,
    shares_are_shares,
)
