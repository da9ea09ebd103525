import numpy as np
import pytest

from causalvq.metrics.representation import dci_readers
from causalvq.metrics.representation.dci import DCI
from causalvq.metrics.representation.dci_readers import dci_boosted, dci_logistic, fitted_boosting, fitted_lines
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors

pytest.importorskip("sklearn")

READERS = pytest.mark.parametrize("score", [dci_boosted, dci_logistic])


@pytest.fixture(autouse=True)
def few_stages(monkeypatch):
    monkeypatch.setattr(dci_readers, "STAGES", 5)


def parts(scores):
    return scores.disentanglement, scores.completeness, scores.informativeness


@READERS
@pytest.mark.parametrize("name", ["perfect", "permuted"])
def test_a_code_for_each_value_scores_1(halves, score, name):
    assert parts(score(*halves(name))) == pytest.approx((1, 1, 1), abs=0.01)


@READERS
def test_two_factors_in_one_variable_are_complete_and_entangled(halves, score):
    # Both of two factors matter about alike to the one variable: 1 - log 2 / log 2.
    assert parts(score(*halves("merged"))) == pytest.approx((0, 1, 1), abs=0.06)


@READERS
def test_one_factor_in_two_variables_costs_completeness_alone(halves, score):
    scores = score(*halves("split"))
    # A lies in two of three variables, B in one: their parts are 1 - log 2 / log 3 and 1, weighed by importances.
    between = 1 - np.log(2) / np.log(3)

    assert scores.disentanglement == pytest.approx(1, abs=0.02)
    assert between < scores.completeness < 0.8
    assert scores.informativeness == 1


@READERS
def test_one_variable_twice_costs_completeness_alone(halves, score):
    scores = score(*halves("duplicated"))

    assert scores.disentanglement == pytest.approx(1, abs=0.02)
    assert scores.completeness < 0.8
    assert scores.informativeness == 1


@READERS
def test_codes_that_say_nothing(halves, score):
    constant, random = score(*halves("constant")), score(*halves("random"))

    assert parts(constant)[:2] == (0, 0)
    assert constant.informativeness < 0.4
    assert random.informativeness == pytest.approx((1 / 4 + 1 / 3) / 2, abs=0.08)
    assert max(parts(random)[:2]) < 0.2


@READERS
def test_a_rotated_code_is_entangled_and_informative(rotated, score):
    assert parts(score(*rotated.halves())) == pytest.approx((0, 0, 1), abs=0.1)


@READERS
def test_a_factor_that_does_not_vary_where_it_is_fitted(score):
    codes = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    sample = sample_of_codes(codes, np.array([0, 0, 0, 0, 0, 0, 1, 1]))

    assert score(sample[np.arange(4)], sample[np.arange(4, 8)]) == DCI(None, None, None)


def test_importances_are_those_of_scikit_learn(halves):
    from sklearn.ensemble import GradientBoostingClassifier

    seen, _ = halves("split")
    [reader] = fitted_boosting(seen.columns, seen.labels[:, :1])
    theirs = GradientBoostingClassifier(n_estimators=5, random_state=0).fit(seen.columns, seen.labels[:, 0])

    assert reader.importances == pytest.approx(theirs.feature_importances_)
    assert reader.importances.sum() == pytest.approx(1)


def test_lines_give_no_weight_to_what_says_nothing():
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, (400, 1))
    codes = np.concatenate([labels, draw.integers(0, 5, (400, 6))], axis=1)
    sample = sample_of_codes(codes, labels)
    [reader] = fitted_lines(sample.columns, sample.labels)
    each = np.bincount(sample.owners, reader.importances)

    assert each[0] > 1
    assert each[1:].max() < 0.05 * each[0]


def test_no_more_samples_than_published(monkeypatch, halves):
    monkeypatch.setattr(dci_readers, "SEEN", 60)
    monkeypatch.setattr(dci_readers, "MEASURED", 50)
    seen, held_out = halves("perfect")

    kept = [np.linspace(0, 299, count).astype(np.int64) for count in (60, 50)]
    assert dci_logistic(seen, held_out) == dci_logistic(seen[kept[0]], held_out[kept[1]])


def test_vectors_are_boosted_as_they_are(monkeypatch):
    monkeypatch.setattr(dci_readers, "SEEN_VECTORS", 80)
    labels = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(50, axis=0)
    vectors = labels * np.array([1e3, -1e-3]) + np.random.default_rng(0).normal(0, 1e-5, labels.shape)

    assert parts(dci_boosted(*sample_of_vectors(vectors, labels).halves())) == pytest.approx((1, 1, 1), abs=0.01)
