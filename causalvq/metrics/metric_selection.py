"""The metrics of codes or vectors against factors, by name, and several of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from causalvq.metrics.metric_faults import NO_METRIC, fault
from causalvq.metrics.representation.classifiers import require_classifiers
from causalvq.metrics.representation.correlation import mcc
from causalvq.metrics.representation.dci import dci_of_samples
from causalvq.metrics.representation.dci_readers import dci_boosted, dci_logistic
from causalvq.metrics.representation.fixed_factor import beta_vae, factor_vae
from causalvq.metrics.representation.gaps import mig, sap
from causalvq.metrics.representation.infomec import infomec_of_samples, published_infomec
from causalvq.metrics.representation.irs import irs, mean_irs
from causalvq.metrics.representation.metric_inputs import Sample
from causalvq.metrics.representation.modularity import explicitness_by_area, modularity
from causalvq.metrics.representation.usage import usage


@dataclass(frozen=True, slots=True)
class Scored:
    """What one metric says.

    Args:
        scores: by the name of the score; None where nothing could be told.
        by_factor: values for each factor that varies, where the metric has them.
        by_variable: values for each variable, where it has them.
        factors: names of the factors that `by_factor` is of; empty where no value is.
    """

    scores: Mapping[str, float | None]
    by_factor: tuple[float, ...] = ()
    by_variable: tuple[float, ...] = ()
    factors: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values; what is not a number is null."""
        return {
            "scores": {name: _finite(value) for name, value in self.scores.items()},
            "by_factor": [_finite(value) for value in self.by_factor],
            "by_variable": [_finite(value) for value in self.by_variable],
            "factors": list(self.factors),
        }


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric by name.

    Args:
        score: from all samples, half of them to fit to, the other half to be measured on, and a seed.
        classifies: whether it needs scikit-learn.
        of_vectors: whether it is one of vectors too.
    """

    score: Callable[[Sample, Sample, Sample, int], Scored]
    classifies: bool = False
    of_vectors: bool = field(default=True)


def _mean(name: str, values: Any, *, of_factors: bool = True) -> Scored:
    """The mean of those that are known, and each."""
    known = values[np.isfinite(values)]
    each = tuple(float(value) for value in values)
    mean = {name: float(known.mean()) if len(known) else None}
    return Scored(mean, by_factor=each) if of_factors else Scored(mean, by_variable=each)


def _irs(sample: Sample) -> Scored:
    scores = irs(sample)
    return Scored({"irs": mean_irs(sample, scores)}, by_variable=tuple(scores.tolist()))


def _usage(sample: Sample) -> Scored:
    used = usage(sample)
    means = {
        "states": float(np.mean([one.states for one in used])),
        "perplexity": float(np.mean([one.perplexity for one in used])),
    } | ({"share": float(np.mean([one.share for one in used if one.share]))} if sample.sizes else {})
    return Scored(means, by_variable=tuple(one.perplexity for one in used))


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "infomec": Metric(lambda _, seen, held_out, __: Scored(asdict(infomec_of_samples(seen, held_out))), True),
        "infomec_published": Metric(lambda all_of, *_: Scored(asdict(published_infomec(all_of))), True),
        "dci": Metric(lambda _, seen, held_out, __: Scored(asdict(dci_of_samples(seen, held_out))), True),
        "dci_boosted": Metric(lambda _, seen, held_out, __: Scored(asdict(dci_boosted(seen, held_out))), True),
        "dci_logistic": Metric(lambda _, seen, held_out, __: Scored(asdict(dci_logistic(seen, held_out))), True),
        "mig": Metric(lambda all_of, *_: _mean("mig", mig(all_of))),
        "sap": Metric(lambda _, seen, held_out, __: _mean("sap", sap(seen, held_out))),
        "modularity": Metric(lambda all_of, *_: _mean("modularity", modularity(all_of), of_factors=False)),
        "explicitness": Metric(
            lambda _, seen, held_out, __: _mean("explicitness", explicitness_by_area(seen, held_out)), True
        ),
        "mcc": Metric(lambda all_of, *_: _mean("mcc", mcc(all_of)), True),
        "factor_vae": Metric(lambda all_of, _, __, seed: Scored({"factor_vae": factor_vae(all_of, seed)})),
        "beta_vae": Metric(lambda all_of, _, __, seed: Scored({"beta_vae": beta_vae(all_of, seed)}), True),
        "irs": Metric(lambda all_of, *_: _irs(all_of)),
        "usage": Metric(lambda all_of, *_: _usage(all_of), of_vectors=False),
    }
)
"""In the order in which they are shown."""


def measure_arrays(sample: Sample, names: Sequence[str] = (), seed: int = 0) -> dict[str, Scored]:
    """Several metrics of one sample.

    Args:
        sample: of `sample_of_codes` or `sample_of_vectors`.
        names: of METRICS; empty for all that such arrays have.
        seed: of the halves that are fitted to and measured on, and of batches.

    Raises:
        MetricError: CVQ604 where a metric needs scikit-learn and it is not installed; CVQ605 for a name that is none,
            or a metric of codes that is asked of vectors.
    """
    able = [name for name, metric in METRICS.items() if sample.discrete or metric.of_vectors]
    for name in names:
        if name not in able:
            what = "is of codes, not of vectors" if name in METRICS else "is not there"
            raise fault(NO_METRIC, f"the metric {name!r} {what}", ", ".join(able), name)
    chosen = tuple(dict.fromkeys(names)) or tuple(able)
    for name in chosen:
        if METRICS[name].classifies or (name == "sap" and not sample.discrete):
            require_classifiers(name)
    seen, held_out = sample.halves(seed)
    found = {name: METRICS[name].score(sample, seen, held_out, seed) for name in chosen}
    return {name: replace(one, factors=sample.names if one.by_factor else ()) for name, one in found.items()}


def _finite(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None
