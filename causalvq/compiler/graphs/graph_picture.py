"""A graph as a picture whose words can be read as it is: given edges are thick, learned ones say their probability."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from PIL import Image, ImageDraw

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Style
from causalvq.compiler.graphs.graph_geometry import (
    HALF,
    LETTERS,
    MARGIN,
    SIZE,
    SMALL,
    Point,
    Sheet,
    label_boxes,
    sheet_of,
    way_of,
)
from causalvq.data.views.drawing import font_of, short

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


def graph_picture(drawn: Drawing) -> Image.Image:
    """Draw a graph.

    Raises:
        CompileError: CVQ232 when it is too large to be read.
    """
    sheet = sheet_of(drawn)
    picture = lines(drawn, sheet)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, MARGIN / 2), drawn.name, INK, font_of(SIZE + 2))
    for node in sheet.nodes:
        pen.text(sheet.at(sheet.layout.places[node]), short(node, LETTERS), INK, font_of(SIZE), anchor="mm")
    write_labels(pen, drawn.arrows, sheet)
    for number, (style, text) in enumerate(sheet.notes):
        y = sheet.height - MARGIN - (len(sheet.notes) - number - 0.5) * (SIZE + 6)
        pen.text((MARGIN, y), text, COLOURS[style] if style else PALE, font_of(SMALL + 1), anchor="lm")
    return picture


def lines(drawn: Drawing, sheet: Sheet) -> Image.Image:
    """Boxes and arrows, drawn large and made small, so that slanting lines are smooth."""
    large = Image.new("RGB", (sheet.width * FINE, sheet.height * FINE), GROUND)
    pen = ImageDraw.Draw(large)
    for arrow in drawn.arrows:
        draw_arrow(pen, arrow, way_of(arrow, sheet))
    half = sheet.box / 2
    for place in sheet.layout.places.values():
        x, y = sheet.at(place)
        corners = [FINE * value for value in (x - half, y - HALF, x + half, y + HALF)]
        pen.rounded_rectangle(corners, 8 * FINE, BOX, EDGE, FINE)
    return large.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS)


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
    """What stands at arrows."""
    for arrow, box in label_boxes(arrows, sheet):
        pen.rectangle(box, GROUND)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        pen.text(middle, arrow.text, COLOURS[arrow.style], font_of(SMALL), anchor="mm")
