"""A graph as a picture whose words can be read as it is: given edges are thick, learned ones say their probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin
from typing import Final

from PIL import Image, ImageDraw

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Style
from causalvq.compiler.graphs.graph_layout import Layout, laid_out
from causalvq.compiler.plan_faults import NOT_DRAWN
from causalvq.data.views.drawing import font_of, short
from causalvq.errors import CompileError, Diagnostic

MOST_NODES, MOST_ARROWS = 80, 200
LETTERS: Final = 28  # of a name, as many are drawn
SIZE, SMALL = 16, 13  # of names and of what stands at arrows, pixels
ROW, MARGIN, PADDING = 62, 28, 12
BETWEEN = 130  # between two columns, where arrows and their words are
FINE = 3  # lines are drawn so many times larger, and made small
GROUND, INK, PALE = (255, 255, 255), (30, 30, 36), (120, 120, 130)
BOX, EDGE = (238, 242, 250), (90, 105, 140)
COLOURS: dict[Style, tuple[int, int, int]] = {
    "required": (30, 30, 36),
    "learned": (30, 95, 190),
    "likely": (120, 120, 130),
    "missing": (205, 60, 50),
    "wrong": (215, 125, 20),
}
WORDS: dict[Style, str] = {
    "required": "given",
    "learned": "learned, with its probability",
    "likely": "likely",
    "missing": "true, and not found",
    "wrong": "found, and not true",
}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Sizes of a picture in pixels.

    Args:
        width: of the whole.
        height: of the whole.
        top: where the first row begins.
        box: width of a node.
        layout: what stands where.
        cyclic: whether some arrows go back.
    """

    width: int
    height: int
    top: int
    box: int
    layout: Layout
    cyclic: bool

    def at(self, place: tuple[int, float]) -> Point:
        """The middle of a place."""
        column, row = place
        return MARGIN + self.box / 2 + column * (self.box + BETWEEN), self.top + ROW * (row + 0.5)


def graph_picture(drawn: Drawing) -> Image.Image:
    """Draw a graph.

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
    notes = [*legend(drawn.arrows), *alone_lines(alone)]
    sheet = sized(drawn, layout, nodes, notes)
    picture = lines(drawn, sheet)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, MARGIN / 2), drawn.name, INK, font_of(SIZE + 2))
    for node in nodes:
        pen.text(sheet.at(layout.places[node]), short(node, LETTERS), INK, font_of(SIZE), anchor="mm")
    write_labels(pen, drawn.arrows, sheet)
    for number, (style, text) in enumerate(notes):
        y = sheet.height - MARGIN - (len(notes) - number - 0.5) * (SIZE + 6)
        pen.text((MARGIN, y), text, COLOURS[style] if style else PALE, font_of(SMALL + 1), anchor="lm")
    return picture


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


def sized(drawn: Drawing, layout: Layout, nodes: Sequence[str], notes: Sequence[tuple[Style | None, str]]) -> Sheet:
    """The sizes that names and rows need."""
    columns = 1 + max((column for column, _ in layout.places.values()), default=0)
    rows = 1 + max((row for way in layout.ways.values() for _, row in way), default=0.0)
    box = round(max((wide(short(node, LETTERS), SIZE) for node in nodes), default=60)) + 2 * PADDING
    words = max([wide(drawn.name, SIZE + 2), *(wide(text, SMALL + 1) for _, text in notes)])
    width = max(columns * (box + BETWEEN) - BETWEEN, round(words)) + 2 * MARGIN
    top = MARGIN + SIZE + 12
    height = top + (round(rows * ROW) if nodes else 0) + MARGIN + len(notes) * (SIZE + 6) + MARGIN // 2
    cyclic = any(way[0][0] > way[-1][0] for way in layout.ways.values())
    return Sheet(width, height, top, box, layout, cyclic)


def wide(text: str, size: int) -> float:
    """Pixels that a text takes."""
    return float(font_of(size).getlength(text))


def lines(drawn: Drawing, sheet: Sheet) -> Image.Image:
    """Boxes and arrows, drawn large and made small, so that slanting lines are smooth."""
    large = Image.new("RGB", (sheet.width * FINE, sheet.height * FINE), GROUND)
    pen = ImageDraw.Draw(large)
    for arrow in drawn.arrows:
        draw_arrow(pen, arrow, way_of(arrow, sheet))
    half = sheet.box / 2
    for place in sheet.layout.places.values():
        x, y = sheet.at(place)
        corners = [FINE * value for value in (x - half, y - 17, x + half, y + 17)]
        pen.rounded_rectangle(corners, 8 * FINE, BOX, EDGE, FINE)
    return large.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS)


def way_of(arrow: Arrow, sheet: Sheet) -> list[Point]:
    """The points that an arrow goes through, from one box to the other; one that goes back does so lower down."""
    places = sheet.layout.ways[arrow.tail, arrow.head]
    middles = [sheet.at(place) for place in places]
    back = places[0][0] > places[-1][0]
    half, lower = (-sheet.box / 2, 8) if back else (sheet.box / 2, -8 * sheet.cyclic)
    (x, y), (to_x, to_y) = middles[0], middles[-1]
    return [(x + half, y + lower), *middles[1:-1], (to_x - half, to_y + lower)]


def draw_arrow(pen: ImageDraw.ImageDraw, arrow: Arrow, way: Sequence[Point]) -> None:
    """A line with a head."""
    colour, thick = COLOURS[arrow.style], (4 if arrow.style == "required" else 2)
    for start, end in pairwise(way):
        for one, other in dashes(start, end) if arrow.style in ("missing", "likely") else [(start, end)]:
            pen.line([(FINE * x, FINE * y) for x, y in (one, other)], colour, thick * FINE)
    (x, y), (to_x, to_y) = way[-2:]
    turned = atan2(to_y - y, to_x - x)
    wings = [(to_x - 13 * cos(turned + side), to_y - 13 * sin(turned + side)) for side in (pi / 8, -pi / 8)]
    pen.polygon([(FINE * x, FINE * y) for x, y in ((to_x, to_y), *wings)], colour)


def dashes(start: Point, end: Point) -> list[tuple[Point, Point]]:
    """A line in pieces."""
    (x, y), (to_x, to_y) = start, end
    count = max(1, round(hypot(to_x - x, to_y - y) / 12))
    point = [(x + (to_x - x) * share / count, y + (to_y - y) * share / count) for share in range(count)]
    gap = (to_x - x) * 0.55 / count, (to_y - y) * 0.55 / count
    return [((px, py), (px + gap[0], py + gap[1])) for px, py in point]


def write_labels(pen: ImageDraw.ImageDraw, arrows: Sequence[Arrow], sheet: Sheet) -> None:
    """What stands at arrows, each where its own arrow is and no other word."""
    font, taken = font_of(SMALL), list[tuple[float, float, float, float]]()
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
        pen.rectangle(free, GROUND)
        middle = (free[0] + free[2]) / 2, (free[1] + free[3]) / 2
        pen.text(middle, arrow.text, COLOURS[arrow.style], font, anchor="mm")


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


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes have a point in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
