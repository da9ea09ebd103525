"""Arrays that belong together, by name, and what is scored of each set that is there.

A file, or any mapping, may hold several sets: codes beside factors, probabilities beside actions, graphs, images.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from causalvq.dsl.text.suggest import suggest
from causalvq.metrics.action_scores import action_scores
from causalvq.metrics.array_checks import as_array, as_numbers
from causalvq.metrics.edge_scores import score_matrices
from causalvq.metrics.image_quality import WIDTH, mse, psnr, ssim
from causalvq.metrics.intervention_images import image_effect
from causalvq.metrics.intervention_scores import intervention_scores
from causalvq.metrics.metric_faults import BAD_ARRAY, NO_ARRAY, NO_METRIC, fault
from causalvq.metrics.metric_selection import METRICS, Scored, measure_arrays
from causalvq.metrics.representation.metric_inputs import Sample, sample_of_codes, sample_of_states, sample_of_vectors

Arrays = Mapping[str, npt.ArrayLike]

EITHER = (("codes", "vectors"), ("factors", "labels"), ("names", "factor_names"))
"""Names of which one stands for both."""

HINTS = {"factors": "`--metrics usage` needs codes alone"}
"""What can be done without an array."""

SPANS = {"uint8": 255.0, "uint16": 65535.0, "bool": 1.0}
"""What pixels can differ by, where their type says it."""


@dataclass(frozen=True, slots=True)
class SetScores:
    """What the arrays of one set score.

    Args:
        title: what was scored, in a line.
        scored: by the name of the metric.
        facts: what else is known of the arrays, as plain values.
        left_out: names of the factors of one value, which are not scored.
    """

    title: str
    scored: Mapping[str, Scored]
    facts: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**self.facts, "metrics": {name: one.to_json() for name, one in self.scored.items()}}


@dataclass(frozen=True, slots=True)
class ArraySet:
    """Arrays that are scored together.

    Args:
        required: their names; `codes` stands for codes or vectors, `factors` for factors or labels.
        optional: names of arrays that may be there too.
        score: from the arrays, the names of the metrics of `METRICS` and a seed.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    score: Callable[[Arrays, Sequence[str], int], SetScores]


def score_arrays(arrays: Arrays, names: Sequence[str] = (), seed: int = 0) -> dict[str, SetScores]:
    """Score every set of arrays that is there.

    Args:
        arrays: by the names that SETS has.
        names: metrics of METRICS, or sets; empty for all sets of which an array is there.
        seed: of the halves that are fitted to and measured on, and of batches.

    Returns:
        the scores of each set, by its name.

    Raises:
        MetricError: CVQ605 for a name that is none, CVQ609 where an array of a set is missing; else as what scores.
    """
    known = (*METRICS, *(name for name in SETS if name != "representation"))
    for name in names:
        if name not in known:
            raise fault(NO_METRIC, f"the metric {name!r} is not there", ", ".join(known), name)
    metrics = [name for name in names if name in METRICS]
    chosen = [name for name in SETS if name in names or (name == "representation" and metrics)]
    there = chosen or [name for name, one in SETS.items() if any(_has(arrays, array) for array in one.required)]
    if not there:
        wanted = "; ".join(f"{name}: {', '.join(one.required)}" for name, one in SETS.items())
        raise fault(NO_ARRAY, "there is no array to score", wanted, _listed(arrays))
    alone = metrics == ["usage"]  # needs no factors
    for name in there:
        _require(arrays, name, SETS[name].required[: 1 if alone and name == "representation" else None])
    slow_last = sorted(there, key=lambda name: name == "representation")  # what is wrong elsewhere is told in no time
    found = {name: SETS[name].score(arrays, metrics, seed) for name in slow_last}
    return {name: found[name] for name in there}


def unread(arrays: Arrays) -> tuple[str, ...]:
    """Names of the arrays that no set has."""
    known = {array for one in SETS.values() for array in (*one.required, *one.optional)}
    known |= {name for pair in EITHER for name in pair}
    return tuple(name for name in arrays if name not in known)


def _either(name: str) -> tuple[str, ...]:
    return next((pair for pair in EITHER if name in pair), (name,))


def _has(arrays: Arrays, name: str) -> bool:
    return any(one in arrays for one in _either(name))


def _require(arrays: Arrays, of: str, required: Sequence[str]) -> None:
    """Every array of a set, and one of two that stand for each other.

    Raises:
        MetricError: CVQ609.
    """
    for name in required:
        pair = _either(name)
        found = [one for one in pair if one in arrays]
        if len(found) == 1:
            continue
        if len(pair) == 1:
            message, expected = f"there is no array {name!r}", f"{of} are scored of {', '.join(required)}"
        else:
            message = f"there are {'both' if found else 'neither'} of the arrays {' and '.join(pair)}"
            expected = f"one of {', '.join(pair)}"
        near = suggest(name, unread(arrays)) if not found else None
        hint = f"is the array {near!r} meant to be it?" if near else HINTS.get(name)
        raise fault(NO_ARRAY, message, expected, _listed(arrays), hint)


def _listed(arrays: Arrays) -> str:
    return ", ".join(arrays) or "no arrays"


def _get(arrays: Arrays, name: str) -> npt.ArrayLike | None:
    """An array that may be there, under either of its names."""
    return next((arrays[one] for one in _either(name) if one in arrays), None)


def _names(arrays: Arrays) -> list[str]:
    """Names of factors, also where they were kept as bytes."""
    given = _get(arrays, "names")
    listed = np.atleast_1d(as_array(given, "names")).tolist() if given is not None else []
    return [name.decode(errors="backslashreplace") if isinstance(name, bytes) else str(name) for name in listed]


def _span(arrays: Arrays, of: str) -> float:
    """Largest less smallest value of a pixel: what is said, or what the type of the images says."""
    if "span" in arrays:
        given = as_array(arrays["span"], "span")
        if given.size != 1:
            raise fault(BAD_ARRAY, "array 'span' is no single number", "one number above 0", f"shape {given.shape}")
        return float(as_numbers(given.reshape(1, 1), "span")[0, 0])
    kind = str(as_array(arrays[of], of).dtype)
    if kind not in SPANS:
        hint = "add the array 'span': 1 for pixels in [0, 1], 2 for [-1, 1], 255 for [0, 255]"
        raise fault(NO_ARRAY, f"there is no array 'span', and {kind} of {of!r} does not say it", hint=hint)
    return SPANS[kind]


def _representation(arrays: Arrays, metrics: Sequence[str], seed: int) -> SetScores:
    sample = _sample(arrays)
    kind = "codes" if sample.discrete else "vectors"
    facts = {
        "samples": len(sample),
        "variables": sample.variables,
        "discrete": sample.discrete,
        "factors": list(sample.names),
        "left_out": list(sample.left_out),
    }
    title = f"{len(sample):,} samples; {sample.variables} variables ({kind}), {len(sample.names)} factors"
    return SetScores(title, measure_arrays(sample, metrics, seed), facts, sample.left_out)


def _sample(arrays: Arrays) -> Sample:
    factors, names = _get(arrays, "factors"), _names(arrays)
    if factors is None:
        return sample_of_states(_codes(arrays), arrays.get("codebook_sizes"))
    if "codes" in arrays:
        return sample_of_codes(arrays["codes"], factors, names, arrays.get("codebook_sizes"))
    return sample_of_vectors(arrays["vectors"], factors, names)


def _codes(arrays: Arrays) -> npt.ArrayLike:
    if "codes" not in arrays:
        raise fault(NO_METRIC, "the metric 'usage' is of codes, not of vectors", "the array 'codes'", _listed(arrays))
    return arrays["codes"]


def _actions(arrays: Arrays, _: Sequence[str], __: int) -> SetScores:
    found = action_scores(arrays["probabilities"], arrays["actions"], arrays["factor_of"], _names(arrays))
    factors = tuple(found.by_factor)
    shares = {}
    for name, share, interval, chance, part in (
        ("directed", found.directed, found.directed_interval, found.chance, "action_accuracy"),
        ("undirected", found.undirected, found.undirected_interval, found.undirected_chance, "factor_accuracy"),
    ):
        each = _numbers([getattr(one, part) for one in found.by_factor.values()])
        parts = {name: share, "low": interval[0], "high": interval[1], "chance": chance}
        shares[name] = Scored(parts, by_factor=each, factors=factors)
    top = {f"top_{k}": value for k, value in found.top.items()}
    top |= {f"top_{k}_chance": value for k, value in found.top_chance.items()}
    sure = {name: getattr(found, name) for name in ("calibration_error", "brier", "brier_chance")}
    facts = {
        "pairs": found.pairs,
        "factors": list(factors),
        "by_factor": {name: one.to_json() for name, one in found.by_factor.items()},
        "reliability": [asdict(one) for one in found.reliability],
    }
    title = f"{found.pairs:,} pairs; actions on {len(factors)} factors"
    return SetScores(title, {**shares, "top": Scored(top), "calibration": Scored(sure)}, facts)


def _graph(arrays: Arrays, _: Sequence[str], __: int) -> SetScores:
    found = score_matrices(arrays["graph"], arrays["true_graph"])
    told = found.to_json()
    distance = {"reversed_once": float(found.shd), "reversed_twice": float(found.shd_reversed_twice)}
    counts = {name: float(told[name]) for name in ("right", "missing", "extra", "reversed")}
    shares = {name: told[name] for name in ("precision", "recall", "f1")}
    nodes = len(as_array(arrays["graph"], "graph"))
    scored = {"shd": Scored(distance), "edges": Scored({**counts, **shares})}
    return SetScores(f"a graph of {nodes} nodes", scored, {"nodes": nodes})


def _images(arrays: Arrays, _: Sequence[str], __: int) -> SetScores:
    images, truth = arrays["images"], arrays["truth"]
    errors = mse(images, truth)
    span = _span(arrays, "images")
    large = min(as_array(images, "images").shape[1:3]) >= WIDTH
    parts = {
        "mse": float(errors.mean()),
        "psnr": float(psnr(images, truth, span).mean()),
        "ssim": float(ssim(images, truth, span).mean()) if large else None,
    }
    return SetScores(f"{len(errors):,} images", {"reconstruction": Scored(parts)}, {"images": len(errors)})


def _interventions(arrays: Arrays, _: Sequence[str], __: int) -> SetScores:
    states = (arrays["before"], arrays["after"], arrays["wanted"])
    found = intervention_scores(*states, arrays.get("targets"), _names(arrays))
    factors = tuple(found.by_factor)
    scored = {
        part: Scored(
            {part: value},
            by_factor=_numbers([getattr(one, part) for one in found.by_factor.values()]),
            factors=factors,
        )
        for part, value in asdict(found.outcome).items()
    }
    facts = {"pairs": found.pairs, "factors": list(factors)}
    return SetScores(f"{found.pairs:,} interventions; {len(factors)} factors", scored, facts)


def _intervention_images(arrays: Arrays, _: Sequence[str], __: int) -> SetScores:
    before, after, wanted = (arrays[f"image_{name}"] for name in ("before", "after", "wanted"))
    found = image_effect(before, after, wanted, _span(arrays, "image_after"), arrays.get("image_reconstructed"))
    count = len(as_array(before, "image_before"))
    scored = {"intervention_images": Scored(found.to_json())}
    return SetScores(f"{count:,} images of interventions", scored, {"pairs": count})


def _numbers(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(np.nan if value is None else value for value in values)


SETS: Mapping[str, ArraySet] = MappingProxyType(
    {
        "representation": ArraySet(("codes", "factors"), ("names", "codebook_sizes"), _representation),
        "actions": ArraySet(("probabilities", "actions", "factor_of"), ("names",), _actions),
        "interventions": ArraySet(("before", "after", "wanted"), ("targets", "names"), _interventions),
        "intervention_images": ArraySet(
            ("image_before", "image_after", "image_wanted"), ("image_reconstructed", "span"), _intervention_images
        ),
        "images": ArraySet(("images", "truth"), ("span",), _images),
        "graph": ArraySet(("graph", "true_graph"), (), _graph),
    }
)
"""In the order in which they are shown."""

OF_IMAGES = frozenset(("images", "truth", "image_before", "image_after", "image_wanted", "image_reconstructed"))
"""Arrays that are as large as images are."""
