"""All that commands print goes through here, so that no name in the data can move a cursor or pretend to be a line.

Names, values and paths come from strangers' files. A sign that is not printed as itself (ESC, the one-sign U+009B,
what turns the direction of writing, a line break in a name) is printed as its escape, in JSON as JSON's own.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import typer


def visible(text: str) -> str:
    """Text without signs that move the cursor or colour the terminal; line breaks stay, a tab is one space.

    >>> print(visible("a\\x1b[31m\\u202eb"))
    a\\x1b[31m\\u202eb
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if sign == "\t" else sign if sign.isprintable() or sign == "\n" else escaped(sign) for sign in text
    )


def one_line(text: str) -> str:
    """The same on one line: what looks like another line would be one."""
    return visible(text).replace("\n", "\\n")


def escaped(sign: str) -> str:
    """A sign as Python would write it."""
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


class Heading(str):
    """A line that is bold where the output is a terminal."""

    __slots__ = ()


def say(line: str, *, err: bool = False) -> None:
    """Print one line."""
    shown = one_line(line)
    typer.echo(typer.style(shown, bold=True) if isinstance(line, Heading) else shown, err=err)


def say_text(text: str) -> None:
    """Print lines of this program's own making, such as a drawing; the text ends with a line break or gets one."""
    typer.echo(visible(text), nl=not text.endswith("\n"))


def pass_on(text: str) -> None:
    """Write a text as it was given, its line breaks too, for another program; a terminal is shown it as any text."""
    if sys.stdout.isatty():
        say_text(text)
        return
    sys.stdout.flush()
    typer.get_binary_stream("stdout").write(text.encode())


def clear() -> None:
    """Empty the screen, where standard output is a terminal."""
    if sys.stdout.isatty():
        typer.echo("\x1b[2J\x1b[H", nl=False)


def say_signs(signs: str) -> None:
    """Send a terminal what this program made for it to carry out, such as a picture, and no word of anybody else."""
    typer.echo(signs, nl=False)


def say_json(value: Any, *, indent: int | None = None, sort_keys: bool = False) -> None:
    """Print a value for machines, in one object."""
    say_json_text(json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False))


def say_json_text(text: str) -> None:
    """Print what is JSON already; it ends with a line break or gets one."""
    typer.echo(safe_json(text), nl=not text.endswith("\n"))


def safe_json(text: str) -> str:
    """JSON that a terminal shows as it is; read back, it is the same value.

    >>> print(safe_json('"é\\x9b🦊"'))
    "é\\u009b🦊"
    """
    if text.isascii():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text)
