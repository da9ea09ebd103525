"""Which column of a table of pairs is what: by the words that the field uses, or as a spec says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from causalvq.data.data_faults import BAD_ROW, UNKNOWN_SOURCE, fault
from causalvq.dsl.describe.printing import flow
from causalvq.dsl.text.suggest import did_you_mean

SIDES: Final = (
    ("before", "after"),
    ("input", "output"),
    ("source", "target"),
    ("src", "dst"),
    ("src", "tgt"),
    ("pre", "post"),
    ("x", "y"),
    ("a", "b"),
    ("old", "new"),
    ("original", "edited"),
    ("original", "modified"),
    ("reference", "modified"),
    ("untreated", "treated"),
    ("t0", "t1"),
    ("start", "result"),
    ("clean", "degraded"),
    ("clean", "noisy"),
    ("previous", "next"),
    ("previous", "current"),
    ("current", "next"),
    ("from_image", "to_image"),
    ("start", "end"),
    ("first", "second"),
    ("control", "treated"),
    ("in", "out"),
    ("baseline", "followup"),
    ("initial", "final"),
    ("unedited", "edited"),
    ("base", "changed"),
    ("state", "nextstate"),
    ("obs", "nextobs"),
    ("vorher", "nachher"),
    ("davor", "danach"),
    ("avant", "apres"),
    ("avant", "après"),
    ("antes", "despues"),
    ("antes", "después"),
    ("antes", "depois"),
    ("prima", "dopo"),
    ("voor", "na"),
)
"""Words for the image before an action and the one after it."""

VIEWS: Final = re.compile(
    r"(?<![a-z])(masks?|seg|segmentation|labels?|annotations?|annot|gt|depth|normals?|flow|left|right|eye|views?|cam|"
    r"camera|thumb|thumbnail|preview|heatmap|overlay|crop|front|back|side|top|bottom|channel|ir|nir|rgb|bbox|edges)(?![a-z])"
)
"""Words for a further image of the same thing, whatever was done to it."""

WEAK: Final = frozenset({"x", "y", "a", "b", "in", "out", "first", "second", "start", "end", "old", "new", "control"})
"""Words of these that often mean something else."""

ACTIONS: Final = (
    "action",
    "intervention",
    "perturbation",
    "treatment",
    "operation",
    "change",
    "edit",
    "label",
    "class",
    "command",
    "what",
)
"""Words for the column that says what was done, the likelier ones first."""

DECORATION: Final = re.compile(r"(image|img|file|path|name|id|frame|photo|picture)s?|[ _\-.]+")
"""What words for images may be decorated with: `before_image`, `img_a`, `Input path`."""

OTHERS: Final = ("factor", "from", "to", "value")
SPOKEN: Final = {
    "factor": ("factor", "attribute", "changed_attribute", "property", "variable"),
    "from": ("from", "old", "value_before", "old_value", "before_value"),
    "to": ("to", "new", "value_after", "new_value", "after_value"),
    "value": ("value", "set_to"),
}
"""Header words for the factor of an action and its values."""
ROLES: Final = ("before", "after", "action", *OTHERS, "name", "image", "episode", "frame")
"""What a column of a table of pairs, of a table of actions by `name`, or of a table of frames, may be."""


def plain(word: str) -> str:
    """A header word without its decoration.

    >>> plain("Image_Before"), plain("x_path"), plain("image")
    ('before', 'x', '')
    """
    return DECORATION.sub("", word.lower())


def sides_in(words: Sequence[str], *, weak: bool = True) -> tuple[int, int] | None:
    """Where the words for before and after stand; None where there are no two that belong together.

    Args:
        words: a header.
        weak: whether words count that often mean something else.
    """
    cores = [plain(word) for word in words]
    for before, after in SIDES:
        if not weak and {before, after} & WEAK:
            continue
        if cores.count(before) == 1 and cores.count(after) == 1:
            return cores.index(before), cores.index(after)
    return None


def action_in(words: Sequence[str]) -> int | None:
    """Where the likeliest word for an action stands."""
    cores = [word.lower().strip() for word in words]
    return next((cores.index(word) for word in ACTIONS if word in cores), None)


def roles_of(
    header: Sequence[str], given: Mapping[str, str], path: Path, line: int = 0, images: Sequence[str] = ()
) -> Mapping[str, int]:
    """The position of the column of each role that a table of pairs has.

    Args:
        header: names of columns.
        given: for some roles the column that a spec names.
        path: the table to blame.
        line: of its header.
        images: columns whose cells name images, for a hint.

    Raises:
        DataError: CVQ307 when a column is not there that the spec names, CVQ310 when images before or after have no
            column.
    """
    found = {role: header.index(column) for role, column in named(header, given, path).items()}
    sides = sides_in(header)
    if sides is not None:
        found = {"before": sides[0], "after": sides[1]} | found
    if not {"before", "after"} <= found.keys():
        raise fault(
            BAD_ROW,
            "the header has no columns for the images before and after",
            path,
            line=line or None,
            expected="before,after,action; or before,after,factor,from,to; or before,after,factor,value",
            got=",".join(header)[:200],
            hint=sides_hint(header, [name for name in images if name not in given.values()]),
        )
    found |= roles_of_action(header, given, path, found.values())
    others = [name for index, name in enumerate(header) if index not in found.values()]
    if others and found.keys() <= {"before", "after"}:
        raise fault(
            BAD_ROW,
            "no column says what was done",
            path,
            line=line or None,
            expected="a column action, or factor with from and to, or factor with value",
            got=",".join(header)[:200],
            hint=f"say data.pairs.columns: {{action: {others[0]}}} if that is the one",
        )
    return MappingProxyType(found)


def sides_hint(header: Sequence[str], images: Sequence[str]) -> str:
    """What to write so that two columns are taken for the images before and after, by their own names where told."""
    if len(images) < 2:
        return "rename two columns before and after, or say data.pairs.columns: {before: COLUMN, after: COLUMN}"
    rest = [name for name in header if name not in images[:2]]
    action = f", action: {flow(rest[0])}" if len(rest) == 1 else ""
    return f"say data.pairs.columns: {{before: {flow(images[0])}, after: {flow(images[1])}{action}}}"


def roles_of_action(
    header: Sequence[str], given: Mapping[str, str], path: Path, taken: Collection[int] = ()
) -> dict[str, int]:
    """The position of the columns that say what was done: an action in one word, or a factor with its values."""
    found = {role: header.index(column) for role, column in named(header, given, path).items() if role != "name"}
    used = set(taken) | set(found.values())
    lowered = {name.lower().strip(): index for index, name in enumerate(header) if index not in used}
    free = {role: lowered[word] for role, words in SPOKEN.items() for word in reversed(words) if word in lowered}
    if "action" not in found and not set(OTHERS) & found.keys():
        if {"factor", "from", "to"} <= free.keys():
            found |= {role: free[role] for role in ("factor", "from", "to")}
        elif {"factor", "value"} <= free.keys():
            found |= {role: free[role] for role in ("factor", "value")}
        else:
            likely = action_in([name if index not in used else "" for index, name in enumerate(header)])
            if likely is not None:
                found["action"] = likely
    return found


def named(header: Sequence[str], given: Mapping[str, str], path: Path) -> Mapping[str, str]:
    """The columns that a spec names, each of which must be there."""
    for role, column in given.items():
        if column not in header:
            hint, expected = did_you_mean(column, header), ", ".join(header)
            message = f"there is no column {column!r}, which data.pairs.columns names for {role}"
            raise fault(UNKNOWN_SOURCE, message, path, expected=expected, hint=hint)
    return given
