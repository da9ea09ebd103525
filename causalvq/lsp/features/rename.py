"""A variable under another name, wherever specs name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from causalvq.dsl.describe.printing import flow
from causalvq.dsl.name_rule import cleaned, why_not
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import ScalarNode
from causalvq.errors import Code
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.name_uses import Found, Named, found_uses, named_at
from causalvq.lsp.naming.names import declarations, factor_of, uses
from causalvq.lsp.server_faults import NAME_TAKEN, NO_NAME, NOT_RENAMED
from causalvq.lsp.texts.open_texts import uri_of
from causalvq.lsp.texts.positions import Position
from causalvq.lsp.wire.refusal import FAILED, Refusal


def prepare_rename(known: Knowledge, position: Position) -> dict[str, Any]:
    """The variable at a place that can be renamed.

    Raises:
        Refusal: CVQ183 where there is none.
    """
    named = variable_at(known, position)
    return {"range": named.range.json(), "placeholder": named.name}


def rename(known: Knowledge, position: Position, new: str) -> dict[str, Any]:
    """The edits that give the variable at a place another name.

    Raises:
        Refusal: CVQ181 where something else has that name, CVQ182 where it cannot be a name, CVQ183 where there is no
            variable that is named in specs alone.
    """
    named, wanted = variable_at(known, position), cleaned(new)
    require_free(known, named, wanted)
    require_written(known, named)
    places = found_uses(known, named)
    changes: dict[str, list[dict[str, Any]]] = {}
    for place in places:
        made = {"range": place.range.json(), "newText": text_for(known, place, wanted)}
        changes.setdefault(uri_of(place.path), []).append(made)
    return {"changes": changes}


def variable_at(known: Knowledge, position: Position) -> Named:
    """The declared variable at a place.

    Raises:
        Refusal: CVQ183 where there is none.
    """
    named = named_at(known, position)
    if named is None:
        raise refused(NOT_RENAMED, "there is no variable here")
    if named.kind == "factor":
        raise refused(NOT_RENAMED, f"{named.name} is a factor, which the data name")
    if named.name not in {one.name for one in declarations(known.read.merged)}:
        raise refused(NOT_RENAMED, f"{named.name} is named by the compiler: declare the variables to name them")
    return named


def require_free(known: Knowledge, named: Named, new: str) -> None:
    """Refuse a name that is none, or that something else has.

    Raises:
        Refusal: CVQ181, CVQ182 or CVQ183.
    """
    why = why_not(new)
    if why is not None:
        raise refused(NO_NAME, f"this cannot be a name: {why}")
    tree = known.read.merged
    if new != named.name and new in {one.name for one in declarations(tree)}:
        raise refused(NAME_TAKEN, f"there is a variable {new} already")
    if new in set(factor_names(known)) and new != (factor_of(tree, named.name) or named.name):
        raise refused(NAME_TAKEN, f"{new} is the name of a factor that this variable does not stand for")
    file = nodes.find(tree, ("graph", "file"))
    if isinstance(file, ScalarNode) and isinstance(file.value, str) and "\0" not in file.text:
        text = known.text_of(known.read.open.path.parent / file.text)
        if text is not None and named.name in text.text:
            raise refused(NOT_RENAMED, f"{file.text} names {named.name} too, and is no spec: rename it there first")


def factor_names(known: Knowledge) -> Iterator[str]:
    """The factors: of the data, and those that the text names."""
    yield from (one.name for one in (known.compiled.factors if known.compiled is not None else ()))
    yield from (one.name for one in uses(known.read.merged) if one.kind == "factor")


def require_written(known: Knowledge, named: Named) -> None:
    """Refuse where a name is not written as itself.

    Raises:
        Refusal: CVQ183 where the environment or `--set` says it.
    """
    for use in uses(known.read.merged):
        source = use.span.source
        line = source.lines[use.span.line] if use.span.line < len(source.lines) else ""
        if use.name == named.name and (
            source.whole or "$" in line[use.span.column : use.span.column + use.span.length]
        ):
            raise refused(NOT_RENAMED, f"{named.name} is said by {source.file if source.whole else line.strip()}")


def text_for(known: Knowledge, place: Found, new: str) -> str:
    """What to write at a place: the name, and the factor that the variable stood for by its old name."""
    text, use = flow(new), place.use
    if not use.declares or factor_of(known.read.merged, use.name) is not None or new == use.name:
        return text
    if use.name not in set(factor_names(known)):
        return text
    line = place.text.lines[place.range.start.line]
    if re.search(r"[{,]\s*name\s*:", line):
        return f"{text}, factor: {flow(use.name)}"
    indent = " " * line.index("name") if "name" in line else ""
    return f"{text}\n{indent}factor: {flow(use.name)}"


def refused(code: Code, message: str) -> Refusal:
    """A refusal that names its code."""
    return Refusal(FAILED, f"{code} {message}")
