import math

import pytest

from causalvq.dsl.text.scalars import resolve, resolve_tagged


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        ("2E5", 2e5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5e+1", -5.0),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("+7", 7),
        ("on", "on"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2026-11-24", "2026-11-24"),
        ("0b11", "0b11"),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("~", None),
        ("", None),
        ("Null", None),
        ("-.inf", -math.inf),
        (".INF", math.inf),
        (".", "."),
        ("-", "-"),
        ("1e", "1e"),
    ],
)
def test_plain_scalars_follow_the_core_schema(text, value):
    resolved = resolve(text)

    assert resolved == value
    assert type(resolved) is type(value)


def test_nan_is_a_float():
    assert math.isnan(resolve(".nan"))


def test_a_numeral_of_thousands_of_digits_stays_text():
    assert resolve("9" * 5000) == "9" * 5000


def test_explicit_core_tags():
    assert resolve_tagged("12", "tag:yaml.org,2002:str") == "12"
    assert resolve_tagged("12", "tag:yaml.org,2002:float") == 12.0
    with pytest.raises(ValueError, match="not int"):
        resolve_tagged("x", "tag:yaml.org,2002:int")
    with pytest.raises(ValueError, match="None"):
        resolve_tagged("x", "tag:yaml.org,2002:timestamp")
