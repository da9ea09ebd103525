"""What variables, factors and columns may be called: anything that can be read on a line.

Units, brackets and spaces are what people have (`size [cm]`, `mass, kg`, `a=b`). A name is held in one form, so that a
header and a spec mean the same one: its accents in one way, one space for any white space, none around it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

LONGEST: Final = 256
UNREADABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(name: str) -> str:
    """A name in its one form.

    >>> cleaned(" size\\n [cm] "), cleaned("hue")
    ('size [cm]', 'hue')
    """
    return " ".join(name.split()) if name.isascii() else " ".join(unicodedata.normalize("NFC", name).split())


def cleaned_text(value: Any) -> Any:
    """A name in its one form; what is no text as it is, for others to refuse."""
    return cleaned(value) if isinstance(value, str) else value


def why_not(name: str) -> str | None:
    """Why a text, in its one form, cannot be a name; None where it can.

    >>> why_not("mass, kg"), why_not(""), why_not("x" * 257)
    (None, 'it is empty', 'it has 257 signs, more than 256')
    """
    if not name:
        return "it is empty"
    if len(name) > LONGEST:
        return f"it has {len(name):,} signs, more than {LONGEST}"
    return "it has a sign that is no text" if UNREADABLE.search(name) else None
