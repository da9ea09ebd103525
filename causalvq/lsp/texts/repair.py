"""Half-typed YAML made whole: the lines at which the parser gives up are left out, and all others keep their places."""

from __future__ import annotations

import re
from typing import Final

import yaml

from causalvq.dsl.text.nodes import MappingNode, Node, Source, Span, mapping
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import LOADER, MAX_BYTES, read
from causalvq.errors import SpecError
from causalvq.lsp.texts.positions import YAML_BREAK

MOST_ROUNDS: Final = 8
"""Lines that are left out one by one; after that, the rest of the text is."""

OPENED: Final = re.compile("simple key|flow|scalar|alias|anchor|tag")
"""What the parser was in when the fault is where that began, and not where it was noticed."""


def readable(text: str, file: str) -> tuple[MappingNode, str]:
    """The tree of what can be read of a text, and the text without the lines that cannot.

    Args:
        text: anything.
        file: how places name it.
    """
    kept = text if len(text) <= MAX_BYTES else ""
    root = tree_of(kept, file)
    if root is None and kept:
        kept = repaired(kept)
        root = tree_of(kept, file)
    empty = mapping({}, Span(Source.of(file, kept), 0, 0, 1))
    return (root if isinstance(root, MappingNode) else empty), kept


def tree_of(text: str, file: str) -> Node | None:
    """What a text says; None where it cannot be parsed, or is nested too deeply or too large."""
    try:
        return read(text, file, Faults())
    except SpecError:
        return None


def repaired(text: str) -> str:
    """A text that can be parsed, with as many lines of the same length at the same places as can be."""
    for attempt in range(MOST_ROUNDS + 1):
        fault = fault_of(text)
        if fault is None:
            return text
        line = culprit(fault, text)
        text = without_lines(text, line, line + 1 if attempt < MOST_ROUNDS else None)
    return text if fault_of(text) is None else ""


def fault_of(text: str) -> yaml.YAMLError | None:
    """Why a text cannot be parsed; None where it can."""
    try:
        for _ in yaml.parse(text, Loader=LOADER):
            pass
    except yaml.YAMLError as error:
        return error
    return None


def culprit(fault: yaml.YAMLError, text: str) -> int:
    """The line to leave out."""
    if not isinstance(fault, yaml.MarkedYAMLError) or fault.problem_mark is None:
        position = getattr(fault, "position", 0)
        return len(YAML_BREAK.findall(text[:position]))
    context = fault.context_mark if OPENED.search(fault.context or "") else None
    line = (context or fault.problem_mark).line
    if context is None and "mapping values" in (fault.problem or ""):
        return above(line, text)
    return line


def above(line: int, text: str) -> int:
    """The line before, where it is text that a key on this line was taken to go on from; else the line itself."""
    lines = YAML_BREAK.split(text)
    for before in range(line - 1, -1, -1):
        words = lines[before].strip() if before < len(lines) else ""
        if words and not words.startswith("#"):
            return line if ":" in words or words.startswith("-") else before
    return line


def without_lines(text: str, first: int, end: int | None) -> str:
    """The text with nothing on some lines; where nothing stood there, with nothing from there on."""
    starts = [0, *(found.end() for found in YAML_BREAK.finditer(text)), len(text)]
    if first >= len(starts) - 1:
        first = max(0, len(starts) - 2)
    start, stop = starts[first], len(text) if end is None else starts[min(end, len(starts) - 1)]
    if not text[start:stop].strip():
        start, stop = (starts[first - 1] if first else 0), len(text)  # the fault is in what is open before
    blank = "".join(found[0] for found in YAML_BREAK.finditer(text[start:stop]))
    return text[:start] + blank + text[stop:]
