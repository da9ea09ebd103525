from causalvq.compiler.graphs.graph_drawing import Arrow, Drawing, ascii_text, dot, drawing, mermaid

TWO = ("variables.count=14", "interventions.sparsity.max_targets=2", "graph.required=[[top, eyes]]")
SOFT = "graph.prior={kind: edge_probabilities, edges: [[eyes, mouth, 0.9], [top, mouth, 0.4]], otherwise: 0.1}"


def test_ascii(plan):
    text = ascii_text(drawing(plan(*TWO, SOFT), "factors"))

    assert text.splitlines() == [
        "top -> eyes",
        "eyes ~> mouth",
        "no edge known: background, body_color, body_shape, x_position",
        "170 more edges between variables may be found by training",
    ]


def test_dot(plan):
    text = dot(drawing(plan(*TWO, SOFT), "variables"))

    assert '  "top.1" -> "eyes.2";' in text.splitlines()
    assert '  "eyes.1" -> "mouth.1" [style=dashed];' in text.splitlines()
    assert text.startswith('digraph "small" {')
    assert text.count(" -> ") == 8


def test_mermaid(plan):
    lines = mermaid(drawing(plan(*TWO, SOFT), "factors")).splitlines()

    assert lines[0] == "graph LR"
    assert '  n4["top"]' in lines
    assert "  n4 --> n5" in lines
    assert "  n5 -.-> n6" in lines


def test_names_with_quotes(plan):
    drawn = drawing(plan("data.factors=[mouth]", "variables=[{name: 'a \"b\" \\'}]"), "variables")

    assert '  "a \\"b\\" \\\\";' in dot(drawn)
    assert '["a #quot;b#quot; \\"]' in mermaid(drawn)


def test_many_lonely_nodes_are_cut(plan):
    text = ascii_text(drawing(plan("variables={count: 64, layout: grid, books: 4}"), "variables"))

    assert "... 24 more" in text


def test_what_is_said_of_edges_stands_beside_them():
    arrows = (
        Arrow("a", "b", "required", "given"),
        Arrow("a", "c", "learned", "0.97"),
        Arrow("b", "c", "missing", "missing"),
        Arrow("c", "d", "wrong", "0.51, extra"),
    )
    drawn = Drawing("x", ("a", "b", "c", "d"), arrows)

    assert dot(drawn).splitlines()[-5:-1] == [
        '  "a" -> "b" [style=bold, label="given"];',
        '  "a" -> "c" [label="0.97"];',
        '  "b" -> "c" [style=dashed, color=red, label="missing"];',
        '  "c" -> "d" [color=orange, label="0.51, extra"];',
    ]
    assert mermaid(drawn).splitlines()[-4:] == [
        '  n0 ==>|"given"| n1',
        '  n0 -->|"0.97"| n2',
        '  n1 -.->|"missing"| n2',
        '  n2 -->|"0.51, extra"| n3',
    ]
    assert ascii_text(drawn).splitlines() == [
        "a -> b (given)",
        "a -> c (0.97)",
        "b -/> c (missing)",
        "c -> d (0.51, extra)",
    ]
