"""Where the edges of a graph file are: networkx keeps no lines, so the text is searched for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

GRAPHML_EDGE = re.compile(r"<edge\b[^>]*>")
ATTRIBUTE = re.compile(r"""\b(source|target)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
GML_TOKEN = re.compile(r'"[^"]*"|\[|\]|[^\s\[\]"]+')


def graphml_lines(text: str) -> Mapping[tuple[str, str], int]:
    """(source, target) -> line, counted from 1, of every edge of a GraphML text."""
    found: dict[tuple[str, str], int] = {}
    line, seen = 1, 0
    for match in GRAPHML_EDGE.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        ends = {name: unescape(double or single) for name, double, single in ATTRIBUTE.findall(match.group())}
        if len(ends) == 2:
            found.setdefault((ends["source"], ends["target"]), line)
    return found


def gml_lines(text: str) -> Mapping[tuple[str, str], int]:
    """(label, label) -> line, counted from 1, of every edge of a GML text."""
    labels: dict[str, str] = {}
    found: dict[tuple[str, str], int] = {}
    for kind, line, block in gml_blocks(text):
        if kind == "node":
            labels[block.get("id", "")] = unescape(block.get("label", "").strip('"'))
        elif kind == "edge":
            ends = (block.get("source", ""), block.get("target", ""))
            found.setdefault((labels.get(ends[0], ""), labels.get(ends[1], "")), line)
    return found


def gml_blocks(text: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    """`node [...]` and `edge [...]` blocks: their kind, line, and keys with plain values."""
    tokens = [
        (match.group(), number) for number, row in enumerate(text.splitlines(), 1) for match in GML_TOKEN.finditer(row)
    ]
    position = 0
    while position + 1 < len(tokens):
        word, line = tokens[position]
        if word in ("node", "edge") and tokens[position + 1][0] == "[":
            words = [token for token, _ in tokens[position + 2 : position + 34]]
            words = words[: words.index("]")] if "]" in words else words
            yield word, line, dict(zip(words[::2], words[1::2], strict=False))
            position += 2
        position += 1
