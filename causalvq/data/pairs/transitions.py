"""Pairs from a table of frames: each frame of an episode and the next one, with what was done between them.

    episode,frame,image,action         one row a frame; rows of one episode are put in the order of its frames

What was done stands in the row of the frame before it, as those who record actions write it; where the first frame of
every episode has an empty cell and the last one has not, it stands in the row of the frame after it. Frames between
which others are missing are no pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from causalvq.data.data_faults import BAD_ROW, fault
from causalvq.data.labels.file_names import is_image
from causalvq.data.labels.row_files import files_by_key, filled, is_pattern, one_file, pattern_of_columns
from causalvq.data.tables import Table, is_empty
from causalvq.data.tables.pair_columns import action_in, named, sides_in

EPISODES: Final = ("episode", "ep", "trajectory", "traj", "rollout", "sequence", "seq", "clip", "video", "game")
FRAMES: Final = ("frame", "step", "time_step", "timestep", "t", "tick", "frame_id", "frame_index", "step_id", "time")
NEXT: Final = 1.5  # times the usual gap between two frames that follow each other; beyond it others are missing
DONE: Final = frozenset({"action", "actions", "command", "intervention", "perturbation", "operation", "treatment"})
"""Words for what was done that say so by themselves."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The columns of a table of frames.

    Args:
        image: the column of images, or a pattern of their names in which columns stand.
        frame: the column that counts frames.
        action: the column of what was done.
        episode: the column of what frames belong to; None where all are of one.
    """

    image: str
    frame: str
    action: str
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A frame and the next one: images as written, what was done, and the line of the first."""

    line: int
    x: str
    y: str
    action: str


def frames_in(
    table: Table, given: Mapping[str, str] = MappingProxyType({}), images: Sequence[str] | None = None
) -> Frames | None:
    """The columns of a table of frames, by what a spec names or else by their words; None where it is no such table.

    Args:
        table: the table.
        given: for some of image, episode, frame and action, the column that a spec names.
        images: the columns that name images; None for those whose cells end as images do.
    """
    asked = "frame" in given or "image" in given
    header = table.header
    if not asked and (sides_in(header) is not None or {"before", "after"} & given.keys()):
        return None
    if images is None:
        images = [name for name in header if sum(map(is_image, table.column(name)[:20])) * 2 > len(table.rows[:20])]
    frame = given.get("frame") or word_in(header, FRAMES)
    action = given.get("action") or done_in(header, loose=asked)
    image = given.get("image") or (images[0] if len(images) == 1 else None)
    if frame is None or action is None or image is None:
        return None
    return Frames(image, frame, action, given.get("episode") or word_in(header, EPISODES))


def word_in(header: Sequence[str], words: Sequence[str]) -> str | None:
    """The column that the likeliest of some words names, alone or with `id` or `number`."""
    cores = [name.lower().strip().replace(" ", "_").replace("-", "_") for name in header]
    plain = [core.removesuffix("_id").removesuffix("_number").removesuffix("_no") for core in cores]
    return next((header[at.index(word)] for word in words for at in (cores, plain) if word in at), None)


def done_in(header: Sequence[str], *, loose: bool) -> str | None:
    """The column that says what was done, by a word that can mean nothing else unless `loose`."""
    where = action_in(header)
    if where is None or (not loose and header[where].lower().strip() not in DONE):
        return None
    return header[where]


def transitions(
    table: Table, columns: Frames, files: Sequence[str] = ()
) -> tuple[tuple[Transition, ...], tuple[str, ...]]:
    """The pairs of a table of frames, and how they were made, in words.

    Args:
        table: the table.
        columns: of it.
        files: the images, for a pattern of their names.

    Raises:
        DataError: CVQ307 when a column is not there, CVQ310 when a frame is no number, is there twice or has no image.
    """
    used = {role: name for role, name in (("frame", columns.frame), ("action", columns.action)) if name}
    named(table.header, used | ({"episode": columns.episode} if columns.episode else {}), table.path)
    images = images_of(table, columns.image, files)
    frame = table.column(columns.frame)
    episode = table.column(columns.episode) if columns.episode else [""] * len(frame)
    action = table.column(columns.action)
    rows: dict[str, dict[float, int]] = {}
    for index, (name, written) in enumerate(zip(episode, frame, strict=True)):
        number = frame_number(written, table.path, table.lines[index])
        own = rows.setdefault(name, {})
        if number in own:
            message = f"frame {written} is there twice" + (f" in {columns.episode} {name}" if columns.episode else "")
            hint = None if columns.episode else "say data.pairs.columns: {episode: COLUMN}, the column that tells them"
            raise fault(BAD_ROW, message, table.path, line=table.lines[index], hint=hint)
        own[number] = index
    runs = [[own[number] for number in sorted(own)] for own in rows.values()]
    gaps = [b - a for own in rows.values() for a, b in pairwise(sorted(own))]
    if not gaps:
        message = "no two frames follow each other"
        raise fault(BAD_ROW, message, table.path, expected="several frames of one episode")
    step = NEXT * sorted(gaps)[len(gaps) // 2]
    later = stands_after(runs, action)
    found = [
        Transition(table.lines[x], images[x], images[y], action[y if later else x])
        for own in rows.values()
        for (a, x), (b, y) in pairwise(sorted(own.items()))
        if b - a <= step
    ]
    whose = "the frame after it" if later else "the frame before it"
    told = f"{len(found):,} pairs of a frame and the next in {len(rows):,} {'runs' if columns.episode else 'run'}"
    notices = [f"{told}; what was done stands in the row of {whose}"]
    left = len(gaps) - len(found)
    if left:
        notices.append(f"{left:,} frames are no pair with the next one, since others between them are missing")
    return tuple(found), tuple(notices)


def stands_after(runs: Sequence[Sequence[int]], action: Sequence[str]) -> bool:
    """Whether rows say what led to their frame: the first of each run says nothing, and not all of the last ones."""
    firsts = all(is_empty(action[run[0]]) for run in runs)
    return firsts and not all(is_empty(action[run[-1]]) for run in runs)


def frame_number(written: str, path: Path, line: int) -> float:
    """The number of a frame.

    Raises:
        DataError: CVQ310 when it is none.
    """
    try:
        number = float(written)
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        hint = "say data.pairs.columns: {frame: COLUMN}, a column of numbers"
        raise fault(BAD_ROW, f"frame {written!r} is no number", path, line=line, hint=hint)
    return number


def images_of(table: Table, image: str, files: Sequence[str]) -> list[str]:
    """The image of each row: as a column names it, or the one file whose name has the cells of several.

    Raises:
        DataError: CVQ307 when a column is not there, or several files are of one row; CVQ310 when a row names none.
    """
    if not is_pattern(image, table.header):
        column = named(table.header, {"image": image}, table.path)["image"]
        found = table.column(column)
    else:
        pattern = pattern_of_columns(image, table)
        known = files_by_key(pattern, files)
        cells = zip(*(table.column(name) for name in pattern.names), strict=True)
        found = [
            one_file(known, row, table.path, line) or filled(pattern, dict(zip(pattern.names, row, strict=True)))
            for row, line in zip(cells, table.lines, strict=True)
        ]
    for name, line in zip(found, table.lines, strict=True):
        if is_empty(name):
            raise fault(BAD_ROW, "the row names no image", table.path, line=line)
    return found
