from itertools import pairwise

import numpy as np
import pytest

from causalvq.compiler.graphs import graph_picture as pictures
from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing
from causalvq.compiler.graphs.graph_geometry import overlap
from causalvq.compiler.graphs.graph_picture import COLOURS, graph_picture
from causalvq.errors import CompileError


def drawing(*arrows, nodes="abcd"):
    return Drawing("a title", tuple(nodes), arrows)


def count(picture, style):
    """Pixels of exactly the colour of a style."""
    return int((np.asarray(picture) == np.array(COLOURS[style])).all(-1).sum())


def thickness(picture, style):
    """Pixels across an arrow between two nodes of the first row: those of most columns that it goes through."""
    rows = np.asarray(picture)[60:120]  # no legend
    columns = (np.abs(rows - np.array(COLOURS[style], np.float64)).max(-1) < 60).sum(0)
    return np.median(columns[columns > 0])


def test_each_kind_of_edge_has_its_colour_and_given_ones_are_thick():
    drawn = {style: graph_picture(drawing(Arrow("a", "b", style))) for style in ("required", "learned", "missing")}

    assert all(count(picture, style) > 100 for style, picture in drawn.items())
    assert count(drawn["learned"], "missing") == count(drawn["missing"], "learned") == 0
    assert thickness(drawn["required"], "required") >= thickness(drawn["learned"], "learned") + 2


def test_words_keep_apart_and_inside(monkeypatch):
    """Every word at an arrow has a place of its own, that covers neither a node nor another word."""
    seen, drawn_at = [], pictures.ImageDraw.Draw

    def watch(image):
        pen = drawn_at(image)
        rectangle = pen.rectangle
        monkeypatch.setattr(pen, "rectangle", lambda box, *rest: (seen.append(box), rectangle(box, *rest)))
        return pen

    monkeypatch.setattr(pictures.ImageDraw, "Draw", watch)
    names = "abcdef"
    arrows = [
        Arrow(names[i], names[j], "learned", f"0.{i}{j}") for i in range(6) for j in range(i + 1, 6) if (i + j) % 2
    ]
    arrows.append(Arrow("f", "a", "learned", "0.77"))
    picture = graph_picture(drawing(*arrows, nodes=names))

    assert len(seen) == len(arrows) == 10
    for number, box in enumerate(seen):
        assert 0 <= box[0] < box[2] <= picture.width
        assert 0 <= box[1] < box[3] <= picture.height
        assert not any(overlap(box, other) for other in seen[:number])


def test_nodes_without_an_edge_are_told_of():
    alone = graph_picture(drawing())
    more = graph_picture(drawing(Arrow("a", "b", "learned", "0.90")))

    assert alone.height < more.height
    assert count(alone, "learned") == 0


def test_what_could_not_be_read_is_not_drawn():
    nodes = tuple(map(str, range(82)))
    chain = [Arrow(one, other, "learned") for one, other in pairwise(nodes)]

    with pytest.raises(CompileError, match=r"CVQ232 a picture of 82 nodes and 81 arrows .*--format dot"):
        graph_picture(drawing(*chain, nodes=nodes))
