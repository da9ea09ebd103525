"""Codes of known quality: two independent factors, A of four values and B of three, each combination 50 times."""

import numpy as np
import pytest

from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors

LABELS = np.stack(np.unravel_index(np.arange(12), (4, 3)), axis=1).repeat(50, axis=0)
A, B = LABELS.T
CODES = {
    "perfect": LABELS,
    "permuted": np.stack([np.array([2, 0, 1])[B], np.array([3, 1, 0, 2])[A]], axis=1),
    "merged": (3 * A + B)[:, None],
    "split": np.stack([A // 2, A % 2, B], axis=1),
    "duplicated": np.stack([A, A, B], axis=1),
    "constant": np.full_like(LABELS, 5),
    "random": np.random.default_rng(1).integers(0, 4, (600, 2)),
}


@pytest.fixture
def codes():
    """A sample by the name of its code."""
    return lambda name: sample_of_codes(CODES[name], LABELS)


@pytest.fixture
def halves(codes):
    """What is fitted to and what is measured on, by the name of the code."""
    return lambda name: codes(name).halves()


@pytest.fixture
def rotated():
    """Two independent factors of -1 and 1, turned by 45 degrees."""
    labels = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(50, axis=0)
    a, b = 2.0 * labels.T - 1
    return sample_of_vectors(np.stack([a + b, a - b], axis=1) / np.sqrt(2), labels)
