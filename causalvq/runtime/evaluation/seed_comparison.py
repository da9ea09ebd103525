"""Evaluations of several runs: means and spread over the seeds of a spec, and differences between specs.

The seed of a spec also draws the split, so that runs of two seeds are scored on different pairs; runs of two specs and
one seed are scored on the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

import numpy as np

from causalvq.compiler.canonical import digest_of
from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.errors import Diagnostic
from causalvq.metrics.bootstrap import DRAWS, Interval, t_interval
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.evaluation.pair_tables import differences, same_pairs
from causalvq.runtime.run_diagnostics import NOT_ALIKE, ONE_TRIAL

UNLIKE_SEEDS: Final = {"provenance", "spec", "seed", "metrics", "cost"}
"""Parts of a plan that do not make it another model: what it follows from, what is measured, what it costs."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """A run that was measured.

    Args:
        path: of the run.
        plan: that it trained.
        pairs: the held-out ones, all of them.
        scores: what was measured.
    """

    path: str
    plan: Plan
    pairs: Pairs
    scores: Measurements

    @property
    def numbers(self) -> dict[str, float]:
        """The scores that are known, then the accuracies of each factor; standard errors of single runs are none."""
        found = self.scores.scores
        each = {
            f"{factor}: {name}": getattr(one, name)
            for factor, one in self.scores.by_factor.items()
            for name in ("action_accuracy", "factor_accuracy", "intervention_ratio", "preserved")
        }
        known = {name: value for name, value in (found | each).items() if value is not None and isfinite(value)}
        return {name: value for name, value in known.items() if name not in ERRORS}


ERRORS: Final = ("action_accuracy_error", "factor_accuracy_error", "preserved_error")
FACTS: Final = (
    *("chance", "factor_chance", "infomec_modularity_of_labels", "infomec_compactness_of_labels"),
    *("copy_mse", "copy_psnr", "copy_ssim"),
)
"""Scores of data and actions, which no model can change: there is no difference to tell."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A score over the runs of a group.

    Args:
        mean: of the runs that have it.
        spread: standard deviation over them, of a sample (n - 1); None of one.
        values: of each run; None where it has none.
    """

    mean: float
    spread: float | None
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The runs of one spec, whatever their seeds.

    Args:
        name: of the spec.
        runs: in the order in which they were named.
        scores: by name.
    """

    name: str
    runs: tuple[Evaluated, ...]
    scores: Mapping[str, Summary]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How much more a group has than the first one.

    Args:
        paired_by: `seeds`, `pairs`, or nothing where neither could be had.
        scores: for each score that both have, the difference and where it lies at 95%; the interval is None where the
            score is of one run each and no mean over pairs.
    """

    paired_by: str
    scores: Mapping[str, tuple[float, Interval | None]]


@dataclass(frozen=True, slots=True, eq=False)
class SeedComparison:
    """Groups of runs beside each other.

    Args:
        groups: in the order in which their first runs were named.
        contrasts: of each group but the first, with the first; None where they cannot be compared.
        warnings: what cannot be compared and why; runs that are no trials of their own.
    """

    groups: tuple[Group, ...]
    contrasts: tuple[Contrast | None, ...]
    warnings: tuple[Diagnostic, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "groups": [_group_json(group) for group in self.groups],
            "differences": [None if one is None else _contrast_json(one) for one in self.contrasts],
            "notes": [str(warning) for warning in self.warnings],
        }


def compare_seeds(runs: Sequence[Evaluated], draws: int = DRAWS) -> SeedComparison:
    """Group runs by spec and compare each group with the first.

    Args:
        runs: at least one, in the order in which they are told.
        draws: of images, for differences of runs on the same pairs; 0 for no intervals of these.
    """
    gathered: dict[str, list[Evaluated]] = {}
    for run in runs:
        gathered.setdefault(group_digest(run.plan), []).append(run)
    groups = tuple(_group(members) for members in gathered.values())
    warnings = [warning for group in groups for warning in _repeated(group)]
    contrasts = []
    for group in groups[1:]:
        why = tuple(_unlike(groups[0], group))
        contrasts.append(None if why else _without_facts(_contrast(groups[0], group, draws)))
        warnings.extend(_not_alike(groups[0], group, "; ".join(why)) for _ in why[:1])
    return SeedComparison(groups, tuple(contrasts), tuple(warnings))


def group_digest(plan: Plan) -> str:
    """The same for plans that differ in nothing but their seeds and what is measured."""
    return digest_of(plan.model_dump(mode="json", exclude=UNLIKE_SEEDS))


def _group(runs: Sequence[Evaluated]) -> Group:
    numbers = [run.numbers for run in runs]
    names = dict.fromkeys(name for one in numbers for name in one)
    found = {name: tuple(one.get(name) for one in numbers) for name in names}
    return Group(runs[0].plan.name, tuple(runs), {name: _summary(values) for name, values in found.items()})


def _summary(values: tuple[float | None, ...]) -> Summary:
    known = [value for value in values if value is not None]
    spread = float(np.std(known, ddof=1)) if len(known) > 1 else None
    return Summary(float(np.mean(known)), spread, values)


def _repeated(group: Group) -> Iterator[Diagnostic]:
    """CVQ465: runs of one spec and one seed."""
    by_seed: dict[int, list[str]] = {}
    for run in group.runs:
        by_seed.setdefault(run.plan.seed, []).append(run.path)
    for seed, paths in by_seed.items():
        if len(paths) > 1:
            message = f"{', '.join(paths)} have one spec and one seed, {seed}: the spread is too small"
            hint = "name one of them, or train with other seeds: causalvq compile SPEC --set seed=1"
            yield Diagnostic(ONE_TRIAL, message, hint=hint, severity="warning")


def _unlike(one: Group, other: Group) -> Iterator[str]:
    """What makes scores of two groups incomparable."""
    first, second = one.runs[0].plan.data, other.runs[0].plan.data
    if (first.fingerprint, first.height, first.width) != (second.fingerprint, second.height, second.width):
        sizes = [f"{data.images:,} images of {data.height} x {data.width} pixels" for data in (first, second)]
        same = "of another content" if sizes[0] == sizes[1] else f"{sizes[1]}, not {sizes[0]}"
        yield f"other data ({same})"
    names = [", ".join(factor.name for factor in data.factors) for data in (first, second)]
    if names[0] != names[1]:
        yield f"other factors ({names[1]}, not {names[0]})"
    elif [factor.values for factor in first.factors] != [factor.values for factor in second.factors]:
        yield "factors of other values"
    for before, after in shared(one, other):
        if not same_pairs(before.pairs, after.pairs):
            counts = f"{len(after.pairs):,}, not {len(before.pairs):,}"
            split = "another split" if (first.split, first.split_by) != (second.split, second.split_by) else ""
            told = counts if len(after.pairs) != len(before.pairs) else "as many, but others"
            yield f"{split or 'other held-out pairs'} ({told})"
            return


def shared(one: Group, other: Group) -> list[tuple[Evaluated, Evaluated]]:
    """The first runs of each seed that both groups have."""
    found = {}
    for run in reversed(one.runs):
        partner = next((theirs for theirs in other.runs if theirs.plan.seed == run.plan.seed), None)
        if partner is not None:
            found[run.plan.seed] = (run, partner)
    return [found[seed] for seed in sorted(found)]


def _not_alike(one: Group, other: Group, why: str) -> Diagnostic:
    message = f"{other.runs[0].path} cannot be compared with {one.runs[0].path}: {why}"
    hint = "means are told, differences are not; compare runs of the same data, split, factors and actions"
    return Diagnostic(NOT_ALIKE, message, hint=hint, severity="warning")


def _contrast(one: Group, other: Group, draws: int) -> Contrast:
    """By seeds where there are two in common, otherwise by the pairs of runs that were asked the same ones."""
    both = shared(one, other)
    if len(both) > 1:
        return Contrast("seeds", dict(_by_seeds(both)))
    fixed = ((a, b) for a in one.runs for b in other.runs if same_pairs(a.pairs, b.pairs))
    pair = next(iter(both), None) or next(fixed, None)
    if pair is None:
        return Contrast("", {name: (apart, None) for name, apart in _apart(one, other)})
    before, after = (run.numbers for run in pair)
    plain = {name: (after[name] - before[name], None) for name in before if name in after}
    return Contrast("pairs", plain | (_by_pairs(*pair, draws) if draws else {}))


def _without_facts(contrast: Contrast) -> Contrast:
    kept = {name: apart for name, apart in contrast.scores.items() if name not in FACTS}
    return Contrast(contrast.paired_by, kept)


def _apart(one: Group, other: Group) -> Iterator[tuple[str, float]]:
    for name, summary in one.scores.items():
        if name in other.scores:
            yield name, other.scores[name].mean - summary.mean


def _by_seeds(both: Sequence[tuple[Evaluated, Evaluated]]) -> Iterator[tuple[str, tuple[float, Interval | None]]]:
    numbers = [(before.numbers, after.numbers) for before, after in both]
    for name in dict.fromkeys(name for before, _ in numbers for name in before):
        apart = [after[name] - before[name] for before, after in numbers if name in before and name in after]
        if apart:
            yield name, (float(np.mean(apart)), t_interval(apart))


def _by_pairs(one: Evaluated, other: Evaluated, draws: int) -> dict[str, tuple[float, Interval | None]]:
    found: dict[str, tuple[float, Interval | None]] = {}
    for metric, table in one.scores.tables.items():
        theirs = other.scores.tables.get(metric)
        if theirs is not None and same_pairs(table.pairs, theirs.pairs):
            found |= differences(table, theirs, draws)
    return found


def _group_json(group: Group) -> dict[str, Any]:
    scores = {
        name: {"mean": one.mean, "spread": one.spread, "values": list(one.values)} for name, one in group.scores.items()
    }
    seeds, runs = [run.plan.seed for run in group.runs], [run.path for run in group.runs]
    return {"name": group.name, "seeds": seeds, "runs": runs, "scores": scores}


def _contrast_json(contrast: Contrast) -> dict[str, Any]:
    scores = {
        name: {"difference": apart, **({"lower": None, "upper": None} if ends is None else ends.to_json())}
        for name, (apart, ends) in contrast.scores.items()
    }
    return {"paired_by": contrast.paired_by or None, "scores": scores}
