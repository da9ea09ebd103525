"""What the data are to those that use them: arranged, without pixels, for the compiler; prepared for training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from causalvq.data.facts import SourceFacts
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.neighbours import Neighbours
from causalvq.data.parts.split import Split
from causalvq.data.source import Source
from causalvq.data.types import Images, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """Everything about the data but the pixels.

    Args:
        source: in the size that the spec asks for.
        facts: of the source; its factors are the chosen ones, in the order in which pairs count them.
        labels: int64 [N, F], of the chosen factors; [N, 0] when the images are unlabelled.
        split: which images are for what, after declared imbalance.
        pairs: the pairs of each part of the split, known and unknown; empty when the spec wants none.
        neighbours: where steps lead, whatever the spec leaves open.
    """

    source: Source
    facts: SourceFacts
    labels: Integers
    split: Split
    pairs: Mapping[str, Pairs]
    neighbours: Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Everything that training and evaluation take from the data.

    Args:
        facts: of the source; its factors are the chosen ones, in the order in which pairs count them.
        images: [N, H, W, C] of uint8, uint16 or float32, in memory or mapped.
        labels: int64 [N, F], of the chosen factors; [N, 0] when the images are unlabelled.
        split: which images are for what, after declared imbalance.
        pairs: the pairs of each part of the split whose action is known; empty when the spec wants none.
        unknown: those of a table whose action is not known; they must not be taken for supervision.
    """

    facts: SourceFacts
    images: Images
    labels: Integers
    split: Split
    pairs: Mapping[str, Pairs]
    unknown: Mapping[str, Pairs]
