"""A graph as shapes that a template draws: given edges are thick, learned ones say their probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin
from typing import Final

from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, Style
from causalvq.compiler.graphs.graph_geometry import LETTERS, MARGIN, WORDS, Box, Point, label_boxes, sheet_of, way_of
from causalvq.data.views.drawing import short

HEAD: Final = 13  # length of the head of an arrow, pixels
ROOM: Final = 34  # above the highest and below the lowest middle of a box


@dataclass(frozen=True, slots=True)
class Node:
    """A box with a name.

    Args:
        x: of its middle, pixels.
        y: of its middle.
        name: whole.
        shown: as much of it as is written.
    """

    x: float
    y: float
    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow.

    Args:
        line: its points, as SVG writes them.
        head: the points of its head.
        style: what kind it is.
        text: written at it.
        at: the middle of that text; None where there is none.
        told: the arrow in words.
    """

    line: str
    head: str
    style: Style
    text: str
    at: Point | None
    told: str


@dataclass(frozen=True, slots=True)
class GraphShapes:
    """A graph as shapes.

    Args:
        width: pixels.
        top: the least height that something has, pixels.
        height: pixels.
        box: width of a node.
        nodes: those that have an arrow.
        links: the arrows.
        kinds: the kinds of arrows that there are, and what they mean.
        alone: names of the nodes without an arrow.
        told: the graph in words.
    """

    width: float
    top: float
    height: float
    box: int
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    kinds: tuple[tuple[Style, str], ...]
    alone: tuple[str, ...]
    told: str


def graph_shapes(drawn: Drawing) -> GraphShapes:
    """Lay a graph out as shapes.

    Raises:
        CompileError: CVQ232 when it is too large to be read.
    """
    sheet = sheet_of(drawn)
    places = {node: sheet.at(place) for node, place in sheet.layout.places.items()}
    words = {(arrow.tail, arrow.head): _middle(box) for arrow, box in label_boxes(drawn.arrows, sheet)}
    links = tuple(_link(arrow, way_of(arrow, sheet), words.get((arrow.tail, arrow.head))) for arrow in drawn.arrows)
    heights = [sheet.at(stop)[1] for way in sheet.layout.ways.values() for stop in way]
    top, bottom = min(heights, default=0.0) - ROOM, max(heights, default=0.0) + ROOM
    kinds = {arrow.style: WORDS[arrow.style] for arrow in drawn.arrows}
    return GraphShapes(
        width=max((x for x, _ in places.values()), default=0.0) + sheet.box / 2 + MARGIN,
        top=top,
        height=bottom - top,
        box=sheet.box,
        nodes=tuple(Node(x, y, node, short(node, LETTERS)) for node, (x, y) in places.items()),
        links=links,
        kinds=tuple(kinds.items()),
        alone=tuple(node for node in drawn.nodes if node not in places),
        told=f"Graph of {len(links)} arrows: " + "; ".join(link.told for link in links),
    )


def _link(arrow: Arrow, way: Sequence[Point], at: Point | None) -> Link:
    (x, y), (to_x, to_y) = way[-2:]
    turned = atan2(to_y - y, to_x - x)
    wings = [(to_x - HEAD * cos(turned + side), to_y - HEAD * sin(turned + side)) for side in (pi / 8, -pi / 8)]
    told = f"{arrow.tail} causes {arrow.head}" + (f" ({arrow.text})" if arrow.text else "")
    return Link(_points(way), _points([(to_x, to_y), *wings]), arrow.style, arrow.text, at, told)


def _middle(box: Box) -> Point:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _points(way: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in way)
