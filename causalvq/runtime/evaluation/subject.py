"""What a run is asked about: its held-out pairs and images as codes, made once for several metrics.

Axes: N images, V variables, F factors, P pairs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import torch

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Integers
from causalvq.runtime.estimation.codes import encode_rows
from causalvq.runtime.evaluation.pair_scores import CodedPairs, Retrieved, coded_pairs, retrieve
from causalvq.runtime.evaluation.pair_tables import PairTable
from causalvq.runtime.model import CausalVQ

MOST_IMAGES = 10_000
"""Training images that a probe or a forest is fitted to; more are thinned evenly. As many as the field draws."""


class Subject:
    """What is measured, and what several metrics need of it, made once.

    Args:
        plan: its `metrics` say what is asked for.
        model: trained, with its mechanisms estimated.
        data: images, labels and pairs.
        device: where the model is.
    """

    def __init__(self, plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> None:
        self.plan, self.model, self.data, self.device = plan, model, data, device

    @cached_property
    def coded(self) -> CodedPairs:
        """The held-out pairs as codes."""
        return coded_pairs(self.model, self.data, self.device)

    @cached_property
    def seen(self) -> tuple[Integers, Integers]:
        """Codes int64 [N, V] and labels int64 [N, F] of training images."""
        return self._labelled_codes(thinned(self.data.split.train))

    @cached_property
    def held_out(self) -> tuple[Integers, Integers]:
        """Codes and labels of the test images."""
        return self._labelled_codes(self.data.split.test)

    @cached_property
    def held_out_few(self) -> tuple[Integers, Integers]:
        """At most so many of them as of training images."""
        codes, labels = self.held_out
        rows = thinned(np.arange(len(codes)))
        return codes[rows], labels[rows]

    def table(self, coded: CodedPairs, columns: Mapping[str, Floats | Flags]) -> PairTable:
        """Scores of the held-out pairs."""
        return PairTable.of(coded.pairs, coded.weight, len(self.plan.data.factors), columns)

    @cached_property
    def hits(self) -> Retrieved:
        """What is retrieved of the held-out pairs."""
        return retrieve(self.model, self.coded, self.data.images, self.device)

    def _labelled_codes(self, rows: Integers) -> tuple[Integers, Integers]:
        codes = encode_rows(self.model, self.data.images, rows, self.device)[rows]
        return codes.cpu().numpy(), self.data.labels[rows]


def thinned(rows: Integers) -> Integers:
    """At most MOST_IMAGES of them, evenly spaced."""
    kept: Integers = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_IMAGES)).round().astype(np.int64)]
    return kept
