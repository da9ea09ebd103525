"""What the YAML parser says when it gives up, in words that help."""

from __future__ import annotations

import re

import yaml

from causalvq.dsl.language_diagnostics import NOT_TEXT, NOT_YAML
from causalvq.dsl.text.nodes import Source, Span
from causalvq.dsl.text.spec_faults import Faults

BACKSLASH = "a backslash in double quotes begins an escape: write paths with /, or in single quotes: 'C:\\data\\new'"


def note(error: yaml.YAMLError, source: Source, faults: Faults) -> None:
    """Not YAML at all: where the parser stopped and why."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        note_character(error, source, faults)
        return
    mark, lines = error.problem_mark, source.lines
    if error.context_mark is not None and not "".join(lines[mark.line :]).strip():
        mark = error.context_mark  # at the end of the text, what was left open says more
    span = Span(source, mark.line, mark.column, 1)
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        faults.add(NOT_YAML, "a tab where YAML wants spaces", span, hint="indent with spaces")
        return
    message = " ".join(part for part in (error.context, error.problem) if part)
    escape = "quoted scalar" in message and ("escape" in message or "hexdecimal" in message)
    remedy = BACKSLASH if escape else hint(line, mark.column)
    faults.add(NOT_YAML, f"not YAML: {message}", span, hint=remedy)


def note_character(error: yaml.YAMLError, source: Source, faults: Faults) -> None:
    """A control character, which the reader refuses before any parsing."""
    position = getattr(error, "position", 0)
    character = getattr(error, "character", 0)
    number = character if isinstance(character, int) else ord(str(character))
    before = Source.of(source.file, "\n".join(source.lines)[:position]).lines
    span = Span(source, len(before) - 1, len(before[-1]), 1)
    faults.add(NOT_TEXT, "a control character in the text", span, got=f"U+{number:04X}", hint="remove it")


def hint(line: str, column: int) -> str | None:
    """The usual cause of a syntax error, where the line shows it."""
    character = line[column : column + 1]
    if character in ("@", "`", "%", "&", "*", "!", "|", ">"):
        return f"put text that begins with {character} in quotes"
    if character == ":" and re.match(r"\s*[\w.-]+$", line[:column]):
        return "indent this line like its neighbours"
    if character == ":":
        return "put text that holds a colon and a space in quotes"
    return None
