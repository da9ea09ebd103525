"""Where the entries of a block begin and end, with the comments that belong to them."""

from __future__ import annotations

from causalvq.dsl.edits.text_layout import Layout, Pair, Part


def block_end(pair: Pair, layout: Layout) -> int:
    """Where the line after an entry of a block begins, comments that are set in deeper than its key left behind.

    Comments of that kind speak of what the entry holds.
    """
    end = layout.line_end(max(pair.key.end, pair.value.end))
    margin, at = layout.column(pair.key.start), end
    while at < len(layout.text):
        until = layout.line_end(at)
        line = layout.text[at:until]
        content = line.strip()
        if content and not content.startswith("#"):
            break
        if content:
            if len(line) - len(line.lstrip()) <= margin:
                break
            end = until
        at = until
    return end


def dash_of(listing: Part, item: Part, layout: Layout) -> int:
    """Where the dash of an item of a block begins."""
    column, line = layout.column(layout.content(listing)), layout.line(item.start)
    while layout.text[layout.starts[line] + column : layout.starts[line] + column + 1] != "-":
        line -= 1
    return layout.starts[line] + column
