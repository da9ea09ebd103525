"""Pictures in terminals that can show them: which terminal that is, and what it is sent.

Three ways are known: kitty's graphics protocol, inline images of iTerm2, and sixels of DEC's VT340.
"""

from __future__ import annotations

import base64
import io
import os
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
import typer
from PIL import Image

from causalvq.cli.terminal import say_signs

Protocol = Literal["kitty", "iterm2", "sixel"]

CHUNK: Final = 4096
"""Signs of base64 that kitty takes at once."""
LARGEST: Final = (1280, 960)
"""Pixels of a preview: a larger picture is made smaller."""
COLOURS: Final = 255
"""Of a sixel picture: terminals have 256 registers."""
BAND: Final = 6
"""Rows of pixels that one line of sixels has."""

KITTY: Final = ("ghostty", "kitty")
ITERM: Final = ("iterm.app", "wezterm", "mintty", "rio", "vscode")
SIXEL: Final = ("foot", "mlterm", "contour", "yaft", "sixel", "vt340")


class Preview(StrEnum):
    """Whether a picture is shown in the terminal."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Previews = Annotated[
    Preview,
    typer.Option("--preview", help="Show the picture here. auto: in a terminal that is known to show pictures."),
]


def show_picture(file: str | Path, wanted: Preview) -> None:
    """Show a picture that was written, where that is wanted and can be; nothing is told where it cannot.

    Args:
        file: an image file.
        wanted: `auto`: if the output is a terminal that shows pictures; `always`: to whatever is at the other end, as
            sixels where nothing says what it is.
    """
    found = protocol(os.environ)
    if wanted is Preview.NEVER or (wanted is Preview.AUTO and (found is None or not sys.stdout.isatty())):
        return
    with Image.open(file) as picture:
        picture.thumbnail(LARGEST, Image.Resampling.LANCZOS)
        say_signs(ENCODERS[found or "sixel"](picture.convert("RGB")))


def protocol(environment: Mapping[str, str]) -> Protocol | None:
    """How the terminal of an environment shows pictures; None where it is not known to.

    Within tmux and screen it is None: they keep such signs for themselves.

    >>> protocol({"TERM": "xterm-kitty"}), protocol({"TERM": "xterm-256color"})
    ('kitty', None)
    """
    term = environment.get("TERM", "").lower()
    if "TMUX" in environment or "STY" in environment or term.startswith(("screen", "tmux")) or term == "dumb":
        return None
    programs = {term, environment.get("TERM_PROGRAM", "").lower(), environment.get("LC_TERMINAL", "").lower()}
    if "KITTY_WINDOW_ID" in environment or "KONSOLE_VERSION" in environment or named(programs, KITTY):
        return "kitty"
    if "ITERM_SESSION_ID" in environment or named(programs, (*ITERM, "iterm2")):
        return "iterm2"
    return "sixel" if "WT_SESSION" in environment or named(programs, SIXEL) else None


def named(programs: set[str], known: tuple[str, ...]) -> bool:
    """Whether one of some programs is among those that are known, by a part of its name."""
    return any(name in program for program in programs for name in known)


def kitty(picture: Image.Image) -> str:
    """A picture as kitty's graphics protocol has it: PNG in base64, in pieces, to be shown at once and not answered."""
    text = _base64(picture)
    parts = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
    last = len(parts) - 1
    return "".join(_kitty(part, number == 0, number < last) for number, part in enumerate(parts)) + "\n"


def _kitty(part: str, first: bool, more: bool) -> str:
    keys = f"a=T,f=100,q=2,m={int(more)}" if first else f"m={int(more)}"
    return f"\x1b_G{keys};{part}\x1b\\"


def iterm2(picture: Image.Image) -> str:
    """A picture as iTerm2 has it: PNG in base64, in the line."""
    text = _base64(picture)
    size = len(base64.b64decode(text))
    return f"\x1b]1337;File=inline=1;size={size};width={picture.width}px;height={picture.height}px:{text}\x07\n"


def sixel(picture: Image.Image) -> str:
    """A picture as sixels: its colours, then for each six rows and each colour in them which of the six have it."""
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    palette = np.array(few.getpalette(), dtype=np.int64).reshape(-1, 3)
    rows = np.asarray(few)
    used = np.unique(rows)
    head = f'\x1bPq"1;1;{picture.width};{picture.height}'
    colours = "".join(
        f"#{colour};2;{';'.join(str(round(value * 100 / 255)) for value in palette[colour])}" for colour in used
    )
    bands = "-".join("$".join(_band(rows[top : top + BAND])) for top in range(0, picture.height, BAND))
    return f"{head}{colours}{bands}\x1b\\\n"


def _band(rows: np.ndarray) -> Iterator[str]:
    """The line of each colour of up to six rows: a sign for each column, whose six bits are the rows."""
    weights = 1 << np.arange(len(rows))
    for colour in np.unique(rows):
        bits = ((rows == colour) * weights[:, None]).sum(0)
        yield f"#{colour}" + _repeated(bits)


def _repeated(bits: np.ndarray) -> str:
    """Signs, more than three that are equal as their number and one of them."""
    edges = np.flatnonzero(np.diff(bits)) + 1
    starts, ends = [0, *edges.tolist()], [*edges.tolist(), len(bits)]
    runs = ((chr(63 + int(bits[start])), end - start) for start, end in zip(starts, ends, strict=True))
    return "".join(f"!{count}{sign}" if count > 3 else sign * count for sign, count in runs)


def _base64(picture: Image.Image) -> str:
    held = io.BytesIO()
    picture.save(held, "PNG")
    return base64.b64encode(held.getvalue()).decode("ascii")


ENCODERS: Final = {"kitty": kitty, "iterm2": iterm2, "sixel": sixel}
