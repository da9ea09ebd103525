import pytest

from causalvq.data.facts import FactorFacts
from causalvq.init.writing import in_order, one_line, variable_line

HUE = FactorFacts("hue", 3, ("red", "green", "blue"))


@pytest.mark.parametrize(
    ("factor", "written"),
    [
        (HUE, "hue"),
        (FactorFacts("hue", 3, HUE.values, cyclic=True), {"name": "hue", "order": "cyclic"}),
        (FactorFacts("hue", 3, HUE.values, declared="none"), {"name": "hue", "order": "none"}),
    ],
)
def test_the_order_is_written_where_nobody_would_guess_it(factor, written):
    assert in_order(factor) == written


def test_a_variable_shows_some_of_its_values():
    many = FactorFacts("wall hue", 8, tuple("abcdefgh"))

    assert variable_line(HUE) == "  - {name: hue, factor: hue}  # 3 values: red, green, blue"
    assert variable_line(many).endswith("# 8 values: a, b, c, d, e, f, ...")


def test_a_comment_stays_in_its_line():
    assert one_line("a\n\tb\x07c") == "a b c"
    assert one_line("x" * 200) == "x" * 157 + "..."
