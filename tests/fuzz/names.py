"""Names and values on a terminal: whatever they are, a terminal shows them and nothing else happens."""

from __future__ import annotations

import io
import json
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

from fuzz.reader import Case, Reader

from causalvq.cli.human import print_human
from causalvq.cli.machine_readable import RENDERERS
from causalvq.cli.plans import table
from causalvq.cli.rich_terminal import Terminal
from causalvq.cli.terminal import say, say_json, say_text
from causalvq.errors import Code, Diagnostic, Place, Related

SIGNS = [
    "a", "é", "漢", "🦊", " ", "\t", "\n", "\r", "\x00", "\x07", "\x08", "\x1b", "\x1b[31m", "\x1b]0;x\x07", "\x7f",
    "\x85", "\x9b",
    "\x9b31m", "\xa0", "\xad", "\u0301", "\u034f", "\u061c", "\u180e", "\u200b", "\u200d", "\u200e", "\u2028",
    "\u2029", "\u202a", "\u202e",
    "\u2066", "\u2069", "\ufeff", "\ufff9", "\ud800", "\udce9", "\udfff", "\U000e0001", "\U000e0041",
    "\U0010ffff", "[red]", "[/]",
    "[/red]", ":smile:", "%0A", "::error::", "\\", '"', "'", "<b>", "&", "x" * 3000,
]  # fmt: skip
CODE = Code("CVQ301", "a file or folder is missing", "")


def prepare(folder: Path) -> None:  # noqa: ARG001
    return None


def make(chance: Random, context: Any) -> Case:  # noqa: ARG001
    names = ["".join(chance.choices(SIGNS, k=chance.randint(0, 12))) for _ in range(6)]
    return ".json", json.dumps(names).encode()


def printed(context: Any) -> str:
    """What the commands print of some names."""
    name, other, line, *rest = context
    place = Place(name, 3, 1 + len(line) // 2, 2, line)
    fault = Diagnostic(CODE, f"{name} is missing", place, other, line, name, (Related(other, Place(line)),))
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    with redirect_stdout(out), redirect_stderr(out):
        print_human([fault])
        say(f"{name}: {other}")
        say_text(f"{name}\n{other}")
        say_json({name: context})
        for row in table((name, other), [(line, name), *zip(rest, rest, strict=True)], right=(1,)):
            say(row)
        Terminal().print(f"run {name}", other)
        Terminal(soft_wrap=True).print(line)
        for render in RENDERERS.values():
            say_text(render([fault]))
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def read(path: Path, context: Any) -> None:  # noqa: ARG001
    names = json.loads(path.read_text())
    text = printed(names)
    acting = {
        sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and sign != "\n"
    }
    assert not acting, f"signs that act on a terminal: {sorted(map(ascii, acting))}"


NAMES = Reader(prepare, make, read)
