"""Images before and after an action, told from their names: `before/001.png` and `after/001.png`, `001_pre.png` and
`001_post.png`, `push_left/before/001.png` and its like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from causalvq.data.labels.spellings import part_of
from causalvq.data.pairs.matching import ACTION_FIELD, Match, match_files
from causalvq.data.tables.pair_columns import SIDES, WEAK
from causalvq.errors import CausalVQError

SIDE: Final = re.compile(
    r"(?<![^/_\-. ])(" + "|".join(sorted({side[1] for side in SIDES})) + r")(?![^/_\-. ])", re.IGNORECASE
)
"""A word for the image after an action, standing by itself."""
WORD: Final = re.compile(r"[^/_\-. ]+|[/_\-. ]")
LEAST: Final = 0.5  # share of the images that belong to a pair
LEAST_WEAK: Final = 0.9
MOST_ACTIONS: Final = 500


@dataclass(frozen=True, slots=True)
class SideNames:
    """How names tell pairs.

    Args:
        before: pattern of the images before, as `data.pairs.before` has it.
        after: pattern of the images after.
        matches: the pairs that they tell.
        told: whether the names say what was done.
        weak: whether their words often mean something else.
    """

    before: str
    after: str
    matches: tuple[Match, ...]
    told: bool
    weak: bool = False


def side_names(files: Sequence[str]) -> SideNames | None:
    """The patterns that pair most images; None where names tell no pairs.

    Args:
        files: paths relative to the folder, with `/`.
    """
    if not any(SIDE.search(file) for file in files):
        return None
    pieces = [WORD.findall(file.rpartition(".")[0]) for file in files]
    lowered = [[piece.lower() for piece in row] for row in pieces]
    present = {piece for row in lowered for piece in row}
    best: tuple[int, list[tuple[int, int, int]], bool] | None = None
    for before, after in SIDES:
        if not {before, after} <= present:
            continue
        found = _paired(lowered, before, after)
        share = 2 * len(found) / len(files)
        if share < (LEAST_WEAK if {before, after} & WEAK else LEAST):
            continue
        if best is None or len(found) > best[0]:
            best = (len(found), found, bool({before, after} & WEAK))
    described = None if best is None else _described(files, pieces, best[1])
    return None if best is None or described is None else replace(described, weak=best[2])


def _paired(rows: Sequence[Sequence[str]], before: str, after: str) -> list[tuple[int, int, int]]:
    """Index before, index after and the place of the word, for names that differ in one word alone."""
    weak = bool({before, after} & WEAK)
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    for index, row in enumerate(rows):
        for place, piece in enumerate(row):
            if piece == before and (not weak or _is_folder(row, place)):
                seen[(place, (*row[:place], "", *row[place + 1 :]))] = index
    found = []
    for index, row in enumerate(rows):
        for place, piece in enumerate(row):
            if piece == after:
                other = seen.get((place, (*row[:place], "", *row[place + 1 :])))
                if other is not None:
                    found.append((other, index, place))
    return found


def _is_folder(row: Sequence[str], place: int) -> bool:
    """Whether a word is a whole folder of the path."""
    return (place == 0 or row[place - 1] == "/") and place + 1 < len(row) and row[place + 1] == "/"


def _described(
    files: Sequence[str], pieces: Sequence[Sequence[str]], found: Sequence[tuple[int, int, int]]
) -> SideNames | None:
    """The patterns of pairs: folders that vary as fields, the one of the actions by its name."""
    depths = {files[x].count("/") for x, _, _ in found}
    if len(depths) > 1:
        return None
    split = [(files[x].split("/"), files[y].split("/"), _folder_of(pieces[x], place)) for x, y, place in found]
    if len({level for _, _, level in split}) > 1:
        return None
    level = split[0][2]
    levels = range(len(split[0][0]))
    firsts = [[row[0][i] for row in split] for i in levels]
    seconds = [[row[1][i] for row in split] for i in levels]
    actions = _action_level(firsts, level)
    sides = []
    for columns, place in ((firsts, 0), (seconds, 1)):
        words = {pieces[row[place]][row[2]] for row in found}
        if len(words) > 1:
            return None
        parts = [
            _component(
                columns[i], words.pop() if i == level else None, i, last=i == len(levels) - 1, action=i == actions
            )
            for i in levels
        ]
        sides.append("/".join(parts))
    before, after = sides
    for one, two, told in (*_with_action_in_name(before, after, firsts, level), (before, after, actions is not None)):
        try:
            matches = match_files(files, one, two, Path())
        except CausalVQError:
            continue
        if len(matches) == len(found):
            return SideNames(one, two, tuple(matches), told)
    return None


def _folder_of(row: Sequence[str], place: int) -> int:
    """Which part of the path, from 0, a word is in."""
    return list(row[:place]).count("/")


def _action_level(columns: Sequence[Sequence[str]], side: int) -> int | None:
    """The folder whose names are few and each have several pairs: what was done."""
    for level, column in enumerate(columns[:-1]):
        names = set(column)
        varied = 2 <= len(names) <= min(MOST_ACTIONS, len(column) // 2)
        if level != side and varied and not any(part_of(name) for name in names):
            return level
    return None


def _component(column: Sequence[str], word: str | None, index: int, *, last: bool, action: bool) -> str:
    """One part of the path as a pattern."""
    endings = {name.rpartition(".")[2] for name in column} if last else set()
    ending = f".{endings.pop()}" if len(endings) == 1 else ".{_}" if last else ""
    names = [name.rpartition(".")[0] if last else name for name in column]
    if word is None:
        if len(set(names)) == 1:
            return names[0] + ending
        field = ACTION_FIELD if action else "name" if last else f"folder_{index + 1}"
        return f"{{{field}}}{ending}"
    parts = [_around(name, word) for name in names]
    sides = []
    for which, field in ((0, "name" if last else "folder"), (1, "rest")):
        texts = {part[which] for part in parts}
        if len(texts) == 1:
            sides.append(texts.pop())
            continue
        joint = {text[-1:] if which == 0 else text[:1] for text in texts}
        sign = joint.pop() if len(joint) == 1 and joint <= {"_", "-", " ", "."} else ""
        sides.append(f"{{{field}}}{sign}" if which == 0 else f"{sign}{{{field}}}")
    return f"{sides[0]}{word}{sides[1]}{ending}"


def _around(name: str, word: str) -> tuple[str, str]:
    """What stands before and after a word in a name, the word standing between signs."""
    pieces = WORD.findall(name)
    place = pieces.index(word) if word in pieces else 0
    return "".join(pieces[:place]), "".join(pieces[place + 1 :])


def _with_action_in_name(
    before: str, after: str, columns: Sequence[Sequence[str]], side: int
) -> list[tuple[str, str, bool]]:
    """The same patterns with a word of the name as the action, where one word has few values and the others many."""
    if f"{{{ACTION_FIELD}}}" in before or "{name}" not in before:
        return []
    stems = [name.rpartition(".")[0] for name in columns[-1]]
    for joint in ("_", "-"):
        rows = [stem.split(joint) for stem in stems]
        if len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
            continue
        words = list(zip(*rows, strict=True))
        few = [i for i, column in enumerate(words) if 2 <= len(set(column)) <= min(50, len(column) // 3)]
        few = [i for i in few if not all(word.isdigit() for word in words[i])]
        if len(few) == 1 and few[0] in (0, 1) and side != len(columns) - 1:
            fields = ["{action}", "{name}"] if few[0] == 0 else ["{name}", "{action}"]
            changed = joint.join(fields)
            return [(before.replace("{name}", changed), after.replace("{name}", changed), True)]
        if len(few) == 1 and few[0] == 0:
            changed = f"{{action}}{joint}{{name}}"
            return [(before.replace("{name}", changed), after.replace("{name}", changed), True)]
    return []
