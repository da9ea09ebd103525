import pytest

from causalvq.dsl.edits.fixes import fixes_of
from causalvq.dsl.edits.text_edits import changed
from causalvq.dsl.edits.text_layout import layout_of
from causalvq.errors import Code, Diagnostic, Hint, Place, Remedy

CODE = Code("CVQ000", "a fault", "of this test")


def mended(text, *remedies, at=(1, 1)):
    """The text after each remedy of a fault at a line and a column."""
    fault = Diagnostic(CODE, "wrong", Place("a.yaml", *at), hint=Hint("do this", *remedies))
    return [changed(text, fix.edits) for fix in fixes_of(fault, layout_of(text))]


def write(path, text):
    return Remedy("write", text, path)


def remove(path):
    return Remedy("remove", path=path)


@pytest.mark.parametrize(
    ("text", "remedy", "after"),
    [
        ("a: 1  # c\n", write("a", "2"), "a: 2  # c\n"),
        ("a: &x !!int 1\n", write("a", "2"), "a: &x !!int 2\n"),
        ("a:\n", write("a", "{b: 1}"), "a: {b: 1}\n"),
        ("a:   # c\n", write("a", "2"), "a: 2   # c\n"),
        ("a:\n- 1\n- 2\n", write("a", "[[1, 2]]"), "a: [[1, 2]]\n"),
        ("a: [1,\n  2]\nb: 1\n", write("a", "3"), "a: 3\nb: 1\n"),
        ("x: 1\nseed: 1\n", write("name", "b"), "name: b\nx: 1\nseed: 1\n"),
        ("# head\nseed: 1", write("name", "b"), "# head\nname: b\nseed: 1"),
        ("\nname: a", write("seed", "1"), "\nname: a\nseed: 1"),
        ("train: {batch_size: 1}\n", write("train.steps", "2"), "train: {steps: 2, batch_size: 1}\n"),
        ("train: {steps: 1}\n", write("train.batch_size", "2"), "train: {steps: 1, batch_size: 2}\n"),
        ("train: {}\n", write("train.steps", "2"), "train: {steps: 2}\n"),
        ("train:\n", write("train.steps", "2"), "train: {steps: 2}\n"),
        ("name: a\n", write("train.optimizer.lr", "2"), "name: a\ntrain: {optimizer: {lr: 2}}\n"),
        (
            "train:\n  steps: 1\n    # why\n\nx: 1\n",
            write("train.ema", "1"),
            "train:\n  steps: 1\n    # why\n  ema: 1\n\nx: 1\n",
        ),
        ("variables:\n- states: 2\n", write("variables[0].name", "a"), "variables:\n- name: a\n  states: 2\n"),
        ("a: {b: 1, c: 2}\n", remove("a.b"), "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", remove("a.c"), "a: {b: 1}\n"),
        ("a: {b: 1}  # c\n", remove("a.b"), "a: {}  # c\n"),
        ("a:\n  b: 1  # of b\nc: 1\n", remove("a.b"), "a: {}  # of b\nc: 1\n"),
        ("a:\n  b: 1  # of b\n  c: 1\n", remove("a.b"), "a:\n  # of b\n  c: 1\n"),
        ("a:\n  b: [1,  # one\n    2]\n  c: 1\n", remove("a.b"), "a:\n  # one\n  c: 1\n"),
        ("a: [1, 2, 3]\n", remove("a[2]"), "a: [1, 2]\n"),
        ("a:\n  - 1  # one\n  - 2\n", remove("a[0]"), "a:\n  # one\n  - 2\n"),
        ("a:\n- - 1\n  - 2\n- - 3\n", remove("a[0][0]"), "a:\n- - 2\n- - 3\n"),
        ("a:\n- b: 1\n  c: 2\n", remove("a[0].b"), "a:\n- c: 2\n"),
        ("a:\n- b: 1\n  c: 2\n", remove("a[0].c"), "a:\n- b: 1\n"),
        ("lr: 1  # c\nname: a\n", Remedy("move", "train.steps", "lr"), "# c\nname: a\ntrain: {steps: 1}\n"),
    ],
)
def test_a_text_after_a_remedy(text, remedy, after):
    assert mended(text, remedy) == [after]
    assert mended(text.replace("\n", "\r\n"), remedy) == [after.replace("\n", "\r\n")]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("a: ${env:A}\n", write("a", "2")),  # it would no longer be taken from there
        ("a: [1,  # one\n  2]\n", write("a", "3")),  # a comment would go
        ("a: [1,  # one\n  2]\n", remove("a[0]")),
        ("a: none\n", write("a.b", "2")),
        ("a: &x {b: 1}\nc: *x\n", write("c.d", "2")),  # a would have it too
        ("a: [1]\n", write("a[3]", "2")),
        ("a: 1\n", remove("b")),
        ("a: [1]\n", remove("a[3]")),
        ("a: 1\nb: {c: 2}\n", Remedy("move", "b.c", "a")),
        ("a: |\n  x\n  y\n", Remedy("move", "b", "a")),
        ("b: x\n", Remedy("name", "c", was="a")),
        ("a: |\n  a\n", Remedy("name", "c", path="", was="a b")),
    ],
)
def test_what_cannot_be_done_by_an_edit_is_not_offered(text, remedy):
    assert mended(text, remedy) == []


@pytest.mark.parametrize(
    ("text", "at", "was", "name", "after"),
    [
        ("codebok: 1\n", (1, 1), "codebok", "codebook", "codebook: 1\n"),
        ("a: 'dsi'  # c\n", (1, 4), "dsi", "it's", "a: 'it''s'  # c\n"),
        ('a: "dsi"\n', (1, 4), "dsi", 'a"b', 'a: "a\\"b"\n'),
        ("a: [b, c]\n", (1, 5), "b", "size [cm]", 'a: ["size [cm]", c]\n'),
        ("a: [b, c]\n", (1, 4), "c", "d", "a: [b, d]\n"),  # the place is the edge's
        ("a: ep{frme}.png\n", (1, 4), "frme", "frame", "a: ep{frame}.png\n"),
    ],
)
def test_a_name_in_place_of_another(text, at, was, name, after):
    assert mended(text, Remedy("name", name, was=was), at=at) == [after]


def test_a_key_does_not_take_the_name_of_another():
    assert mended("a: 1\nb: 2\n", Remedy("name", "b", was="a")) == []


def test_a_place_without_a_line_has_no_edit():
    fault = Diagnostic(CODE, "wrong", Place("--set a"), hint=Hint("do this", write("a", "1")))

    assert fixes_of(fault, layout_of("a: 2\n")) == ()


def test_a_repeated_key_is_taken_out_where_it_stands():
    assert mended("a: 1\nb: 2\na: 1\n", Remedy("remove"), at=(3, 1)) == ["a: 1\nb: 2\n"]
