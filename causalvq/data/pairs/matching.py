"""Pairs told by names: which image before belongs to which image after, and what a table or the names say was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from causalvq.data.data_faults import BAD_LABELS, BAD_ROW, NO_PAIRS, UNKNOWN_SOURCE, a_few, diagnostic, fault
from causalvq.data.labels.file_columns import columns_of_files
from causalvq.data.labels.file_names import Locator
from causalvq.data.labels.name_patterns import name_pattern
from causalvq.data.pairs.pair_rows import Row, action_row, own_actions
from causalvq.data.pairs.pair_table import PairTable
from causalvq.data.tables import Table, is_empty, number_text, read_table
from causalvq.data.tables.pair_columns import roles_of_action
from causalvq.errors import DataError

ACTION_FIELD: Final = "action"


@dataclass(frozen=True, slots=True)
class Match:
    """Two images that belong together.

    Args:
        x: index of the image before.
        y: index of the image after.
        names: what a table may call the pair.
        action: what was done, where the names or an array say it.
    """

    x: int
    y: int
    names: tuple[str, ...] = ()
    action: str = ""


@runtime_checkable
class Matching(Protocol):
    """A source whose images are arrays, of which one follows another row by row."""

    def rows_of(self, array: str) -> range:
        """The indices of the images of an array; KeyError when it is none of the source's arrays of images."""

    def texts(self, array: str) -> list[str]:
        """An array with a text or number for each pair, as text.

        Raises:
            DataError: CVQ303 when there is no such array.
        """


def match_files(files: Sequence[str], before: str, after: str, place: Path) -> list[Match]:
    """Pairs of files whose names agree in every field of two patterns but `{action}`.

    Args:
        files: paths relative to the folder, by index.
        before: pattern of the images before an action, such as `before/{name}.png`.
        after: pattern of the images after it; it has the same fields.
        place: the folder to blame.

    Raises:
        DataError: CVQ305 when the patterns differ in their fields or two images have the same ones, CVQ313 when no two
            files agree.
    """
    patterns = [name_pattern(text, place) for text in (before, after)]
    fields = [tuple(sorted(set(pattern.names) - {ACTION_FIELD})) for pattern in patterns]
    if fields[0] != fields[1]:
        got = f"{', '.join(fields[0])} and {', '.join(fields[1])}"
        raise fault(BAD_LABELS, "before and after do not have the same fields", place, expected="the same", got=got)
    found: list[dict[tuple[str, ...], tuple[int, str]]] = [{}, {}]
    for side, pattern in enumerate(patterns):
        for index, file in enumerate(files):
            values = pattern.read(file)
            if values is None:
                continue
            read = dict(zip(pattern.names, values, strict=True))
            action = read.pop(ACTION_FIELD, "")
            key = (*(read[name] for name in fields[0]), action if ACTION_FIELD in patterns[1 - side].names else "")
            if key in found[side]:
                message = f"{file} and {files[found[side][key][0]]} have the same fields"
                raise fault(BAD_LABELS, message, place, expected="one image of each name", got=", ".join(key))
            found[side][key] = (index, action)
    firsts, seconds = found
    matches = [
        Match(x, y, called(files[x], files[y], key), firsts[key][1] or seconds[key][1])
        for key in firsts
        if key in seconds
        for x, y in [(firsts[key][0], seconds[key][0])]
    ]
    if not matches:
        got = f"{len(firsts):,} images that fit before, {len(seconds):,} that fit after, and no two of one name"
        raise fault(
            NO_PAIRS, "no image before has the name of one after", place, expected=f"{before} and {after}", got=got
        )
    return matches


def called(x: str, y: str, key: Sequence[str]) -> tuple[str, ...]:
    """What a table may call a pair: the key, or the path, the name or the name without ending of either file."""
    names = ["/".join(part for part in key if part), "_".join(part for part in key if part)]
    for file in (x, y):
        base = file.rpartition("/")[2]
        names += [file, base, base.rpartition(".")[0]]
    return tuple(dict.fromkeys(name for name in names if name))


def match_rows(source: Matching, before: str, after: str, actions: str | None, place: Path) -> list[Match]:
    """Pairs of rows of two arrays.

    Raises:
        DataError: CVQ307 when an array is none of the source's arrays of images, CVQ305 when their rows differ in
            number, CVQ303 when actions are no array of one text or number a pair.
    """
    try:
        x, y = source.rows_of(before), source.rows_of(after)
    except KeyError as error:
        message = f"data.pairs names {error.args[0]}, which is no array of images"
        raise fault(UNKNOWN_SOURCE, message, place, hint="list it in data.source.images") from None
    told = [""] * len(x) if actions is None else source.texts(actions)
    if len(x) != len(y) or len(told) != len(x):
        got = f"{len(x):,}, {len(y):,} and {len(told):,}"
        raise fault(BAD_LABELS, "before, after and actions have different numbers of rows", place, got=got)
    rows = zip(x, y, told, strict=True)
    return [Match(i, j, (str(number), number_text(number)), action) for number, (i, j, action) in enumerate(rows)]


def paired(matches: Sequence[Match], place: Path) -> PairTable:
    """Pairs whose names say what was done."""
    rows = tuple(
        action_row(number, str(match.x), str(match.y), {"action": match.action})
        for number, match in enumerate(matches, start=1)
    )
    return PairTable(place, own_actions(rows), numbered=True)


def paired_by_table(matches: Sequence[Match], path: Path, columns: Mapping[str, str], folder: Path) -> PairTable:
    """Pairs of which a table says what was done, a row for each; a pair without a row has an unknown action.

    Args:
        matches: the pairs.
        path: the table.
        columns: for some of the roles, `name` among them, the name of the column.
        folder: of the images.

    Raises:
        DataError: CVQ302 and CVQ310 when the table or a row cannot be read, CVQ307 when it lacks a column.
    """
    table = read_table(path)
    known = pair_names(matches)
    where = table.header.index(columns["name"]) if "name" in columns else column_of_names(table, known, folder)
    roles = roles_of_action(table.header, columns, path, {where})
    if not roles:
        got, hint = ",".join(table.header), "say data.pairs.columns: {action: COLUMN}"
        raise fault(BAD_ROW, "no column says what was done", path, line=table.header_line or None, got=got, hint=hint)
    rows: dict[int, Row] = {}
    faults = []
    for cells, line in zip(table.rows, table.lines, strict=True):
        index = known.get(cells[where])
        if index is None or index in rows:
            message = f"there is no pair {cells[where]!r}" if index is None else f"{cells[where]!r} is there twice"
            faults.append(diagnostic(BAD_ROW, message, path, line=line, expected="the name of a pair, once"))
            continue
        match = matches[index]
        rows[index] = action_row(line, str(match.x), str(match.y), {role: cells[i] for role, i in roles.items()})
    if faults:
        raise DataError(*a_few(faults, path))
    told = [rows.get(index) or Row(0, str(match.x), str(match.y)) for index, match in enumerate(matches)]
    return PairTable(path, own_actions(tuple(told)) if "action" in roles else tuple(told), numbered=True)


def pair_names(matches: Sequence[Match]) -> Mapping[str, int]:
    """From what a table may call a pair to its number; what several are called is left out."""
    found: dict[str, int] = {}
    several: set[str] = set()
    for index, match in enumerate(matches):
        for name in match.names:
            if found.setdefault(name, index) != index:
                several.add(name)
    return {name: index for name, index in found.items() if name not in several}


def column_of_names(table: Table, known: Mapping[str, int], folder: Path) -> int:
    """The column most of whose cells name a pair.

    Raises:
        DataError: CVQ310 when there is none.
    """
    hits = [
        sum(row[index] in known for row in table.rows) / max(1, sum(not is_empty(row[index]) for row in table.rows))
        for index in range(len(table.header))
    ]
    best = max(range(len(hits)), key=lambda index: hits[index], default=-1)
    if best >= 0 and hits[best] > 0.5:
        return best
    images = columns_of_files(table, Locator(folder))
    if images:
        return table.header.index(images[0])
    raise fault(
        BAD_ROW,
        "no column names the pairs",
        table.path,
        line=table.header_line or None,
        expected=f"names such as {next(iter(known), '001.png')}",
        got=",".join(table.header)[:200],
        hint="say data.pairs.columns: {name: COLUMN}",
    )
