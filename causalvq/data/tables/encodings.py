"""The text of a file, whatever program wrote it: UTF-8, UTF-16, or what Windows calls ANSI."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from causalvq.data.data_faults import DAMAGED, fault

MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""What files begin with that say their encoding."""

WINDOWS: Final = "cp1252"
CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""Signs that no text has."""

SAMPLE: Final = 4096  # bytes from which UTF-16 without a mark is told


def text_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what a person should know of how it was read.

    Raises:
        DataError: CVQ302 when it is no text.
    """
    content = path.read_bytes()
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), None) or unmarked(content)
    try:
        return content.decode(encoding), ()
    except UnicodeDecodeError as error:
        text = content.decode(WINDOWS, errors="replace")
        if encoding != "utf-8-sig" or CONTROL.search(text) or "\ufffd" in text:
            hint = "save it as CSV in UTF-8"
            raise fault(DAMAGED, f"{path.name} is not UTF-8 text", path, hint=hint) from error
        told = f"{path.name} is not UTF-8: it is read as Windows text ({WINDOWS}); save it as UTF-8 if signs look wrong"
        return text, (told,)


def unmarked(content: bytes) -> str:
    """The encoding of text without a mark: UTF-16 has a zero in every other place of what Latin letters are in.

    >>> unmarked("a,b".encode("utf-16-le")), unmarked(b"a,b")
    ('utf-16-le', 'utf-8-sig')
    """
    start = content[:SAMPLE]
    even, odd = start[::2], start[1::2]
    if odd and 2 * odd.count(0) > len(odd) and not even.count(0):
        return "utf-16-le"
    if even and 2 * even.count(0) > len(even) and not odd.count(0):
        return "utf-16-be"
    return "utf-8-sig"
