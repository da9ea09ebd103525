import numpy as np
import pytest

from causalvq.metrics.representation.gaps import mig, sap
from causalvq.metrics.representation.metric_inputs import sample_of_vectors

# A variable that is a function of A alone tells ln(its states) of the ln(4) nats of A, and nothing of B.
MIG = {
    "perfect": (1, 1),
    "permuted": (1, 1),
    "merged": (1, 1),  # its only variable tells both whole, and nothing is second
    "split": (0, 1),  # both halves of A tell ln 2
    "duplicated": (0, 1),
    "constant": (0, 0),
}
# The best variable recalls all values, a guess one of four or one of three.
SAP = MIG | dict.fromkeys(("perfect", "permuted", "merged"), (3 / 4, 2 / 3))
SAP |= dict.fromkeys(("split", "duplicated"), (0, 2 / 3))


@pytest.mark.parametrize("name", MIG)
def test_mig_by_hand(codes, name):
    assert mig(codes(name)) == pytest.approx(MIG[name], abs=1e-12)


@pytest.mark.parametrize("name", SAP)
def test_sap_by_hand(halves, name):
    assert sap(*halves(name)) == pytest.approx(SAP[name], abs=1e-12)


def test_a_random_code_has_next_to_nothing(codes, halves):
    assert mig(codes("random")).max() < 0.02
    assert sap(*halves("random")).max() < 0.1


def test_rotated_vectors_tell_both_factors_alike(rotated):
    pytest.importorskip("sklearn")

    assert mig(rotated) == pytest.approx([0, 0], abs=1e-12)  # either dimension takes half of ln 2 away
    assert sap(*rotated.halves()).max() < 0.2


def test_vectors_that_are_the_factors():
    pytest.importorskip("sklearn")
    labels = np.stack(np.unravel_index(np.arange(4), (2, 2)), axis=1).repeat(50, axis=0)
    sample = sample_of_vectors(2.0 * labels - 1, labels)

    assert mig(sample) == pytest.approx([1, 1])
    assert sap(*sample.halves()) == pytest.approx([0.5, 0.5], abs=0.1)  # the other dimension by chance a bit over 1/2
