"""Where the parts of a drawn graph are, in pixels: boxes, arrows between them, and what is written at each arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Final

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Style
from causalvq.compiler.graphs.graph_layout import Layout, laid_out
from causalvq.compiler.plan_faults import NOT_DRAWN
from causalvq.data.views.drawing import short, wide
from causalvq.errors import CompileError, Diagnostic

MOST_NODES, MOST_ARROWS = 80, 200
LETTERS: Final = 28  # of a name, as many are drawn
SIZE, SMALL = 16, 13  # of names and of what stands at arrows, pixels
ROW, MARGIN, PADDING = 62, 28, 12
HALF: Final = 17  # of a box, downwards
BETWEEN = 130  # between two columns, where arrows and their words are
WORDS: dict[Style, str] = {
    "required": "given",
    "learned": "learned, with its probability",
    "likely": "likely",
    "missing": "true, and not found",
    "wrong": "found, and not true",
}

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Notes = Sequence[tuple[Style | None, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sizes of a picture in pixels.

    Args:
        width: of the whole.
        height: of the whole.
        top: where the first row begins.
        box: width of a node.
        nodes: those that have an arrow, in the order of their layout.
        layout: what stands where.
        notes: what is written below: what kinds of arrows mean, and which nodes have none.
        cyclic: whether some arrows go back.
    """

    width: int
    height: int
    top: int
    box: int
    nodes: tuple[str, ...]
    layout: Layout
    notes: tuple[tuple[Style | None, str], ...]
    cyclic: bool

    def at(self, place: tuple[int, float]) -> Point:
        """The middle of a place."""
        column, row = place
        return MARGIN + self.box / 2 + column * (self.box + BETWEEN), self.top + ROW * (row + 0.5)


def sheet_of(drawn: Drawing) -> Sheet:
    """Lay a graph out.

    Raises:
        CompileError: CVQ232 when it is too large to be read.
    """
    linked = {end for arrow in drawn.arrows for end in (arrow.tail, arrow.head)}
    nodes, alone = ([node for node in drawn.nodes if (node in linked) is wanted] for wanted in (True, False))
    if len(nodes) > MOST_NODES or len(drawn.arrows) > MOST_ARROWS:
        message = f"a picture of {len(nodes)} nodes and {len(drawn.arrows)} arrows could not be read"
        hint = "--format dot for a program that lays out large graphs, or --level factors"
        raise CompileError(Diagnostic(NOT_DRAWN, message, hint=hint))
    layout = laid_out(nodes, [(arrow.tail, arrow.head) for arrow in drawn.arrows])
    return sized(drawn, layout, nodes, [*legend(drawn.arrows), *alone_lines(alone)])


def legend(arrows: Sequence[Arrow]) -> list[tuple[Style | None, str]]:
    """What the kinds of arrows that are drawn mean."""
    signs: dict[Style, str] = {"required": "thick", "missing": "dashed", "likely": "dashed"}
    there = {arrow.style for arrow in arrows}
    return [(style, f"{signs.get(style, 'thin')} arrow: {WORDS[style]}") for style in WORDS if style in there]


def alone_lines(alone: Sequence[str]) -> list[tuple[Style | None, str]]:
    """The nodes without an edge."""
    if not alone:
        return []
    shown = ", ".join(short(node, LETTERS) for node in alone[:8])
    more = f" and {len(alone) - 8:,} more" if alone[8:] else ""
    return [(None, f"no edge: {shown}{more}")]


def sized(drawn: Drawing, layout: Layout, nodes: Sequence[str], notes: Notes) -> Sheet:
    """The sizes that names and rows need."""
    columns = 1 + max((column for column, _ in layout.places.values()), default=0)
    rows = 1 + max((row for way in layout.ways.values() for _, row in way), default=0.0)
    box = round(max((wide(short(node, LETTERS), SIZE) for node in nodes), default=60)) + 2 * PADDING
    words = max([wide(drawn.name, SIZE + 2), *(wide(text, SMALL + 1) for _, text in notes)])
    width = max(columns * (box + BETWEEN) - BETWEEN, round(words)) + 2 * MARGIN
    top = MARGIN + SIZE + 12
    height = top + (round(rows * ROW) if nodes else 0) + MARGIN + len(notes) * (SIZE + 6) + MARGIN // 2
    cyclic = any(way[0][0] > way[-1][0] for way in layout.ways.values())
    return Sheet(width, height, top, box, tuple(nodes), layout, tuple(notes), cyclic)


def way_of(arrow: Arrow, sheet: Sheet) -> list[Point]:
    """The points that an arrow goes through, from one box to the other; one that goes back does so lower down."""
    places = sheet.layout.ways[arrow.tail, arrow.head]
    middles = [sheet.at(place) for place in places]
    back = places[0][0] > places[-1][0]
    half, lower = (-sheet.box / 2, 8) if back else (sheet.box / 2, -8 * sheet.cyclic)
    (x, y), (to_x, to_y) = middles[0], middles[-1]
    return [(x + half, y + lower), *middles[1:-1], (to_x - half, to_y + lower)]


def label_boxes(arrows: Sequence[Arrow], sheet: Sheet) -> list[tuple[Arrow, Box]]:
    """Where what stands at arrows is written: each where its own arrow is and no other word."""
    taken, found = list[Box](), list[tuple[Arrow, Box]]()
    half = sheet.box / 2 + 2
    taken += [(x - half, y - 19, x + half, y + 19) for x, y in map(sheet.at, sheet.layout.places.values())]
    for arrow in arrows:
        if not arrow.text:
            continue
        across, up = wide(arrow.text, SMALL) / 2 + 3, SMALL / 2 + 2
        spots = [spot(way_of(arrow, sheet), share / 20) for share in (10, 9, 11, 8, 12, 7, 13, 6, 14, 5, 15, 4, 16, 3)]
        boxes = [(x - across, y - up, x + across, y + up) for x, y in spots]
        free = next((box for box in boxes if not any(overlap(box, other) for other in taken)), boxes[0])
        taken.append(free)
        found.append((arrow, free))
    return found


def spot(way: Sequence[Point], share: float) -> Point:
    """The point after a share of a way."""
    lengths = [hypot(to_x - x, to_y - y) for (x, y), (to_x, to_y) in pairwise(way)]
    left = share * sum(lengths)
    for ((x, y), (to_x, to_y)), length in zip(pairwise(way), lengths, strict=True):
        if left <= length:
            part = left / max(length, 1e-9)
            return x + (to_x - x) * part, y + (to_y - y) * part
        left -= length
    return way[-1]


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
