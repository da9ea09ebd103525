import pytest
from hypothesis import given
from hypothesis import strategies as st

from causalvq.dsl.text.nodes import Source, Span
from causalvq.lsp.texts.positions import Position, Text, column_of


def test_units_of_utf16_are_counted():
    text = Text("a: 🦊x\r\nb\rc\n")

    assert text.offset(Position(0, 5)) == 4
    assert text.position(5) == Position(0, 6)
    assert [text.offset(Position(line, 0)) for line in range(5)] == [0, 7, 9, 11, 11]
    assert text.lines == ["a: 🦊x", "b", "c", ""]


def test_places_beyond_an_end_are_that_end():
    text = Text("ab\ncd")

    assert [text.offset(Position(*place)) for place in ((0, 99), (9, 0), (1, 99))] == [2, 5, 5]


def test_lines_that_only_yaml_breaks():
    text = Text("a: 1\x85b: 2\u2028c: 3\n")

    assert text.of_span(Span(Source("x"), 1, 0, 1)).start == Position(0, 5)
    assert text.of_span(Span(Source("x"), 2, 3, 1)).start == Position(0, 13)


@pytest.mark.parametrize(("line", "character", "column"), [("abc", 2, 2), ("🦊a", 1, 0), ("🦊a", 2, 1), ("🦊", 9, 1)])
def test_columns(line, character, column):
    assert column_of(line, character) == column


@given(st.text(st.characters(exclude_categories=[]) | st.sampled_from("\n\r🦊:")))
def test_every_offset_has_its_place(raw):
    text = Text(raw)

    for offset in range(len(text.text) + 1):
        if text.text[offset - 1 : offset + 1] != "\r\n":
            assert text.offset(text.position(offset)) == offset
