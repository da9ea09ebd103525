"""InfoMEC: modularity, explicitness and compactness of codes or vectors, as information.

Axes: N images, V variables, F factors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from causalvq.data.types import Flags, Floats, Integers
from causalvq.metrics.representation.classifiers import probed_explicitness
from causalvq.metrics.representation.information import entropy, mutual_information, numbered, relative_information
from causalvq.metrics.representation.metric_inputs import Sample
from causalvq.metrics.representation.nearest_information import information_beyond_chance, nearest_information

INACTIVE = 20
"""How many times as far the widest dimension of vectors may range as one that is active."""

Split = tuple[Integers, Integers]
Probe = Callable[[Split, Split], tuple[float, ...]]
"""From codes and labels that it is fitted to, and those that it is measured on, the explicitness of each factor."""


@dataclass(frozen=True, slots=True)
class InfoMEC:
    """The three scores of Hsu et al. (2023, arXiv 2305.18378, section 4), each in [0, 1], 1 the best.

    None where no factor varies in the images that are measured, so that there is nothing to tell.

    Args:
        modularity: how far each variable says something about one factor only.
        explicitness: how far a linear probe reads the factors from the codes.
        compactness: how far each factor is told by one variable only.
    """

    modularity: float | None
    explicitness: float | None
    compactness: float | None


def infomec(seen: Split, held_out: Split, probe: Probe) -> InfoMEC:
    """Score codes against labels.

    As published but for three things: what chance gives to independent columns counts as no information; the probe
    is measured on images that it was not fitted to; and scores that would be 0 / 0 have a value, see `concentration`.

    Args:
        seen: codes int64 [N, V] and labels int64 [N, F] that the probe is fitted to.
        held_out: codes and labels that all three are measured on. Factors of one value there are left out; states and
            values may be among them that `seen` does not have.
        probe: the linear probe; that of runs is in torch and needs no library, that of arrays is scikit-learn's.
    """
    codes, labels = held_out
    varied = np.array([len(np.unique(column)) > 1 for column in labels.T], dtype=np.bool_)
    active = np.array([len(np.unique(column)) > 1 for column in codes.T], dtype=np.bool_)
    if not varied.any():
        return InfoMEC(None, None, None)
    if not active.any():
        return InfoMEC(0.0, 0.0, 0.0)
    shares = relative_information(codes[:, active], labels[:, varied])
    return _of_shares(shares, probe((seen[0], seen[1][:, varied]), (codes, labels[:, varied])))


def infomec_of_samples(seen: Sample, held_out: Sample) -> InfoMEC:
    """The same of arrays, with the linear probe of scikit-learn: of codes as `infomec`, of vectors by `vector_infomec`.

    A perfect code has 1, with the explicitness near it; a random or constant one 0.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    if not seen.discrete:
        return vector_infomec(seen, held_out)

    def probe(first: Split, rest: Split) -> tuple[float, ...]:
        return probed_explicitness(replace(seen, labels=first[1]), replace(held_out, labels=rest[1]))

    return infomec((seen.states, seen.labels), (held_out.states, held_out.labels), probe)


def vector_infomec(seen: Sample, held_out: Sample) -> InfoMEC:
    """InfoMEC of vectors (Hsu et al. 2023, arXiv 2305.18378, section 4), with what chance gives taken out.

    As published for vectors: information by `nearest_information` of ten neighbours over the entropy of the factor;
    dimensions whose range is at most a twentieth of the largest are left out as inactive; explicitness by logistic
    regression on dimensions of mean 0 and deviation 1. What differs is what differs for codes: information that chance
    gives counts as none, the probe is measured on samples that it was not fitted to, and what would be 0 / 0 has the
    value of `concentration`. A perfect code of one dimension a factor, in any order, stretched or turned over, has
    modularity and compactness 1, and the explicitness that lines can read: 1 for two values. A random or constant
    one has 0. One that is rotated has less modularity, not less explicitness.

    Args:
        seen: what the probe is fitted to.
        held_out: what all three are measured on.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    varied = np.ptp(held_out.labels, axis=0) > 0
    if not varied.any():
        return InfoMEC(None, None, None)
    active = active_dimensions(held_out.columns)
    if not active.any():
        return InfoMEC(0.0, 0.0, 0.0)
    first, rest = (replace(sample, labels=sample.labels[:, varied]) for sample in (seen, held_out))
    labels = np.stack([numbered(column) for column in rest.labels.T], axis=1)
    shares = information_beyond_chance(rest.columns[:, active], labels) / _entropies(labels)
    return _of_shares(shares, probed_explicitness(first, rest))


def published_infomec(sample: Sample) -> InfoMEC:
    """InfoMEC as published: information as estimated, and a probe without a ridge, measured on what it is fitted to.

    Codes are counted, vectors estimated from ten neighbours; for both see `infomec_of_samples`. A random code has more
    than 0, the more the fewer samples there are. Where the published code gives NaN (one active variable, one factor)
    the value is that of `concentration`.

    Raises:
        MetricError: CVQ604 without scikit-learn.
    """
    active = np.ptp(sample.states, axis=0) > 0 if sample.discrete else active_dimensions(sample.columns)
    if not active.any():
        return InfoMEC(0.0, 0.0, 0.0)
    if sample.discrete:
        information = mutual_information(sample.states[:, active], sample.labels)
    else:
        information = nearest_information(sample.columns[:, active], sample.labels)
    return _of_shares(information / _entropies(sample.labels), probed_explicitness(sample, sample, ridge=0.0))


def active_dimensions(vectors: Floats) -> Flags:
    """Those whose range is more than a twentieth of the largest, as published: bool [V]."""
    ranges = np.ptp(vectors, axis=0)
    active: Flags = ranges > ranges.max() / INACTIVE
    return active


def _entropies(labels: Integers) -> Floats:
    return np.array([entropy(np.bincount(column)) for column in labels.T])


def _of_shares(shares: Floats, read: Sequence[float]) -> InfoMEC:
    """From shares of information [V, F] and the explicitness of each factor."""
    return InfoMEC(
        modularity=concentration(shares), explicitness=float(np.mean(read)), compactness=concentration(shares.T)
    )


def concentration(information: Floats) -> float:
    """How far each row lies in one column: mean of (largest / sum - 1 / n) / (1 - 1 / n).

    A row of zeros lies nowhere and counts 0; with a single column any other row lies in it and counts 1.

    Args:
        information: float64 [rows, n], at least 0.
    """
    sums = information.sum(1)
    largest = information.max(1) / np.where(sums > 0, sums, 1)
    least = 1 / information.shape[1]
    scaled = (largest - least) / (1 - least) if least < 1 else largest
    return float(np.where(sums > 0, scaled, 0).clip(0, 1).mean())
