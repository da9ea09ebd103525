import numpy as np
import pytest

from causalvq.errors import MetricError
from causalvq.metrics.metric_selection import METRICS, measure_arrays
from causalvq.metrics.representation import dci, dci_readers
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors

LABELS = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(30, axis=0)


@pytest.fixture
def quick(monkeypatch):
    """Fewer stages and trees than are published."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr(dci_readers, "STAGES", 5)
    monkeypatch.setattr(dci, "TREES", 20)


@pytest.mark.usefixtures("quick")
def test_a_perfect_code_in_all_metrics():
    found = measure_arrays(sample_of_codes(LABELS, LABELS))

    assert tuple(found) == tuple(METRICS)
    values = {f"{name} {part}": value for name, one in found.items() for part, value in one.scores.items()}
    wanted = dict.fromkeys(values, 1.0) | {"sap sap": 0.5, "usage states": 2, "usage perplexity": 2}
    assert values == pytest.approx(wanted, abs=0.06)


def test_vectors_have_no_metrics_of_codes():
    sample = sample_of_vectors(LABELS, LABELS)

    assert measure_arrays(sample, ["mig"])["mig"].to_json() == {
        "scores": {"mig": 1.0},
        "by_factor": [1.0, 1.0],
        "by_variable": [],
        "factors": ["factor_0", "factor_1"],
    }
    with pytest.raises(MetricError, match="CVQ605 the metric 'usage' is of codes, not of vectors"):
        measure_arrays(sample, ["usage"])


def test_a_name_that_is_none():
    with pytest.raises(MetricError, match=r"CVQ605 the metric 'mog' is not there.*expected: infomec"):
        measure_arrays(sample_of_codes(LABELS, LABELS), ["mog"])


@pytest.mark.parametrize("name", ["mig", "sap", "modularity", "factor_vae", "irs", "usage"])
def test_what_classifies_nothing_needs_no_library(name, monkeypatch):
    monkeypatch.setattr("causalvq.metrics.representation.classifiers.find_spec", lambda _: None)

    assert measure_arrays(sample_of_codes(LABELS, LABELS), [name])
    with pytest.raises(MetricError, match="CVQ604 mcc is made with scikit-learn"):
        measure_arrays(sample_of_codes(LABELS, LABELS), [name, "mcc"])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("sample_of", [sample_of_codes, sample_of_vectors])
def test_four_samples_have_values(sample_of):
    found = measure_arrays(sample_of([0, 1, 0, 1], [0, 1, 0, 1]))

    for one in found.values():
        assert all(value is None or np.isfinite(value) for value in one.to_json()["scores"].values())
