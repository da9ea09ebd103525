from causalvq.dsl.edits.block_ends import block_end, dash_of
from causalvq.dsl.edits.text_layout import layout_of

TEXT = """\
a:
  b: 1   # beside
  # deeper than a

# of c
c: &list
  # of the item
  - - 1
    - 2
  -
    d: 1
"""


def test_an_entry_ends_after_what_is_set_in_deeper():
    layout = layout_of(TEXT)

    assert TEXT[block_end(layout.root.entries[0], layout) :].startswith("\n# of c")
    assert block_end(layout.root.entries[1], layout) == len(TEXT)


def test_a_dash_is_found_before_its_item():
    layout = layout_of(TEXT)
    listing = layout.find(("c",))
    inner = listing.items[0]

    assert [layout.column(dash_of(listing, item, layout)) for item in listing.items] == [2, 2]
    assert [layout.column(dash_of(inner, item, layout)) for item in inner.items] == [4, 4]
    assert layout.line(dash_of(listing, listing.items[1], layout)) == 9
