"""All places where a name stands, in every file of every spec that has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import NamedTuple

from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.names import Kind, Use, declarations, uses
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Position, Range, Text
from causalvq.lsp.texts.repair import readable
from causalvq.lsp.texts.tree_places import spot_at


class Named(NamedTuple):
    """The name at a place.

    Args:
        name: in its one form.
        kind: what it names.
        range: of the name.
    """

    name: str
    kind: Kind
    range: Range


class Found(NamedTuple):
    """One place where a name stands.

    Args:
        path: of the file.
        text: of the file.
        use: the name there.
    """

    path: FilePath
    text: Text
    use: Use

    @property
    def range(self) -> Range:
        """Of the name."""
        return self.text.of_span(self.use.span)

    @property
    def location(self) -> dict[str, object]:
        """As the protocol writes it."""
        return {"uri": uri_of(self.path), "range": self.range.json()}


def named_at(known: Knowledge, position: Position) -> Named | None:
    """The name at a place; None where no name is."""
    spot = spot_at(known.read.own, known.text, position)
    if spot is None:
        return None
    variables = {one.name for one in declarations(known.read.merged)}
    for use in uses(known.read.own, variables):
        if use.span == spot.span and use.path == spot.path:
            return Named(use.name, use.kind, known.text.of_span(spot.span))
    return None


def found_uses(known: Knowledge, named: Named) -> list[Found]:
    """Every place where a name stands, in the files of all specs that share a file that declares it.

    A name that no file declares is looked for in the files of this spec alone.
    """
    declaring = {one.path for one in in_files(known, known.read.files, named) if one.use.declares}
    found: dict[tuple[FilePath, Range], Found] = {}
    specs = [known]
    if declaring:
        specs += [other for other in known.others() if declaring & set(other.read.files)]
    for spec in specs:
        for one in in_files(spec, spec.read.files, named):
            found.setdefault((one.path, one.range), one)
    return sorted(found.values(), key=lambda one: (str(one.path), one.range))


def in_files(known: Knowledge, files: tuple[FilePath, ...], named: Named) -> Iterator[Found]:
    """The places in some files of a spec."""
    variables = {one.name for one in declarations(known.read.merged)}
    for path in files:
        text = known.text_of(path)
        if text is None:
            continue
        tree = known.read.own if path == known.read.open.path else readable(text.text, str(path))[0]
        for use in uses(tree, variables):
            if use.name == named.name and use.kind == named.kind:
                yield Found(path, text, use)
