"""Times, bytes and counts as a person says them."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """`95 ms`, `12 s`, `7 min`, `3.5 h`."""
    for limit, unit, scale in ((1.0, "ms", 1e3), (120.0, "s", 1.0), (7200.0, "min", 1 / 60), (1e12, "h", 1 / 3600)):
        if seconds < limit:
            return f"{seconds * scale:.2g} {unit}" if seconds * scale < 10 else f"{seconds * scale:.0f} {unit}"
    return "forever"


def size(count: int) -> str:
    """Bytes in the unit that fits: `44 MB`."""
    return quantity(count) + "B"


def quantity(count: float) -> str:
    """A count with a prefix of the SI: `1.95 G`."""
    for prefix in ("", "k", "M", "G", "T", "P"):
        if count < 999.5 or prefix == "P":
            break
        count /= 1000
    return f"{count:.3g} {prefix}"
