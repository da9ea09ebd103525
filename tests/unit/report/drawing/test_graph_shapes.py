from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing
from causalvq.report.drawing.graph_shapes import graph_shapes

ARROWS = (Arrow("a", "b", "required", "given"), Arrow("b", "c", "learned", "0.97"), Arrow("c", "a", "learned", "0.60"))


def test_given_and_learned_edges_are_told_apart():
    found = graph_shapes(Drawing("test", ("a", "b", "c", "alone"), ARROWS))

    assert found.kinds == (("required", "given"), ("learned", "learned, with its probability"))
    assert [(link.style, link.text) for link in found.links] == [(arrow.style, arrow.text) for arrow in ARROWS]
    assert found.alone == ("alone",)
    assert "a causes b (given); b causes c (0.97)" in found.told


def test_everything_is_within_the_picture():
    found = graph_shapes(Drawing("test", tuple("abc"), ARROWS))
    points = [
        tuple(map(float, point.split(","))) for link in found.links for point in (link.line + " " + link.head).split()
    ]
    points += [link.at for link in found.links]
    points += [(node.x + side * found.box / 2, node.y + 17) for node in found.nodes for side in (-1, 1)]

    assert all(0 <= x <= found.width and found.top <= y <= found.top + found.height for x, y in points)


def test_long_names_are_cut_where_they_are_drawn_only():
    found = graph_shapes(Drawing("test", ("n" * 256, "b"), (Arrow("n" * 256, "b", "learned"),)))

    assert (len(found.nodes[0].shown), len(found.nodes[0].name)) == (28, 256)
    assert found.links[0].at is None
