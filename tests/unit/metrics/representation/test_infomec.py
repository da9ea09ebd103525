import math

import numpy as np
import pytest

from causalvq.metrics.representation.infomec import (
    InfoMEC,
    active_dimensions,
    concentration,
    infomec,
    infomec_of_samples,
    published_infomec,
    vector_infomec,
)
from causalvq.metrics.representation.metric_inputs import sample_of_codes, sample_of_vectors
from causalvq.runtime.evaluation.metrics.probe import explicitness

LABELS = np.stack(np.unravel_index(np.arange(4 * 5 * 3 * 4), (4, 5, 3, 4)), axis=1).repeat(4, axis=0)
ORDER = np.random.default_rng(0).permutation(len(LABELS))


def scored(codes, labels=LABELS):
    """Fitted to two thirds and measured on the rest."""
    first, rest = np.split(ORDER, [2 * len(ORDER) // 3])
    return infomec((codes[first], labels[first]), (codes[rest], labels[rest]), explicitness)


def test_a_code_for_each_value_scores_1():
    scores = scored(LABELS)

    assert (scores.modularity, scores.compactness) == (1, 1)
    assert scores.explicitness == pytest.approx(1, abs=2e-3)


def test_codes_of_other_images_score_0():
    scores = scored(np.random.default_rng(1).permutation(LABELS))

    assert (scores.modularity, scores.compactness) == (0, 0)
    assert scores.explicitness < 0.02


def test_codes_that_never_change_score_0():
    assert scored(np.full_like(LABELS, 3)) == InfoMEC(0.0, 0.0, 0.0)


def test_two_factors_in_one_variable_are_less_modular_but_compact():
    codes = np.stack([LABELS[:, 0] * 5 + LABELS[:, 1], LABELS[:, 2], LABELS[:, 3]], axis=1)
    scores = scored(codes)

    assert scores.modularity == pytest.approx((2 + (0.5 - 0.25) / 0.75) / 3)  # each factor of the first is told whole
    assert scores.compactness == 1
    assert scores.explicitness == pytest.approx(1, abs=5e-3)


def test_one_factor_in_two_variables_is_less_compact_but_modular():
    codes = np.concatenate([LABELS, LABELS[:, :1]], axis=1)
    scores = scored(codes)

    assert scores.modularity == 1
    assert scores.compactness == pytest.approx((3 + (0.5 - 0.2) / 0.8) / 4)


def test_a_linear_probe_does_not_read_a_parity():
    labels = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(300, axis=0)
    order = np.random.default_rng(0).permutation(len(labels))
    codes = np.stack([labels.sum(1) % 2, labels[:, 1]], axis=1)[order]
    labels = labels[order]
    scores = infomec((codes[:800], labels[:800]), (codes[800:], labels[800:]), explicitness)

    assert 0.48 < scores.explicitness < 0.52  # the second factor whole, of the first nothing


def test_a_lost_value_costs_what_it_is_worth():
    labels = np.arange(4).repeat(200)[:, None]
    labels = labels[np.random.default_rng(0).permutation(len(labels))]
    codes = np.maximum(labels, 1)  # values 0 and 1 share a code: half a bit of two is gone
    scores = infomec((codes[:600], labels[:600]), (codes[600:], labels[600:]), explicitness)

    assert scores.explicitness == pytest.approx(0.75, abs=0.02)


def test_values_weigh_the_same_however_rare():
    draw = np.random.default_rng(0)
    labels = (draw.random((3000, 1)) < 0.05).astype(np.int64)
    codes = np.where(draw.random((3000, 1)) < 0.2, 1 - labels, labels)  # right in four of five, of either value
    scores = infomec((codes[:2000], labels[:2000]), (codes[2000:], labels[2000:]), explicitness)

    assert scores.explicitness == pytest.approx(1 - (-0.8 * math.log2(0.8) - 0.2 * math.log2(0.2)), abs=0.08)


def test_a_state_that_only_held_out_images_have_tells_the_probe_nothing():
    seen = np.array([[0, 0], [1, 1], [0, 1], [1, 0]])
    held_out = np.array([[0, 0], [1, 2], [0, 2], [1, 0]])
    labels = np.array([[0], [1], [0], [1]])
    first = infomec((seen, labels), (held_out, labels), explicitness)  # told by the first variable
    last = infomec((seen, seen[:, 1:]), (held_out, held_out[:, 1:]), explicitness)  # by the last, whose state 2 is new

    assert first.explicitness > 0.9
    assert last.explicitness == 0


def test_nothing_that_varies_has_no_score():
    one = (LABELS[:1], LABELS[:1])

    none = InfoMEC(None, None, None)
    assert infomec((LABELS, LABELS), one, explicitness) == none
    assert infomec(one, (LABELS[:0], LABELS[:0]), explicitness) == none


def test_factors_of_one_value_are_left_out():
    constant = np.concatenate([LABELS, np.full((len(LABELS), 1), 2)], axis=1)

    assert scored(LABELS, constant) == scored(LABELS)


@pytest.mark.parametrize("seed", range(3))
def test_neither_the_order_of_variables_nor_the_names_of_codes_matter(seed):
    draw = np.random.default_rng(seed)
    noisy = np.where(draw.random(LABELS.shape) < 0.2, draw.integers(0, 5, LABELS.shape), LABELS)
    renamed = np.stack([draw.permutation(8)[column] for column in noisy.T], axis=1)
    expected, found = scored(noisy), scored(renamed[:, draw.permutation(4)])

    assert found.modularity == pytest.approx(expected.modularity)
    assert found.compactness == pytest.approx(expected.compactness)
    assert found.explicitness == pytest.approx(expected.explicitness, abs=1e-5)
    assert 0.1 < expected.explicitness < 0.9


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1, 0], [0, 1]], 1),
        ([[1, 1], [1, 1]], 0),
        ([[3, 1]], 0.5),
        ([[0, 0], [1, 0]], 0.5),
        ([[0.2], [0]], 0.5),
    ],
)
def test_concentration_by_hand(rows, expected):
    assert concentration(np.array(rows, dtype=np.float64)) == pytest.approx(expected)


def test_arrays_have_the_scores_of_runs(halves):
    pytest.importorskip("sklearn")
    seen, held_out = halves("split")
    scores = infomec_of_samples(seen, held_out)
    of_runs = infomec((seen.states, seen.labels), (held_out.states, held_out.labels), explicitness)

    assert (scores.modularity, scores.compactness) == (of_runs.modularity, of_runs.compactness)
    assert scores.explicitness == pytest.approx(of_runs.explicitness, abs=5e-3)


@pytest.mark.parametrize(
    ("name", "modularity", "compactness"),
    [
        ("perfect", 1, 1),
        ("permuted", 1, 1),
        ("duplicated", 1, ((1 / 2 - 1 / 3) / (2 / 3) + 1) / 2),  # A in two of three variables alike, B in one
        ("merged", 0, 1),  # all of both factors in one variable: (1/2 - 1/2) / (1/2)
        ("split", 1, ((1 / 2 - 1 / 3) / (2 / 3) + 1) / 2),  # A half in each of two of three variables
        ("constant", 0, 0),
    ],
)
def test_the_published_form_by_hand(codes, name, modularity, compactness):
    pytest.importorskip("sklearn")
    scores = published_infomec(codes(name))

    assert scores.modularity == pytest.approx(modularity, abs=1e-9)
    assert scores.compactness == pytest.approx(compactness)
    assert scores.explicitness == pytest.approx(float(name != "constant"), abs=0.02)


def test_the_published_form_is_its_formula_of_scikit_learn():
    measures = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, (300, 2))
    codes = np.where(draw.random((300, 2)) < 0.4, draw.integers(0, 4, (300, 2)), labels)
    told = np.array(
        [[measures.mutual_info_score(f, z) / measures.mutual_info_score(f, f) for f in labels.T] for z in codes.T]
    )
    scores = published_infomec(sample_of_codes(codes, labels))

    assert scores.modularity == pytest.approx(((told.max(1) / told.sum(1)).mean() - 1 / 2) / (1 / 2))
    assert scores.compactness == pytest.approx(((told.max(0) / told.sum(0)).mean() - 1 / 2) / (1 / 2))


def test_the_published_form_gives_something_to_a_random_code(codes):
    pytest.importorskip("sklearn")

    assert published_infomec(codes("random")).modularity > infomec_of_samples(*codes("random").halves()).modularity


TWO = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(100, axis=0)


def of_vectors(vectors, labels=TWO):
    pytest.importorskip("sklearn")
    return vector_infomec(*sample_of_vectors(vectors, labels).halves())


def blurred(labels=TWO):
    return labels + np.random.default_rng(0).normal(0, 0.02, labels.shape)


@pytest.mark.parametrize(
    "change", [lambda v: v, lambda v: v[:, ::-1], lambda v: v * [-3, 0.5], lambda v: np.c_[v, np.full(len(v), 7.0)]]
)
def test_a_dimension_for_each_factor_scores_1_in_any_order_and_scale(change):
    scores = of_vectors(change(blurred()))

    assert (scores.modularity, scores.compactness) == (1, 1)
    assert scores.explicitness == pytest.approx(1, abs=0.01)


def test_rotated_vectors_are_explicit_and_not_modular():
    turned = of_vectors(blurred() @ np.array([[1, 1], [1, -1]]))
    # a + b and a - b have two of four corners in the middle: each says half of ln 2 about either factor, alike.

    assert (turned.modularity, turned.compactness) == pytest.approx((0, 0), abs=0.05)
    assert turned.explicitness == pytest.approx(1, abs=0.01)


def test_one_factor_twice_and_two_factors_in_one():
    a, b = blurred().T
    twice, merged = of_vectors(np.stack([a, a, b], axis=1)), of_vectors(2 * a + b)

    assert (twice.modularity, twice.compactness) == pytest.approx((1, ((1 / 2 - 1 / 3) / (2 / 3) + 1) / 2), abs=0.01)
    assert (merged.modularity, merged.compactness) == pytest.approx((0, 1), abs=0.01)


def test_a_split_factor_is_modular():
    labels = np.stack(np.unravel_index(np.arange(8), (4, 2)), axis=1).repeat(80, axis=0)
    first, rest = labels.T
    split = np.stack([first // 2, first % 2, rest], axis=1)
    scores = of_vectors(split + np.random.default_rng(0).normal(0, 0.02, split.shape), labels)

    assert (scores.modularity, scores.compactness) == pytest.approx((1, ((1 / 2 - 1 / 3) / (2 / 3) + 1) / 2), abs=0.01)
    assert scores.explicitness == pytest.approx(1, abs=0.01)


def test_vectors_that_say_nothing_score_0():
    assert of_vectors(np.full(TWO.shape, 0.3)) == InfoMEC(0.0, 0.0, 0.0)
    random = of_vectors(np.random.default_rng(5).standard_normal(TWO.shape))

    assert (random.modularity, random.compactness) == (0, 0)
    assert random.explicitness < 0.03


def test_the_published_form_of_vectors():
    pytest.importorskip("sklearn")
    perfect = published_infomec(sample_of_vectors(blurred(), TWO))
    random = published_infomec(sample_of_vectors(np.random.default_rng(5).standard_normal(TWO.shape), TWO))

    assert (perfect.modularity, perfect.explicitness) == pytest.approx((1, 1), abs=0.05)
    assert published_infomec(sample_of_vectors(np.zeros(TWO.shape), TWO)) == InfoMEC(0.0, 0.0, 0.0)
    assert random.modularity > 0  # what chance gives counts there


def test_dimensions_that_hardly_move_are_inactive():
    assert active_dimensions(np.array([[0, 0, 0, 5], [20, 1, 1.01, 5.0]])).tolist() == [True, False, True, False]


def test_a_factor_that_does_not_vary_where_it_is_measured():
    pytest.importorskip("sklearn")
    sample = sample_of_vectors(blurred()[:, 0], TWO[:, 0])
    still = sample[np.flatnonzero(TWO[:, 0] == 0)]

    assert vector_infomec(sample, still) == InfoMEC(None, None, None)
