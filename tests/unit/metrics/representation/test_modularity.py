import numpy as np
import pytest

from causalvq.metrics.representation.modularity import explicitness_by_area, modularity

EXPECTED = {
    "perfect": (1, 1),
    "permuted": (1, 1),
    "merged": (1 - (np.log(3) / np.log(4)) ** 2,),  # ln 4 of A and ln 3 of B in one variable
    "split": (1, 1, 1),
    "duplicated": (1, 1, 1),
    "constant": (0, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_modularity_by_hand(codes, name):
    assert modularity(codes(name)) == pytest.approx(EXPECTED[name], abs=1e-12)


def test_rotated_vectors_are_not_modular(rotated):
    assert modularity(rotated) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("name", "area"),
    [("perfect", 1), ("permuted", 1), ("merged", 1), ("split", 1), ("duplicated", 1), ("constant", 0.5)],
)
def test_explicitness_by_hand(halves, name, area):
    pytest.importorskip("sklearn")

    assert explicitness_by_area(*halves(name)) == pytest.approx([area, area])


def test_a_random_code_orders_values_no_better_than_chance(halves):
    pytest.importorskip("sklearn")

    assert explicitness_by_area(*halves("random")) == pytest.approx([0.5, 0.5], abs=0.08)


def test_rotated_vectors_are_explicit(rotated):
    pytest.importorskip("sklearn")

    assert explicitness_by_area(*rotated.halves()) == pytest.approx([1, 1])
