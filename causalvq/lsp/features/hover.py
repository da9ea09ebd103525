"""What a person is told who points at a key, a name or a fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Final

from causalvq.dsl.describe.provenance import variables_of
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import Node, Path, ScalarNode, SequenceNode
from causalvq.errors import Code
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.features.published import where
from causalvq.lsp.naming.key_words import default_of, doc_of, markdown_of
from causalvq.lsp.naming.names import factor_of, kinds_of, name_at
from causalvq.lsp.texts.positions import Position, Range
from causalvq.lsp.texts.tree_places import Spot, spot_at

MOST_DECISIONS: Final = 4
MOST_VALUES: Final = 24
MOST_SIGNS: Final = 200


def hover(known: Knowledge, position: Position) -> dict[str, Any] | None:
    """What is to be said of a place; None where that is nothing."""
    spot = spot_at(known.read.own, known.text, position)
    told = list(about_spot(known, spot)) if spot is not None else []
    told += about_faults(known, position)
    if not told:
        return None
    found: dict[str, Any] = {"contents": {"kind": "markdown", "value": "\n\n---\n\n".join(told)}}
    return found | ({"range": known.text.of_span(spot.span).json()} if spot is not None else {})


def about_spot(known: Knowledge, spot: Spot) -> Iterator[str]:
    """What is to be said of a key or of a value."""
    named = name_at(known.read.own, spot)
    if named is not None:
        yield about_name(known, named)
        return
    path = spot.path
    while path and isinstance(path[-1], int):
        path = path[:-1]
    doc = doc_of(path, known.read.merged)
    if doc is not None:
        value = "\n".join(about_value(known, path))
        yield f"**{nodes.format_path(path)}**\n\n{markdown_of(doc)}" + (f"\n\n{value}" if value else "")


def about_value(known: Knowledge, path: Path) -> Iterator[str]:
    """The value that counts, where it was written, and what the compiler makes of it."""
    node = nodes.find(known.read.merged, path)
    if path == ("extends",):
        return
    if node is not None:
        yield f"Here it is `{clipped(written(node))}`, {origin(known, path)}."
    elif (default := default_of(path, known.read.merged)) is not None:
        yield f"Here it is `{clipped(default)}`, the default."
    key = nodes.format_path(path)
    decisions = known.compiled.decisions if known.compiled is not None and known.current else ()
    told = [one for one in decisions if one.path and any(from_.split(" ")[-1] == key for from_ in one.origins)]
    for decision in told[:MOST_DECISIONS]:
        yield f"\nIn the plan: {decision.path}: {clipped(decision.text)}"


def written(node: Node) -> str:
    """A value in a few words."""
    if isinstance(node, ScalarNode):
        return node.text or "null"
    if isinstance(node, SequenceNode):
        return "[" + ", ".join(written(item) for item in node.items[:MOST_VALUES]) + "]"
    return "{" + ", ".join(f"{key}: {written(entry.node)}" for key, entry in node.entries.items()) + "}"


def origin(known: Knowledge, path: Path) -> str:
    """Where a value that is written comes from: this text, a base, `--set` or the environment."""
    span = nodes.nearest_span(known.read.merged, path)
    names = ", ".join(f"`{name}`" for name in variables_of(path, span))
    taken = f", with {names} of the environment" if names else ""
    if span.source.whole:
        return f"from `{span.source.file}`{taken}"
    if span.source.file == known.file:
        return f"written in line {span.line + 1}{taken}"
    return f"from `{FilePath(span.source.file).name}`, line {span.line + 1}{taken}"


def about_name(known: Knowledge, name: str) -> str:
    """What is known of a variable or of a factor."""
    kinds = kinds_of(known.read.merged, name)
    factor = factor_of(known.read.merged, name)
    lines = [f"**{name}**: {' and '.join(kinds)}"]
    if "variable" in kinds and factor != name:
        lines.append(f"It stands for the factor {factor}." if factor else "The compiler gives it a factor.")
    compiled = known.compiled
    for found in compiled.factors if compiled is not None else ():
        if found.name in (name, factor):
            shown = ", ".join(found.values[:MOST_VALUES]) + (", ..." if len(found.values) > MOST_VALUES else "")
            lines.append(f"The factor {found.name} has {found.size} values, {found.order}: {shown}")
    if compiled is not None and compiled.plan is not None:
        lines += [f"It has {one.states} states in the plan." for one in compiled.plan.variables if one.name == name]
    return "\n\n".join(lines)


def about_faults(known: Knowledge, position: Position) -> Iterator[str]:
    """What the codes of the faults at a place mean."""
    here = Range(position, position)
    codes: dict[Code, None] = {found.code: None for found in known.diagnostics if where(known, found).meets(here)}
    for code in codes:
        yield f"**{code}**: {code.summary}\n\n{code.text}"


def clipped(text: str) -> str:
    """A text on a line, not too long a one."""
    text = text.replace("\n", " ").replace("`", "'")
    return text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 3] + "..."
