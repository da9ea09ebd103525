from causalvq.dsl.edits.text_edits import Change, TextEdit, applied, changed, edit_of, overlap
from causalvq.dsl.edits.text_layout import layout_of

TEXT = "a: 1\r\nb: 🦊\r\n"


def test_a_change_is_the_same_by_line_and_column():
    change = Change(TEXT.index("🦊"), TEXT.index("🦊") + 1, "2")
    edit = edit_of(change, layout_of(TEXT))

    assert edit == TextEdit(2, 4, 2, 5, "2")
    assert changed(TEXT, [edit]) == applied(TEXT, [change]) == "a: 1\r\nb: 2\r\n"


def test_the_end_of_a_text_is_a_place():
    assert changed("a: 1\n", [TextEdit(2, 1, 2, 1, "b: 2\n")]) == "a: 1\nb: 2\n"


def test_what_touches_overlaps():
    here = [TextEdit(1, 1, 1, 4, "")]

    assert overlap(here, [TextEdit(1, 4, 1, 4, "x")])
    assert not overlap(here, [TextEdit(1, 5, 1, 6, "x")])
