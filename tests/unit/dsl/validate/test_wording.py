import pytest

from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import read_all
from causalvq.dsl.validate import wording


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[1, 2]", "a list of 2"),
        ("{b: 1}", "a mapping"),
        ("~", "null"),
        ("", "nothing"),
        ("'x'", 'the text "x"'),
        ("true", "true"),
        ("0x10", "0x10"),
        (".inf", ".inf"),
        ("'" + "y" * 80 + "'", 'the text "' + "y" * 57 + '..."'),
    ],
)
def test_what_was_found_is_shown_as_it_was_written(text, shown):
    tree = read_all(f"a: {text}\n", "x.yaml", Faults())

    assert wording.shown(nodes.find(tree, ("a",))) == shown


def test_numbers_and_counts_are_written_as_people_do():
    assert [wording.number(value) for value in (65536, 1e6, 0.25, 1e20)] == ["65,536", "1,000,000", "0.25", "1e+20"]
    assert (wording.items(1), wording.items(2000)) == ("1 item", "2,000 items")
    assert (wording.one_of(["a"]), wording.one_of(["a", "b"])) == ("a", "one of a, b")


def test_a_message_begins_with_the_path_or_the_whole_spec():
    assert wording.label(("graph", "required", 0)) == "graph.required[0]"
    assert wording.label(()) == "the spec"
    assert wording.clipped("a\nb" * 30, 10) == "a ba ba..."


def test_the_unit_of_a_field_follows_its_bound():
    tree = read_all("train: {batch_size: 1}\n", "x.yaml", Faults())

    assert wording.unit_of(("train", "batch_size"), tree) == " pairs"
    assert wording.unit_of(("name",), tree) == ""
