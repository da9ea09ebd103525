import numpy as np

from causalvq.data.facts import FactorFacts
from causalvq.data.formats.stored import Stored

FACTORS = (FactorFacts("hue", 2, ("red", "blue")), FactorFacts("size", 2, ("1", "2")))


class Numbers(Stored):
    """Images that show their own index."""

    def images(self, indices):
        return np.broadcast_to(indices.astype(np.uint16)[:, None, None, None], (len(indices), 4, 6, 1))


def test_facts_come_from_labels_and_the_shape_that_is_handed_out():
    labels = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    facts = Numbers(labels, FACTORS, (4, 6, 1), "f", native=(8, 12), skipped=("1 row",), dtype="uint16").facts

    assert (facts.height, facts.width, facts.channels, facts.native_height, facts.native_width) == (4, 6, 1, 8, 12)
    assert (facts.images, facts.grid_complete, facts.skipped, facts.dtype) == (4, True, ("1 row",), "uint16")
    assert not Numbers(labels[:3], FACTORS, (4, 6, 1), "f").facts.grid_complete
    assert Numbers(labels, FACTORS, (4, 6, 1), "f").facts.native_height == 4


def test_labels_and_chunks_are_those_of_the_indices():
    source = Numbers(np.array([[0, 0], [0, 1], [1, 0]]), FACTORS, (4, 6, 1), "f")

    assert len(source) == 3
    assert source.factors(np.array([2, 0])).tolist() == [[1, 0], [0, 0]]
    assert [chunk[:, 0, 0, 0].tolist() for chunk in source.chunks(2)] == [[0, 1], [2]]
