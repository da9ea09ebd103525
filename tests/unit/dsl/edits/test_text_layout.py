import pytest

from causalvq.dsl.edits.text_layout import layout_of

TEXT = """\
# head
a: &x
  - - 1
    - 2   # two
  # inner
b: |
  block # text
  # text

# out
c: !!str "x # y"
d: {p: 1, q: [1, 2,
   # inside
   3]}
e:
f: &y {z: 'it''s'}
g:
  - h: 1
    i: plain
      # no comment of its own line may be within
k: *y
m: {<<: *y, n: 2}
"""


@pytest.fixture(scope="module")
def layout():
    return layout_of(TEXT)


def written(layout, *path):
    part = layout.find(path)
    return TEXT[part.start : part.end]


def test_values_begin_and_end_where_they_are_written(layout):
    assert written(layout, "a", 0, 1) == "2"
    assert written(layout, "b") == "|\n  block # text\n  # text"
    assert written(layout, "c") == '!!str "x # y"'
    assert TEXT[layout.content(layout.find(("c",))) :].startswith('"x # y"\n')
    assert written(layout, "d", "q").endswith("3]")
    assert written(layout, "e") == ""
    assert written(layout, "f") == "&y {z: 'it''s'}"
    assert written(layout, "g", 0, "i") == "plain"
    assert layout.find(("nothing", 1)) is None
    assert layout.find(("a", 7)) is None


def test_aliases_and_merged_keys_lead_to_their_anchors(layout):
    assert written(layout, "k") == "*y"
    assert written(layout, "k", "z") == written(layout, "m", "z") == "'it''s'"


def test_comments_are_what_is_in_no_value(layout):
    comments = [TEXT[start:end] for start, end in layout.comments]

    assert comments == ["# head", "# two", "# inner", "# out", "# inside", "# no comment of its own line may be within"]


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: 1\n---\nb: 2\n", "a: \x07", "[" * 60 + "]" * 60])
def test_what_is_no_mapping_has_no_layout(text):
    assert layout_of(text) is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_end_where_yaml_ends_them(newline):
    layout = layout_of(newline.join(["a: 1", "b: {c: 🦊é, d: 2}", ""]))

    assert layout.newline == newline
    assert [layout.text[p.start : p.end] for p in layout.parts() if p.kind == "scalar"] == [
        "a",
        "1",
        "b",
        "c",
        "🦊é",
        "d",
        "2",
    ]
    assert layout.offset(2, 1) == layout.text.index("b")
