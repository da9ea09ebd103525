import pytest

from causalvq.data.labels.canonical_values import written
from causalvq.data.labels.word_scales import SCALES, WRITTEN, on_a_scale


@pytest.mark.parametrize(
    "scale",
    [
        ("small", "medium", "large"),
        ("Low", "Medium", "High"),
        ("XS", "S", "M", "L", "XL", "XXL"),
        ("none", "mild", "moderate", "severe"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("March", "April", "December"),
        ("very_low", "low", "very-high"),
        ("two", "eleven", "twelve"),
        ("IV", "V", "IX"),
        ("light", "medium", "heavy"),
        ("dark", "medium", "light"),
        ("klein", "mittel", "groß"),
    ],
)
def test_words_that_have_an_order_are_put_in_it(scale):
    assert on_a_scale(sorted(scale)) == scale
    found = written(sorted(scale))
    assert found.values == scale
    assert found.scale == f"taken in the order that such words have: {', '.join(scale)}"


@pytest.mark.parametrize(
    "values",
    [
        ("red", "blue"),
        ("small", "red"),
        ("small", "little", "large"),  # two words for one step
        ("light", "medium"),  # of weight or of brightness: the two differ
        ("small",),
        ("l", "m", "s"),  # letters may stand for anything
        ("1", "2"),
    ],
)
def test_other_words_are_in_the_order_of_their_letters(values):
    assert on_a_scale(values) is None
    assert not written(values).scale


def test_no_word_is_twice_on_a_scale():
    for text, scale in zip(WRITTEN, SCALES, strict=True):
        assert len(scale) == len(text.replace("/", ",").split(",")), text
