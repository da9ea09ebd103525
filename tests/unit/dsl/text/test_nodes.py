import pytest

from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all

TEXT = "a: {b: 1, c: [x, 2e3]}\nd: 0.5\n"


TREE = read_all(TEXT, "x.yaml", Faults())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("graph.required[0][1]", ("graph", "required", 0, 1)),
        ("a", ("a",)),
        ("a b.c-d", ("a b", "c-d")),
        ("", None),
        ("a.", None),
        ("[0]", None),
        ("a[x]", None),
        ("a..b", None),
    ],
)
def test_a_path_is_read_and_written_back(text, path):
    assert nodes.parse_path(text) == path
    if path is not None:
        assert nodes.format_path(path) == text


def test_a_tree_is_counted_with_its_keys():
    assert TREE.size == 11  # 4 keys, 4 scalars, a list and two mappings
    assert TREE.depth == 4


def test_whole_numbers_are_whole_however_they_are_written():
    assert nodes.plain(TREE) == {"a": {"b": 1, "c": ("x", 2000)}, "d": 0.5}
    assert type(nodes.plain(TREE)["a"]["c"][1]) is int


def place(span):
    return span.place().line, span.place().column, span.place().length


def test_a_value_that_was_not_written_has_the_place_of_the_nearest_key():
    assert place(nodes.nearest_span(TREE, ("a", "c", 1))) == (1, 18, 3)
    assert place(nodes.nearest_span(TREE, ("a", "z"))) == (1, 1, 1)
    assert place(nodes.key_span(TREE, ("a", "c"))) == (1, 11, 1)
    assert nodes.nearest_span(TREE, ("d",)).place().excerpt == "d: 0.5"


def test_a_node_is_replaced_and_the_rest_is_shared():
    new = nodes.replaced(TREE, ("a", "c", 0), nodes.find(TREE, ("d",)))

    assert nodes.plain(new) == {"a": {"b": 1, "c": (0.5, 2000)}, "d": 0.5}
    assert nodes.find(new, ("a", "b")) is nodes.find(TREE, ("a", "b"))
    assert new.size == TREE.size


def test_a_step_that_leads_nowhere_leads_to_nothing():
    assert nodes.find(TREE, ("a", "c", 2)) is nodes.find(TREE, ("a", 0)) is nodes.find(TREE, ("d", "e")) is None
