"""Damage: of bytes whatever they mean, of JSON values, of text by its words."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

NUMBERS = [0, 1, -1, 2**7, 2**8 - 1, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, -5, 0.5, 1e308, float("inf"), float("nan"), 10**9, 10**30, 2**63, "", "x", "0", "1",
    "\x00", "a\x00b", "\ud800", "\udce9", "\x1b[31m", "\u202e", "../../etc/passwd", "/dev/zero", "x" * 300, [], [[]],
    ["x"], [1], {}, {"x": 1}, {"": None}, [None] * 3, "1e999", "9" * 5000,
]  # fmt: skip
WORDS = [
    b"", b"\x00", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"', b"'", b",", b";", b"\t", b"|", b"\n",
    b"\r", b"\r\n", b"\x85", b"\xe2\x80\xa8", b"#", b"# causalvq pairs 99", b"=1+1", b"nan", b"inf", b"-inf", b"1e999",
    b"-0", b"9" * 400, b"\x1b[2J", b"\xc2\x9b31m", b"\xe2\x80\xae", b"[" * 2000, b"{" * 2000, b'{"a":' * 2000, b"<",
    b">", b"&", b"]]>", b"<!DOCTYPE a>", b"\x1a", b"NaN", b"Infinity", b"null", b"true", b"../" * 20, b"/dev/zero",
    b"file_name", b"before", b"after", b"action", b"split", b"label", b"a.png", b"x" * 70_000,
]  # fmt: skip


def flip(data: bytearray, chance: Random) -> None:
    data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice([1, 2, 8, 100, len(data)])]


def number(data: bytearray, chance: Random) -> None:
    """A length, an offset or a size that is as large as can be."""
    form = chance.choice(["<H", ">H", "<I", ">I", "<Q", ">Q"])
    size = struct.calcsize(form)
    start = (
        chance.randrange(max(1, min(len(data), 400) - size)) if chance.random() < 0.7 else chance.randrange(len(data))
    )
    data[start : start + size] = struct.pack(form, chance.choice(NUMBERS) % 256**size)


def insert(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = chance.choice(WORDS) * chance.choice([1, 1, 1, 3])


def repeat(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.choice([1, 16, 300])] * chance.choice([1, 2, 50])


def blank(data: bytearray, chance: Random) -> None:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice([4, 16, 64]))
    data[start:end] = bytes([chance.choice([0, 255])]) * (end - start)


def swap_lines(data: bytearray, chance: Random) -> None:
    lines = bytes(data).split(b"\n")
    first = chance.randrange(len(lines))
    part = lines[first : first + 5]
    chance.shuffle(part)
    lines[first : first + 5] = part
    data[:] = b"\n".join(lines)


def replace_cell(data: bytearray, chance: Random) -> None:
    lines = bytes(data).split(b"\n")
    line = chance.randrange(len(lines))
    cells = lines[line].split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(WORDS)
    lines[line] = b",".join(cells)
    data[:] = b"\n".join(lines)


BINARY: list[Callable[[bytearray, Random], None]] = [flip, flip, cut, number, number, insert, repeat, blank]
TEXT: list[Callable[[bytearray, Random], None]] = [
    flip,
    cut,
    insert,
    insert,
    repeat,
    swap_lines,
    replace_cell,
    replace_cell,
]


def damaged(content: bytes, chance: Random, ways: Sequence[Callable[[bytearray, Random], None]] = BINARY) -> bytes:
    """Content with one to eight faults; sometimes cut short, sometimes nothing but noise."""
    if chance.random() < 0.02:
        return chance.randbytes(chance.randrange(300))
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        if not data:
            break
        chance.choice(ways)(data, chance)
    if chance.random() < 0.15:
        del data[chance.randrange(len(data) + 1) :]
    return bytes(data[: 2**22])


def changed(value: Any, chance: Random) -> Any:
    """Plain values with one of them changed, dropped, renamed or added."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        fate = chance.random()
        if fate < 0.08:
            return {other: own for other, own in value.items() if other != key}
        if fate < 0.12:
            return {("x" if other == key else other): own for other, own in value.items()}
        if fate < 0.16:
            return value | {"new": chance.choice(VALUES)}
        return value | {key: changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.7:
        index = chance.randrange(len(value))
        return [*value[:index], changed(value[index], chance), *value[index + chance.randint(0, 1) :]]
    return chance.choice(VALUES)


def damaged_json(content: bytes, chance: Random) -> bytes:
    """JSON whose text or whose values are damaged."""
    if chance.random() < 0.3:
        return damaged(content, chance, TEXT)
    value = json.loads(content)
    for _ in range(chance.choice([1, 1, 2, 4])):
        value = changed(value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.7).encode(errors="surrogatepass")
