from causalvq.compiler.graphs.lines import gml_lines, graphml_lines


def test_lines_of_hand_written_files():
    assert graphml_lines("<graph>\n<edge\n target='b' source='a'/><edge source=\"b\" target=\"c\"/>") == {
        ("a", "b"): 2,
        ("b", "c"): 3,
    }
    assert gml_lines('graph [ node [ id 1 label "x" ]\nnode [ id 2 label "y" ]\nedge [ source 1\ntarget 2 ] ]') == {
        ("x", "y"): 3
    }


def test_an_edge_that_is_there_twice_has_the_line_of_the_first_and_names_are_unescaped():
    text = '<edge source="a&amp;b" target="c"/>\n<edge target="c" source="a&amp;b"/>\n<edge source="a"/>'

    assert graphml_lines(text) == {("a&b", "c"): 1}


def test_numbers_of_an_edge_are_no_block():
    text = (
        'graph [\nnode [ id 1 label "edge" ]\nnode [ id 2 label "a &quot;b" ]\nedge [ source 2 target 1 weight 3 ]\n]'
    )

    assert gml_lines(text) == {('a "b', "edge"): 4}
