"""What a plain scalar means under the core schema of YAML 1.2: `1e-3` is a number; `on`, `no` and `1:30` are text."""

from __future__ import annotations

import math
import re

from causalvq.dsl.text.nodes import Value

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
OCTAL = re.compile(r"0o[0-7]+")
HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITY = re.compile(r"[-+]?\.(inf|Inf|INF)")
NAN = re.compile(r"\.(nan|NaN|NAN)")

MAX_DIGITS = 400
"""Longer numerals are left as text: Python refuses to read integers of thousands of digits, and no key wants one."""

CORE_TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("str", "int", "float", "bool", "null")}


def resolve(text: str) -> Value:
    """The value of a plain scalar under the core schema of YAML 1.2.

    >>> resolve("1e-3"), resolve("010"), resolve("on"), resolve("0x1F"), resolve("~")
    (0.001, 10, 'on', 31, None)
    """
    if text in NULLS:
        return None
    if text in BOOLEANS:
        return BOOLEANS[text]
    if text[0] in "+-.0123456789" and len(text) <= MAX_DIGITS:
        return resolve_number(text)
    return text


def resolve_number(text: str) -> int | float | str:
    """A numeral's value, or the text when it is not a numeral of the core schema."""
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text):
        return float(text)
    if OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if INFINITY.fullmatch(text):
        return -math.inf if text.startswith("-") else math.inf
    return math.nan if NAN.fullmatch(text) else text


def resolve_tagged(text: str, tag: str) -> Value:
    """The value of a scalar with an explicit core tag such as `!!float 3`.

    Raises:
        ValueError: the text is not of that type, or the tag is not one of the core schema's.
    """
    name = CORE_TAGS.get(tag)
    if name == "str":
        return text
    value = resolve(text)
    if name == "float" and type(value) is int:
        return float(value)
    kinds = {"int": int, "float": float, "bool": bool, "null": type(None)}
    if name is None or type(value) is not kinds[name]:
        raise ValueError(f"{text!r} is not {name}")
    return value
