import numpy as np
import pytest

from causalvq.data.facts import LONGEST, FactorFacts
from causalvq.data.formats.npz import NpzSource
from causalvq.init.orders import is_open, mean_image, ordered_facts, shown_order

MANY = LONGEST + 4


def factor(size=MANY, **parts):
    return FactorFacts("angle", size, tuple(map(str, range(size))), **parts)


@pytest.mark.parametrize(
    ("one", "is_asked"),
    [
        (factor(), True),
        (factor(LONGEST), False),
        (factor(cyclic=True), False),
        (factor(declared="none"), False),
        (FactorFacts("who", MANY, tuple(f"person {number}" for number in range(MANY))), False),
    ],
)
def test_only_many_numbers_of_which_nothing_is_said_are_asked_of_the_images(one, is_asked):
    assert is_open(one) is is_asked


def bar(place):
    """A bright bar of 12 columns of 64 that begins at a place, round the edge."""
    image = np.zeros((8, 64), dtype=np.uint8)
    image[:, (np.arange(12) + int(place)) % 64] = 255
    return image


SHOWN = {
    "ordered": [bar(2 * value) for value in range(MANY)],
    "cyclic": [bar(64 * value / MANY) for value in range(MANY)],
    "none": list(np.random.default_rng(0).integers(0, 256, (MANY, 8, 64), dtype=np.uint8).astype(np.uint8)),
}


@pytest.fixture
def source(tmp_path):
    def write(images):
        path = tmp_path / "images.npz"
        np.savez(path, images=np.stack(images).repeat(2, axis=0), labels=np.arange(MANY).repeat(2)[:, None])
        return NpzSource(path)

    return write


@pytest.mark.parametrize("order", SHOWN)
def test_neighbours_look_alike_where_values_have_an_order(source, order):
    made = source(SHOWN[order])
    labels = made.factors(np.arange(len(made)))

    assert shown_order(made, labels[:, 0], MANY) == order
    (told,) = ordered_facts(made, labels).factors
    assert (told.declared, told.cyclic) == (order, order == "cyclic")


def test_the_mean_of_a_value_is_at_a_quarter_of_the_side(source):
    made = source(SHOWN["ordered"])

    mean = mean_image(made, np.array([0, 1]))
    np.testing.assert_allclose(mean, np.stack([[255] * 3 + [0] * 13] * 2).reshape(-1))
