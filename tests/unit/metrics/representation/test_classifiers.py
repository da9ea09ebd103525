import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.representation import classifiers as module
from causalvq.metrics.representation.classifiers import probabilities, probed_explicitness, recall, vote
from causalvq.metrics.representation.metric_inputs import sample_of_codes
from causalvq.runtime.evaluation.metrics.probe import explicitness


def test_the_probe_is_that_of_runs():
    pytest.importorskip("sklearn")
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, (800, 2))
    codes = np.where(draw.random((800, 2)) < 0.4, draw.integers(0, 3, (800, 2)), labels)
    seen, held_out = sample_of_codes(codes, labels).halves()

    wanted = explicitness((seen.states, seen.labels), (held_out.states, held_out.labels))
    assert probed_explicitness(seen, held_out) == pytest.approx(wanted, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("perfect", 1), ("permuted", 1), ("merged", 1), ("split", 1), ("duplicated", 1), ("constant", 0), ("random", 0)],
)
def test_explicitness_by_hand(halves, name, wanted):
    pytest.importorskip("sklearn")

    assert probed_explicitness(*halves(name)) == pytest.approx([wanted] * 2, abs=0.02)


def test_a_value_that_is_not_seen_has_no_probability():
    pytest.importorskip("sklearn")
    sample = sample_of_codes([0, 0, 1, 1, 0, 0], [0, 0, 1, 1, 2, 2])
    chances = probabilities(sample[np.arange(4)], sample[np.arange(4, 6)], 0)

    assert chances.shape == (2, 3)
    assert chances[:, 2].tolist() == [0, 0]
    assert chances[:, 0].min() > 0.9


def test_a_missing_library_is_told(codes, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)

    with pytest.raises(MetricError, match=r"CVQ604 .*scikit-learn, which is not installed.*pip install"):
        probed_explicitness(codes("perfect"), codes("perfect"))


def test_votes_of_states():
    states, labels = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 0, 0])

    assert vote(states, labels, np.array([0, 1, 2])).tolist() == [1, 0, 0]  # 1 of 1 beats 2 of 4
    assert vote(states, labels, np.array([0, 1, 2]), balanced=False).tolist() == [0, 0, 0]


def test_recall_weighs_values_alike():
    assert recall(np.array([0, 0, 0, 0]), np.array([0, 0, 0, 1])) == 0.5
