"""What interventions do to states: whether they reach what they set, and leave the rest alone.

Axes: P pairs of before and after, F factors or variables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.data.types import Flags, Floats
from causalvq.metrics.array_checks import as_array, as_flags, as_indices, as_table, as_whole, factor_names
from causalvq.metrics.metric_faults import BAD_ARRAY, UNLIKE, fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """The three shares of interventions, or of what they do to one factor; each in [0, 1], 1 the best.

    Args:
        hit: of what is set, the share that is as wanted after it; None where nothing is set.
        effect_reached: of what follows from what is set, the share that is as wanted; None where nothing follows.
        preserved: of all the rest, the share that is as it was; None where there is no rest.
    """

    hit: float | None
    effect_reached: float | None
    preserved: float | None


@dataclass(frozen=True, slots=True)
class InterventionScores:
    """How interventions do: means over pairs of the share in each pair.

    A perfect intervention has 1 in all three; one that does nothing has hit and effect_reached 0 (where states are to
    change) and preserved 1; states drawn at random from L have 1 / L in all three.

    Args:
        pairs: that were scored.
        outcome: of all factors.
        by_factor: of each factor, over the pairs in which it is set, follows, or is to stay.
    """

    pairs: int
    outcome: Outcome
    by_factor: Mapping[str, Outcome]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        each = {name: asdict(outcome) for name, outcome in self.by_factor.items()}
        return {"pairs": self.pairs, **asdict(self.outcome), "by_factor": each}


def intervention_scores(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    wanted: npt.ArrayLike,
    targets: npt.ArrayLike | None = None,
    names: Sequence[str] = (),
) -> InterventionScores:
    """Score interventions by the states before them, after them, and those that there should be.

    States are compared with each other alone, so that how they are numbered changes nothing. What is set is asked to be
    as `wanted`; so is what differs between `before` and `wanted` without being set, which is an effect; all else is
    asked to be as `before`. The definitions are ours: papers on single sets measure distances instead.

    Args:
        before: codes or labels, whole numbers of at least 0 or words, [P, F] or [P].
        after: what the intervention gave, of the same shape.
        wanted: what it should have given, of the same shape.
        targets: what each pair sets: booleans [P, F], or the number of the one factor, [P]; None where all that differs
            is set, so that there are no effects.
        names: of the factors; empty for factor_0, factor_1, ...

    Raises:
        MetricError: CVQ601 to CVQ603, which name the array.
    """
    first, then, goal = (_states(values, name) for name, values in named(before, after, wanted).items())
    for name, table in (("after", then), ("wanted", goal)):
        if table.shape != first.shape:
            got = f"{first.shape} and {table.shape}"
            raise fault(UNLIKE, f"arrays 'before' and {name!r} have different shapes", "one shape", got)
        if (table.dtype.kind == "U") != (first.dtype.kind == "U"):
            raise fault(UNLIKE, f"arrays 'before' and {name!r} are of numbers and of words", "one of the two in both")
    called = factor_names(names, first.shape[1], "columns of 'before'")
    moved = first != goal
    is_set = _targets(targets, first.shape) if targets is not None else moved
    asked = {"hit": is_set, "effect_reached": moved & ~is_set, "preserved": ~moved & ~is_set}
    right = then == goal  # of what is to stay the goal is what was
    factors = {
        name: Outcome(**{part: _share(right[:, [at]], where[:, [at]]) for part, where in asked.items()})
        for at, name in enumerate(called)
    }
    whole = Outcome(**{part: _share(right, where) for part, where in asked.items()})
    return InterventionScores(len(first), whole, MappingProxyType(factors))


def named(before: npt.ArrayLike, after: npt.ArrayLike, wanted: npt.ArrayLike) -> dict[str, npt.ArrayLike]:
    """The three arrays by the names that messages have."""
    return {"before": before, "after": after, "wanted": wanted}


def _share(right: Flags, asked: Flags) -> float | None:
    """The mean over pairs of the share of what is asked that is right; None where nothing is asked."""
    counts = asked.sum(1)
    if not counts.any():
        return None
    shares: Floats = (right & asked).sum(1)[counts > 0] / counts[counts > 0]
    return float(shares.mean())


def _states(values: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Whole numbers from 0, or words."""
    table = as_table(values, name)
    if table.dtype.kind in "US":
        return table.astype(np.str_)
    states = as_whole(table, name, "read states from vectors first")
    if states.min() < 0:
        row, column = np.argwhere(states < 0)[0].tolist()
        got = f"{states[row, column]} in row {row}, column {column}"
        raise fault(BAD_ARRAY, f"array {name!r} has negative states", "whole numbers of at least 0", got)
    return states


def _targets(values: npt.ArrayLike, shape: tuple[int, ...]) -> Flags:
    """Which factor each pair sets: bool [P, F]."""
    given = as_array(values, "targets")
    if given.ndim == 1 and given.dtype.kind != "b":
        flags = np.zeros(shape, dtype=np.bool_)
        flags[np.arange(shape[0]), as_indices(given, "targets", shape[0], shape[1])] = True
        return flags
    table = given[:, None] if given.ndim == 1 else given
    if table.shape != shape:
        raise fault(UNLIKE, "array 'targets' has the wrong shape", f"{shape}", f"{given.shape}")
    return as_flags(table, "targets")
