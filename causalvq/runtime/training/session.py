"""One training session: which run it works on, and what it leaves when training ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch

from causalvq.compiler.capability.trainability import unsupported
from causalvq.compiler.placement.action_kinds import kinds_in
from causalvq.compiler.plan import FactorPlan, Plan
from causalvq.data.cache import default_directory
from causalvq.data.pairs.meaning import Actions
from causalvq.data.preparation import open_data, prepare_opened
from causalvq.data.prepared import Prepared
from causalvq.data.published.known_sets import ABSENT, published_facts, what_to_put
from causalvq.dsl.spec import Data
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.baselines.building import build_model
from causalvq.runtime.estimation.baseline_fitting import fit_baseline, fit_reader
from causalvq.runtime.estimation.code_statistics import CodeStatistics, code_statistics
from causalvq.runtime.estimation.codes import estimate_mechanisms
from causalvq.runtime.estimation.value_tables import state_names
from causalvq.runtime.evaluation.measure import measure_model
from causalvq.runtime.evaluation.measurements import Measurements
from causalvq.runtime.evaluation.metrics.metric_library import require_library
from causalvq.runtime.feeding.supervision import missing_supervision, supervised, supervision
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.run_diagnostics import (
    DATA_CHANGED,
    NO_CHANGE,
    NO_DEVICE,
    NO_IMAGES,
    NO_PAIRS,
    NO_VALIDATION_PAIRS,
)
from causalvq.runtime.runs.data_place import at_place, changed_data, changed_pairs, missing, not_there
from causalvq.runtime.runs.model_files import write_model_files
from causalvq.runtime.runs.run import Run
from causalvq.runtime.runs.run_files import write_json, write_text
from causalvq.runtime.trainable import Trainable
from causalvq.runtime.training.pictures import redraw

MOST_VALUES = 12
"""Of a factor that a message names."""

LOOKED_AT = 64
"""Training pairs of each factor whose images are compared before training."""


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A run with everything that training it needs.

    Args:
        run: where files go.
        model: built from the run's plan, with fresh weights, on `device`.
        data: images, split and pairs.
        device: where to train.
    """

    run: Run
    model: Trainable
    data: Prepared
    device: torch.device

    def finish(self, tell: Callable[[str], None] = lambda _: None) -> Measurements:
        """Estimate the mechanisms and write the model; then score it on the test split and write what was measured.

        Args:
            tell: is given a line about what takes longer than a moment.
        """
        run, plan = self.run, self.run.plan
        self.model.eval()
        if plan.coded:
            self._write_causal(cast(CausalVQ, self.model), tell)
        else:
            fit_baseline(plan, self.model, self.data, self.device)
            run.require_there()
            write_model_files(run, self.model.state_dict(), (), model_card(plan), {})
        scores = measure_model(plan, self.model, self.data, self.device)
        if scores.warnings:
            warnings = [str(warning) for warning in scores.warnings]
            run.log({"step": plan.train.steps, "phase": "measured", "warnings": warnings})
        run.require_there()
        write_scores(run, scores)
        run.require_there()
        return scores

    def _write_causal(self, model: CausalVQ, tell: Callable[[str], None]) -> None:
        """Estimate the mechanisms of codes, draw pictures again where that is better, and write the model."""
        run, plan = self.run, self.run.plan
        if plan.baseline is not None:
            fit_reader(model, self.data, self.device, plan.seed)
        estimate_mechanisms(model, self.data, plan, self.device)
        redrawn = redraw(model, self.data, plan, self.device, tell) if plan.baseline is None else None
        if redrawn is not None:
            run.log({"step": plan.train.steps, "phase": "pictures", **asdict(redrawn)})
        run.require_there()
        write_model(run, model, code_statistics(model, self.data, plan, self.device))


def require_trainable(plan: Plan) -> None:
    """Refuse a plan that asks for what this version does not do.

    Raises:
        RunError: CVQ290, one diagnostic for each such thing.
    """
    missing = unsupported(plan)
    if missing:
        raise RunError(*missing)


def open_session(run: Run, device: str | None = None) -> Session:
    """Read the data and build the model.

    Args:
        run: the run.
        device: where to train; None: where the plan says.

    Raises:
        DataError: when the data are not there, or are not those that the plan was made for.
        RunError: CVQ407 when the device is not there; CVQ290 for what this version cannot train; CVQ411, CVQ412
            and CVQ421 when there are no pairs to train on, to score with or to stop by, or their actions are unknown;
            CVQ415 when the two images of every pair are the same;
            CVQ441 and CVQ442 when the data do not have the labels that the plan trains on; CVQ450 when a metric needs
            a library that is not there.
    """
    require_trainable(run.plan)
    require_library(run.plan.metrics)
    place = choose_device(device or run.plan.train.device)
    data = run_data(run)
    require_pairs(data, run.plan)
    require_change(data, run.plan)
    seeded = torch.random.fork_rng()
    with seeded:
        torch.manual_seed(run.plan.seed)
        model = build_model(run.plan)
    model.pixels.measure(data)
    model.to(place, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return Session(run, model, data, place)


def require_pairs(data: Prepared, plan: Plan) -> None:
    """Refuse data on which training would fail, or its end would, after all the time that it took.

    Raises:
        RunError: CVQ411 when there are no pairs to train on or to score with; CVQ412, CVQ441 or CVQ442 when the data
            do not say what the plan trains on; CVQ421 when there are no pairs by which a plateau could be told.
    """
    faults = [
        Diagnostic(
            NO_PAIRS,
            f"the {part} part of the split has no pair of images that differ by one action",
            got=f"{len(data.split[part]):,} images",
            hint=f"use more images, fewer factors, or a larger data.split.{part}",
        )
        for part in ("train", "test")
        if not len(data.pairs[part])
    ]
    faults.extend(missing_supervision(plan, data))
    auto = plan.train.floor is not None
    if (auto or plan.train.early_stop is not None) and not len(data.pairs["validation"]):
        key, otherwise = ("steps", "a number of train.steps") if auto else ("early_stop", "early_stop: null")
        message = f"the validation part of the split has no pairs, by which train.{key} could tell a plateau"
        faults.append(Diagnostic(NO_VALIDATION_PAIRS, message, hint=f"a larger data.split.validation, or {otherwise}"))
    if faults:
        raise RunError(*faults)


def require_change(data: Prepared, plan: Plan) -> None:
    """Refuse pairs of images that are the same: nothing can be learned from them.

    Raises:
        RunError: CVQ415, when no pair of training that is looked at, up to 64 of each factor, shows any change.
    """
    same = [factor.name for position, factor in enumerate(plan.data.factors) if unchanged(data, position)]
    if same and len(same) == len({*data.pairs["train"].factor.tolist()}):
        message = "nothing changes between the images of a pair: each is the same before and after"
        hint = "check which images the table names as before and after, or raise data.image.size"
        raise RunError(Diagnostic(NO_CHANGE, message, got=f"pairs of {', '.join(same[:10])}", hint=hint))


def unchanged(data: Prepared, position: int) -> bool:
    """Whether a factor has training pairs, and those that are looked at show the same image twice."""
    pairs = data.pairs["train"]
    own = pairs[pairs.factor == position]
    some = own[np.linspace(0, len(own) - 1, min(LOOKED_AT, len(own))).astype(np.int64)]
    return len(some) > 0 and all(
        np.array_equal(data.images[x], data.images[y]) for x, y in zip(some.x, some.y, strict=True)
    )


def run_data(run: Run, otherwise: str = "") -> Prepared:
    """The data of a run; see `load_data`.

    Args:
        run: the run.
        otherwise: what can be done without its data, told where they are not there.
    """
    return load_data(run.plan, run.base, run.moved, otherwise)


def load_data(plan: Plan, base: Path, moved: Path | None = None, otherwise: str = "") -> Prepared:
    """The images, split and pairs of a plan, with as many known actions as it trains on.

    Args:
        plan: what they are for.
        base: the folder that its paths start from; where they lead nowhere, the current one.
        moved: where the data are now; None: where the plan says.
        otherwise: what can be done without them.

    Raises:
        DataError: when they are not what they should be.
        RunError: CVQ461 when they are not there; CVQ408 when they have changed since the plan was made; CVQ460 when
            they are a published set that was not there either when the plan was made.
    """
    section, base = at_place(data_section(plan), base, moved)
    absent = missing(section, base)
    if absent is not None and missing(section, Path()) is None:  # of a run that was copied, asked from its project
        absent, base = None, Path()
    if plan.data.fingerprint == ABSENT and published_facts(section, base) is not None:
        message = "the images that the plan is for are not there"
        hint = f"{what_to_put(section.source)}, seen from {base}; then compile the spec again"
        raise RunError(Diagnostic(NO_IMAGES, message, hint=hint))
    if absent is not None:
        raise not_there(absent, otherwise)
    opened = open_data(section, base=base)
    if opened.facts.fingerprint != plan.data.fingerprint:
        raise changed_data(plan.data, opened.facts)
    if opened.table is not None and plan.data.pairs_digest not in {"", opened.table.digest}:
        raise changed_pairs(opened.table.path)
    data = prepare_opened(opened, section, data_actions(plan), plan.seed, cache=default_directory())
    require_values(plan, data)
    return supervised(plan, data)


def require_values(plan: Plan, data: Prepared) -> None:
    """Refuse data whose values are numbered otherwise than in the plan, as an earlier version may have numbered them.

    Raises:
        RunError: CVQ408.
    """
    for meant, found in zip(plan.data.factors, data.facts.factors, strict=True):
        if meant.values != found.values:
            expected, got = (", ".join(values[:MOST_VALUES]) for values in (meant.values, found.values))
            message = f"the values of {meant.name} are read otherwise than when the spec was compiled"
            hint = "compile the spec again"
            raise RunError(Diagnostic(DATA_CHANGED, message, expected=expected, got=got, hint=hint))


def data_actions(plan: Plan) -> Actions:
    """The kind of the actions on each factor, as a plan says it."""
    kinds = kinds_in(plan.actions, len(plan.data.factors))
    return Actions("step", {factor.name: kind for factor, kind in zip(plan.data.factors, kinds, strict=True)})


def data_section(plan: Plan) -> Data:
    """The `data` section of a spec that says what the plan says."""
    data = plan.data
    section: Mapping[str, Any] = {
        "source": data.source,
        "image": {"size": data.size, "show": list(data.show) or None, "alpha": data.alpha, "range": data.range},
        "factors": [said(factor) for factor in data.factors] or "all",
        "cyclic": [factor.name for factor in data.factors if factor.cyclic and factor.order is None],
        "imbalance": {name: list(shares) for name, shares in data.imbalance.items()},
        "split": {"by": data.split_by, **data.split},
        "pairs": {
            "from": data.pairs,
            "file": data.pairs_file,
            "before": data.pairs_before,
            "after": data.pairs_after,
            "actions": data.pairs_actions,
            "columns": dict(data.pairs_columns),
            "opposites": data.opposites,
            "alternatives": data.alternatives,
            "neighbours": data.neighbours,
            "frequency": data.frequency,
        },
    }
    return Data.model_validate_json(json.dumps(section))


def said(factor: FactorPlan) -> str | dict[str, str]:
    """A factor as a spec names it, with the order that the spec said."""
    return factor.name if factor.order is None else {"name": factor.name, "order": factor.order}


def device_here(wanted: str) -> torch.device:
    """The device that a plan was trained on, or the best one of a machine that has none of its kind."""
    try:
        return choose_device(wanted)
    except RunError:
        return choose_device("auto")


def choose_device(wanted: str) -> torch.device:
    """The device that a plan asks for; `auto` is the first of cuda, mps and cpu that is there.

    Raises:
        RunError: CVQ407 when it is not there.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, present in there.items() if present))
    if not there[wanted]:
        found = ", ".join(name for name, present in there.items() if present)
        raise RunError(
            Diagnostic(
                NO_DEVICE,
                f"this machine has no {wanted} device",
                expected=found,
                hint="device: auto in the spec, or --device cpu",
            )
        )
    return torch.device(wanted)


def write_model(run: Run, model: CausalVQ, statistics: CodeStatistics) -> None:
    """Write model/: what the model is, its card, what queries know of the data, and its weights."""
    names = state_names(run.plan, statistics.values)
    write_model_files(run, model.state_dict(), names, model_card(run.plan), statistics.to_tensors())


def write_scores(run: Run, scores: Measurements) -> None:
    """Write metrics.json, and the model's card again with what was measured."""
    write_json(run.path / "metrics.json", scores.to_json() | {"supervision": supervision(run.plan)})
    write_text(run.model / "README.md", model_card(run.plan) + scores_card(run.plan, scores))


def model_card(plan: Plan) -> str:
    """A short README for the model's directory."""
    factors = ", ".join(f"{factor.name} ({factor.size})" for factor in plan.data.factors)
    first = next(action for action in plan.actions if action.factor == 0)
    change = "step=+1" if first.kind == "step" else f'value="{plan.data.factors[0].values[0]}"'
    return f"""---
library_name: causalvq
---
# {plan.name}

{told_model(plan)} for images of
{plan.data.height} x {plan.data.width} pixels. Factors (values): {factors}.

    run = causalvq.load("model")     # this folder, wherever it is; images of your own need nothing else
    run.intervene(images, factor="{plan.data.factors[0].name}", {change})
"""


def told_model(plan: Plan) -> str:
    """What a model is, in a few words."""
    if plan.baseline is None:
        return f"A causal vector-quantised autoencoder: {len(plan.variables)} variables of {plan.codebook.size} states"
    return f"A baseline of causalvq, {plan.baseline.kind}: {plan.numbers} numbers"


def scores_card(plan: Plan, scores: Measurements) -> str:
    """The part of the README that tells the scores."""
    measured = ((name, value) for name, value in scores.to_json().items() if isinstance(value, int | float))
    rows = "\n".join(f"| {name} | {value:.5g} |" for name, value in measured)
    factors = "\n".join(
        f"| {name} | {one.pairs} | {_within(one.action_accuracy, one.action_accuracy_interval)} "
        f"| {_within(one.factor_accuracy, one.factor_accuracy_interval)} |"
        for name, one in scores.by_factor.items()
    )
    notes = "".join(f"\n- {warning}" for warning in scores.warnings)
    return f"""
Scores on held-out pairs ({supervision(plan)}):

| score | value |
| --- | --- |
{rows}

By factor, with 95% intervals:

| factor | pairs | action accuracy | factor accuracy |
| --- | --- | --- | --- |
{factors}
{notes}
"""


def _within(share: float | None, interval: tuple[float, float] | None) -> str:
    return "" if share is None or interval is None else f"{share:.4f} ({interval[0]:.4f} to {interval[1]:.4f})"
