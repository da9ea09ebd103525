"""Which value a factor has, read from the codes of its variables: counts over the training images.

Read from labels after training; no loss sees them. Axes: b images, k variables of the factor, n groups of codes that
were met, U values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan


@dataclass(frozen=True, eq=False)
class ValueTable:
    """How often a factor had each value when its variables had certain codes.

    Args:
        variables: of the factor.
        codes: the groups of codes that were met, each once.
        counts: of each value.
    """

    variables: tuple[int, ...]
    codes: Int[Tensor, "n k"]
    counts: Int[Tensor, "n U"]

    @cached_property
    def _row(self) -> dict[tuple[int, ...], int]:
        return {tuple(codes): row for row, codes in enumerate(self.codes.tolist())}

    def probabilities(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b U"]:
        """Probability of each value, given the codes of images; what was never met has the shares of all images."""
        rows = self._rows(codes)
        shares = self.counts.double() / self.counts.sum(1, keepdim=True)
        everywhere = self.counts.sum(0).double() / self.counts.sum()
        return torch.where((rows >= 0)[:, None], shares[rows], everywhere)

    def met(self, codes: Int[Tensor, "b V"]) -> Bool[Tensor, " b"]:
        """Whether the factor's codes were met in training."""
        return self._rows(codes) >= 0

    def values(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, " b"]:
        """The most frequent value of the codes of images; -1 where they were never met."""
        rows = self._rows(codes)
        return torch.where(rows >= 0, self.counts.argmax(1)[rows], -1)

    def _rows(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, " b"]:
        own = codes[:, list(self.variables)].tolist()
        return torch.tensor([self._row.get(tuple(one), -1) for one in own], dtype=torch.int64)


def count_values(plan: Plan, codes: Int[Tensor, "b V"], labels: Int[Tensor, "b F"]) -> tuple[ValueTable | None, ...]:
    """A table for each factor; None for one that has no variable, or no values.

    Args:
        plan: says which variables are whose.
        codes: of images.
        labels: value of each factor of the plan in them, by index; no columns where the images have no labels.
    """
    tables: list[ValueTable | None] = []
    for position, factor in enumerate(plan.data.factors):
        variables = plan.targets[position]
        if not variables or not factor.values or labels.shape[1] == 0 or not len(codes):
            tables.append(None)
            continue
        met, row = torch.unique(codes[:, list(variables)], dim=0, return_inverse=True)
        counts = torch.zeros(len(met), factor.size, dtype=torch.int64)
        counts.index_put_((row, labels[:, position]), torch.ones((), dtype=torch.int64), accumulate=True)
        tables.append(ValueTable(variables, met, counts))
    return tuple(tables)


def state_names(plan: Plan, tables: Sequence[ValueTable | None]) -> tuple[tuple[str, ...], ...]:
    """What each state of each variable stands for, for display: the most frequent value of the variable's factor.

    Variables without a factor, and those that share one, get no names; nor do states that were never met.
    """
    named = [[""] * variable.states for variable in plan.variables]
    for factor, table in zip(plan.data.factors, tables, strict=True):
        if table is not None and len(table.variables) == 1:
            names = named[table.variables[0]]
            for (code,), value in zip(table.codes.tolist(), table.counts.argmax(1).tolist(), strict=True):
                names[code] = factor.values[value]
    return tuple(tuple(names) for names in named)
