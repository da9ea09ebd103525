"""No score of codes depends on what numbers their states have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causalvq.metrics.metric_selection import METRICS, measure_arrays
from causalvq.metrics.representation import dci as forests
from causalvq.metrics.representation import dci_readers, fixed_factor
from causalvq.metrics.representation.metric_inputs import sample_of_codes

CHEAP = tuple(name for name in METRICS if name not in ("factor_vae", "beta_vae"))


def tables(seed):
    """Noisy codes, the same with other numbers, and labels."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 4, (120, 2))
    codes = np.where(draw.random((120, 2)) < 0.4, draw.integers(0, 5, (120, 2)), labels)
    codes = np.concatenate([codes, np.full((120, 1), 3)], axis=1)  # and a dead one
    return codes, np.stack([draw.permutation(40)[column] for column in codes.T], axis=1), labels


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000))
def test_relabelling_states_changes_no_score(seed):
    pytest.importorskip("sklearn")
    codes, renamed, labels = tables(seed)
    first, second = sample_of_codes(codes, labels), sample_of_codes(renamed, labels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forests, "TREES", 5)
        patch.setattr(dci_readers, "STAGES", 2)
        found, again = (measure_arrays(sample, CHEAP) for sample in (first, second))

    assert (codes != renamed).any()
    assert {name: one.to_json() for name, one in found.items()} == {name: one.to_json() for name, one in again.items()}
    for score in (fixed_factor.factor_vae, fixed_factor.beta_vae):
        assert score(first, fitted=100, measured=50) == score(second, fitted=100, measured=50)
