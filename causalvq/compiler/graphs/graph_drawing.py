"""The graph of a plan as text: DOT, Mermaid, or a list of arrows.

Required edges are drawn; soft ones too, dashed, when the prior makes them likelier than not. Open edges are not: there
are too many of them to see anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from causalvq.compiler.graphs.adjacency import Mask, allowed_mask, prior_log_odds, required_mask
from causalvq.compiler.plan import Plan

Level = Literal["factors", "variables"]
Style = Literal["required", "learned", "likely", "missing", "wrong"]
"""Given by the spec, found by training, made likely by the prior; and against a true graph: not found, or not true."""

SIGNS: Mapping[Style, str] = MappingProxyType(
    {"required": "->", "learned": "->", "likely": "~>", "wrong": "->", "missing": "-/>"}
)
DOT_STYLES: Mapping[Style, str] = MappingProxyType(
    {"likely": "style=dashed", "missing": "style=dashed, color=red", "wrong": "color=orange"}
)


@dataclass(frozen=True, slots=True)
class Arrow:
    """One edge to draw; `text` stands beside it: its probability, or that it is given."""

    tail: str
    head: str
    style: Style
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: nodes in order, arrows between them, and a line about the rest."""

    name: str
    nodes: tuple[str, ...]
    arrows: tuple[Arrow, ...]
    rest: str = ""


def drawing(plan: Plan, level: Level) -> Drawing:
    """What of a plan's graph is known.

    Args:
        plan: the plan.
        level: `variables`, or `factors`, where the edges between the variables of two factors are one.
    """
    required, allowed = required_mask(plan.graph), allowed_mask(plan.graph)
    likely = allowed & ~required & (prior_log_odds(plan.graph) > 0)
    labels = [label(plan, index, level) for index in range(len(plan.variables))]
    arrows: dict[tuple[str, str], Style] = {}
    styles: tuple[tuple[Mask, Style], ...] = ((required, "required"), (likely, "likely"))
    for mask, style in styles:
        for cause, effect in np.argwhere(mask).tolist():
            if labels[cause] != labels[effect]:
                arrows.setdefault((labels[cause], labels[effect]), style)
    open_edges = int((allowed & ~required & ~likely).sum())
    rest = f"{open_edges:,} more edges between variables may be found by training"
    drawn = tuple(Arrow(tail, head, style) for (tail, head), style in arrows.items())
    return Drawing(plan.name, tuple(dict.fromkeys(labels)), drawn, rest)


def label(plan: Plan, index: int, level: Level) -> str:
    """The node of a variable: its factor's where factors are drawn and it has one."""
    variable = plan.variables[index]
    if level == "variables" or variable.factor is None:
        return variable.name
    return plan.data.factors[variable.factor].name


def dot(drawn: Drawing) -> str:
    """Graphviz's language."""
    return "\n".join([f"digraph {quoted(drawn.name)} {{", "  rankdir=LR;", *dot_lines(drawn), "}"])


def dot_lines(drawn: Drawing) -> Iterator[str]:
    """Nodes and arrows."""
    yield from (f"  {quoted(node)};" for node in drawn.nodes)
    for arrow in drawn.arrows:
        given = "style=bold" if arrow.style == "required" and arrow.text else ""
        words = f"label={quoted(arrow.text)}" if arrow.text else ""
        known = ", ".join(part for part in (given or DOT_STYLES.get(arrow.style, ""), words) if part)
        yield f"  {quoted(arrow.tail)} -> {quoted(arrow.head)}{f' [{known}]' if known else ''};"


def mermaid(drawn: Drawing) -> str:
    """Mermaid's language, as Markdown viewers draw it."""
    number = {node: f"n{index}" for index, node in enumerate(drawn.nodes)}
    lines = ["graph LR"]
    lines += [f"  {number[node]}[{mermaid_text(node)}]" for node in drawn.nodes]
    lines += [f"  {number[arrow.tail]} {mermaid_arrow(arrow)} {number[arrow.head]}" for arrow in drawn.arrows]
    return "\n".join(lines)


def mermaid_arrow(arrow: Arrow) -> str:
    """A thick line for a given edge of which something is said, a dotted one for an edge that is not there for sure."""
    given = arrow.style == "required" and arrow.text
    sign = "==>" if given else "-.->" if arrow.style in ("likely", "missing") else "-->"
    return sign + (f"|{mermaid_text(arrow.text)}|" if arrow.text else "")


def ascii_text(drawn: Drawing) -> str:
    """One line a cause; `->` for required and learned edges, `~>` for likely ones, `-/>` for those that are missing."""
    lines = []
    for node in drawn.nodes:
        for style, sign in SIGNS.items():
            own = (arrow for arrow in drawn.arrows if arrow.tail == node and arrow.style == style)
            heads = [arrow.head + (f" ({arrow.text})" if arrow.text else "") for arrow in own]
            if heads:
                lines.append(f"{node} {sign} {', '.join(heads)}")
    alone = [n for n in drawn.nodes if all(n not in (arrow.tail, arrow.head) for arrow in drawn.arrows)]
    if alone:
        shown = alone if len(alone) <= 40 else [*alone[:40], f"... {len(alone) - 40:,} more"]
        lines.append(f"no edge known: {', '.join(shown)}")
    return "\n".join([*lines, *([drawn.rest] if drawn.rest else [])])


def quoted(text: str) -> str:
    """A name of DOT."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def mermaid_text(text: str) -> str:
    """A label of Mermaid, where quotes are written as entities."""
    return '"' + text.replace('"', "#quot;") + '"'
