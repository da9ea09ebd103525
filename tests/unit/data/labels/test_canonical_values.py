import doctest
import os
import subprocess
import sys
import unicodedata

import pytest

from causalvq.data.labels import canonical_values
from causalvq.data.labels.canonical_values import ordered, place_of, written

NFC = "caf\u00e9"
NFD = unicodedata.normalize("NFD", NFC)


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(canonical_values).failed == 0


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1", "01", "1.0", "+1", "1e0", " 1", "2"], ("1", "2")),
        (["0", "-0", "-0.0", "1"], ("0", "1")),
        (["\uff12", "2", "10"], ("2", "10")),
        (["0.50", ".5", "1"], ("0.5", "1")),
        (["True", "true", "FALSE"], ("false", "true")),
        ([NFC, NFD, "tea"], (NFC, "tea")),
        (["5 ms", "5.0 ms", "10 ms"], ("5 ms", "10 ms")),
        (["1", "01", "red"], ("1", "red")),
        ([str(2**53), f"{2**53}.0", str(2**53 + 1)], (str(2**53), str(2**53 + 1))),
        (["1e400", "10e399", "7"], ("7", "1E+400")),
    ],
)
def test_where_two_spellings_meet_there_is_one_value_and_a_notice(texts, values):
    found = written(texts)

    assert found.values == values
    assert all(found.of[text] in values for text in texts)
    assert any("are one value" in notice for notice in found.notices)


@pytest.mark.parametrize(
    "texts",
    [
        ["01", "02", "10"],
        ["1.0", "2.0"],
        ["True", "False"],
        ["1_0", "10"],
        ["1e5", "100000", "3f"],
        ["s1", "s01"],
        ["nan", "inf", "red"],
        [str(2**53), str(2**53 + 1)],
    ],
)
def test_what_is_written_in_one_way_stays_as_it_is(texts):
    found = written(texts)

    assert sorted(found.values) == sorted(texts)
    assert found.notices == ()


def test_capitals_are_kept_apart_and_told():
    found = written(["Red", "red", "blue"])

    assert found.values == ("Red", "blue", "red")
    assert found.notices == ("'Red' and 'red' differ in capitals alone, and are kept apart",)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["10", "9", "-1"], ("-1", "9", "10")),
        (["1", "nan", "inf"], ("1", "inf", "nan")),
        (["10", "9", "red"], ("10", "9", "red")),
        (["s10", "s9", "s09"], ("s09", "s9", "s10")),
        (["10ms", "9 ms"], ("9 ms", "10ms")),
        (["1e400", "-1e400", "0"], ("-1e400", "0", "1e400")),
    ],
)
def test_the_order_is_total_whatever_comes_first(values, order):
    assert ordered(values) == ordered(reversed(values)) == order


@pytest.mark.parametrize(
    ("values", "text", "place"),
    [
        (("1", "2"), "2.0", 1),
        (("1", "2"), "1", 0),
        (("0", "10"), "1", None),
        (("01", "1"), "1", 1),
        (("false", "true"), "TRUE", 1),
        ((NFC,), NFD, 0),
        (("red",), "Red", None),
    ],
)
def test_a_value_is_found_however_it_is_written(values, text, place):
    assert place_of(values, text) == place


def test_hash_seeds_change_nothing():
    texts = ["nan", "inf", "1", "01", "1.0", "-0", "0", "red", "Red", "True", "true", NFD, NFC]
    code = (
        "from causalvq.data.labels.canonical_values import written\n"
        f"found = written({set(texts)!r})\n"
        "print(ascii((sorted(found.of.items()), found.values, found.notices)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(told) == 1


def test_white_space_within_a_value_is_one_space():
    found = written(["light\n red", "light red", "blue"])

    assert (found.values, found.notices) == (
        ("blue", "light red"),
        ("'light\\n red' and 'light red' are one value, light red",),
    )
