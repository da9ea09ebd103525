"""JSON in one form only: sorted keys, the shortest exact floats, short lists and records on one line."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

HALF_PAIR = re.compile("[\ud800-\udfff]")
WIDTH = 110
"""Characters up to which a list or a record stays on its line."""


def text_of(value: Any) -> str:
    """The canonical text of plain values, with one final line break.

    >>> print(text_of({"b": [1, 2.0], "a": None}), end="")
    {"a": null, "b": [1, 2.0]}
    """
    return broken(value, "") + "\n"


def digest_of(value: Any) -> str:
    """SHA-256 of plain values, in hexadecimal."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(whole(text).encode()).hexdigest()


def compact(value: Any) -> str:
    """On one line."""
    return whole(json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False))


def whole(text: str) -> str:
    """JSON that UTF-8 can hold: what stands for the bytes of a file's name that is not UTF-8 is escaped.

    >>> whole('"caf\\udce9.yaml"') == '"caf' + chr(92) + 'udce9.yaml"'
    True
    """
    return text if text.isascii() else HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def broken(value: Any, margin: str) -> str:
    """On one line where that is short; otherwise each item on its own."""
    if not isinstance(value, dict | list | tuple) or not value:
        return compact(value)
    if len(value) <= WIDTH // 3:  # longer ones cannot be short, so their text need not be tried
        line = compact(value)
        if len(line) + len(margin) <= WIDTH:
            return line
    inner = margin + " "
    if isinstance(value, dict):
        items = [f"{compact(key)}: {broken(value[key], inner)}" for key in sorted(value)]
        return "{\n" + ",\n".join(inner + item for item in items) + f"\n{margin}}}"
    if all(isinstance(item, int) for item in value):
        return f"[{compact(value)[1:-1]}]"
    return "[\n" + ",\n".join(inner + broken(item, inner) for item in value) + f"\n{margin}]"
