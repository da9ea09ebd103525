import numpy as np
import pytest

from causalvq.metrics.representation import dci as module
from causalvq.metrics.representation.dci import DCI, dci, dci_of_samples, in_order, weighted_certainty

LABELS = np.stack(np.unravel_index(np.arange(4 * 3 * 3), (4, 3, 3)), axis=1).repeat(10, axis=0)
ORDER = np.random.default_rng(0).permutation(len(LABELS))


@pytest.fixture
def scored(monkeypatch):
    """Fitted to half and measured on the rest, with few trees."""
    pytest.importorskip("sklearn")
    monkeypatch.setattr(module, "TREES", 10)
    first, rest = np.split(ORDER, 2)
    return lambda codes: dci((codes[first], LABELS[first]), (codes[rest], LABELS[rest]))


def test_a_code_for_each_value_scores_1(scored):
    scores = scored(LABELS)

    assert scores.disentanglement > 0.9  # a tree that may not look at the right variable looks at another one
    assert scores.completeness > 0.9
    assert scores.informativeness == 1


def test_codes_of_other_images_score_little(scored):
    scores = scored(np.random.default_rng(1).permutation(LABELS))

    assert scores.disentanglement < 0.1
    assert scores.completeness < 0.1
    assert scores.informativeness < 0.5


def test_two_factors_in_one_variable_cost_disentanglement_alone(scored):
    scores = scored(np.stack([LABELS[:, 0] * 3 + LABELS[:, 1], LABELS[:, 2]], axis=1))

    assert scores.disentanglement == pytest.approx(1 - 2 / 3 * np.log(2) / np.log(3), abs=0.1)
    assert scores.completeness > 0.85
    assert scores.informativeness == 1


def test_neither_the_order_of_variables_nor_the_names_of_codes_matter(scored):
    draw = np.random.default_rng(0)
    noisy = np.where(draw.random(LABELS.shape) < 0.2, draw.integers(0, 5, LABELS.shape), LABELS)
    renamed = np.stack([draw.permutation(8)[column] for column in noisy.T], axis=1)

    assert scored(renamed[:, draw.permutation(3)]) == scored(noisy)


def test_states_and_values_of_held_out_images_alone_are_misses(scored):  # noqa: ARG001
    codes, labels = LABELS[LABELS[:, 0] < 3], LABELS[LABELS[:, 0] < 3]
    new = np.full((5, 3), 3)

    assert dci((codes, labels), (new, new)).informativeness == 0


def test_nothing_that_varies_has_no_score(scored):  # noqa: ARG001
    one = (LABELS[:1], LABELS[:1])
    none = dci((LABELS, LABELS), (LABELS[:0], LABELS[:0]))

    assert dci(one, (LABELS, LABELS)) == DCI(None, None, None)
    assert none.informativeness is None
    assert none.disentanglement > 0.9


def test_columns_in_an_order_of_their_own():
    codes = np.array([[7, 1], [7, 0], [2, 0]])

    assert in_order(codes).tolist() == in_order(codes[:, ::-1]).tolist() == [[0, 0], [0, 1], [1, 1]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([[1, 0], [0, 3]], 1), ([[1, 1], [2, 2]], 0), ([[1, 1], [0, 2]], 0.5), ([[0, 0]], 0), ([[5]], 1)],
)
def test_weighted_certainty_by_hand(rows, expected):
    assert weighted_certainty(np.array(rows, dtype=np.float64)) == pytest.approx(expected)


def test_arrays_have_the_scores_of_runs_and_vectors_their_values(halves, rotated):
    pytest.importorskip("sklearn")
    seen, held_out = halves("perfect")
    turned = dci_of_samples(*rotated.halves())

    assert dci_of_samples(seen, held_out) == dci((seen.states, seen.labels), (held_out.states, held_out.labels))
    assert turned.informativeness == 1
    assert turned.disentanglement < 0.3
