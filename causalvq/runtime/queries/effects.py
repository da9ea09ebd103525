"""What doing something does to a factor, on average: total, and direct.

Axes: b images, V variables, U values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.compiler.plan import FactorPlan
from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.change import Change, spoken
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.results import Effect
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.changes import carry_out, sequences_of
from causalvq.runtime.run_diagnostics import NOT_READ

STANDARD_ERRORS = 1.959964
"""On both sides of a mean: 95% of a normal distribution."""


@dataclass(frozen=True, slots=True)
class _Mean:
    value: float
    interval: tuple[float, float] | None


def effect(
    model: CausalVQ,
    naming: Naming,
    values: Sequence[ValueTable | None],
    codes: Int[Tensor, "b V"],
    changes: Sequence[Change],
    factor: int,
) -> Effect:
    """Average what is done over images, but those whose codes, before or after, do not tell the value of the factor.

    The total effect lets everything follow. For the direct one every variable is held that is neither set nor one of
    the factor's own: a controlled direct effect, at the codes that each image has (Pearl, "Direct and indirect
    effects", UAI 2001).

    Args:
        model: trained.
        naming: the names of the run.
        values: which values go with which codes.
        codes: of the images.
        changes: what is done at once.
        factor: position of the factor that is looked at.

    Raises:
        QueryError: CVQ511 when the values of the factor cannot be read from codes, or no image can be brought to a
            value.
    """
    table, name = values[factor], naming.factors[factor]
    if table is None:
        message = f"the values of {name} are not known to the model, so no effect on it can be told"
        raise QueryError(
            Diagnostic(NOT_READ, message, hint="an effect is told of factors that the images have labels of")
        )
    held = torch.ones(codes.shape[1], dtype=torch.bool, device=codes.device)
    held[list(table.variables)] = False
    sequences = sequences_of(changes, codes, model.transition, values, naming)
    total, _ = carry_out(codes, changes, sequences, model.transition, naming, None)
    direct, _ = carry_out(codes, changes, sequences, model.transition, naming, None, held)
    told = torch.tensor([walks is not None for walks in sequences], dtype=torch.bool)
    # Codes that no image of training had say nothing of the value: the shares of all images would hide the effect.
    told &= table.met(codes) & table.met(total) & table.met(direct)
    if not bool(told.any()):
        message = f"the codes of none of the {len(codes):,} images tell the value of {name} both before and after"
        hint = "a factor of many variables, as in a grid, has more codes than images: look at images after `intervene`"
        raise QueryError(Diagnostic(NOT_READ, message, hint=hint))
    before, after, alone = (table.probabilities(one[told.to(one.device)]) for one in (codes, total, direct))
    numbers, unit = numbers_of(naming.plan.data.factors[factor])
    whole = part = None
    if numbers is not None:
        whole = _mean((after - before) @ numbers)
        # A causal layer passes messages on among all variables at once: what is held is put back, but was not held.
        part = None if naming.plan.layered else _mean((alone - before) @ numbers)
    return Effect(
        naming=naming,
        done=", ".join(spoken(change, naming) for change in changes),
        factor=factor,
        images=len(before),
        left_out=len(codes) - len(before),
        total=None if whole is None else whole.value,
        total_interval=None if whole is None else whole.interval,
        direct=None if part is None else part.value,
        direct_interval=None if part is None else part.interval,
        before=before.mean(0),
        after=after.mean(0),
        unit=unit,
    )


def numbers_of(factor: FactorPlan) -> tuple[Float[Tensor, " U"] | None, str]:
    """The values as numbers, and what they count; none where the values are words in no order."""
    try:
        numbers = [float(value) for value in factor.values]
    except ValueError:
        numbers = []
    if numbers and all(math.isfinite(number) for number in numbers):
        return torch.tensor(numbers, dtype=torch.float64), "value"
    if factor.order == "ordered":
        return torch.arange(factor.size, dtype=torch.float64), "place among the values"
    return None, "share of images with each value"


def _mean(differences: Float[Tensor, " b"]) -> _Mean:
    value = float(differences.mean())
    if len(differences) == 1:
        return _Mean(value, None)
    error = float(differences.std()) / math.sqrt(len(differences))
    return _Mean(value, (value - STANDARD_ERRORS * error, value + STANDARD_ERRORS * error))
