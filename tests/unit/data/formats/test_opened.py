import numpy as np
import pytest
from PIL import Image

from causalvq.data.formats.opened import GREY, LYING, TURNS, Look, turned

COLOUR = Look("uint8", 3, coloured=True)


CLEAR = Look("uint8", 4, coloured=True)


DEEP = Look("uint16", 1)


STACK = Look("uint8", 3)


@pytest.mark.parametrize("turn", [None, *TURNS.values()])
def test_pixels_are_turned_as_pillow_turns_the_image(turn):
    pixels = np.random.default_rng(0).integers(0, 256, (3, 5, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)

    expected = np.asarray(image if turn is None else image.transpose(turn))

    np.testing.assert_array_equal(turned(pixels, turn), expected)
    assert (turned(pixels, turn).shape[:2] == (5, 3)) == (turn in LYING)


@pytest.mark.parametrize(
    ("wanted", "other", "takes"),
    [
        (COLOUR, COLOUR, True),
        (COLOUR, CLEAR, True),
        (COLOUR, GREY, True),
        (GREY, COLOUR, False),
        (STACK, GREY, False),
        (STACK, COLOUR, False),
        (COLOUR, STACK, False),
        (COLOUR, DEEP, False),
        (DEEP, DEEP, True),
        (DEEP, GREY, False),
    ],
)
def test_colours_take_grey_and_nothing_else_takes_another_kind(wanted, other, takes):
    assert wanted.takes(other) is takes


def test_a_look_is_said_in_words():
    assert (str(DEEP), str(STACK)) == ("1 channel of uint16", "3 channels of uint8")
