"""What may stand at the end of a command line, by the table of words and the names that are here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from causalvq.cli.completion.names_here import names_of

Table = Mapping[str, Any]

SAFE: Final = re.compile(r"[\w ./,%@+=^-]+")
"""Of a name that no shell takes for anything but a name; zsh evaluates what it is told, so others are not offered."""


@dataclass(slots=True)
class Read:
    """A command line as far as it is written.

    Args:
        node: of the command, in the table.
        asked: the values of its options.
        arguments: how many there are.
        pending: an option whose value comes next; empty for none.
    """

    node: Table
    asked: dict[str, str] = field(default_factory=dict)
    arguments: int = 0
    pending: str = ""


def read(table: Table, words: Sequence[str]) -> Read:
    """Follow the words that are whole."""
    line = Read(table)
    for word in words:
        name, has_value, value = word.partition("=")
        if line.pending:
            line.asked[line.pending], line.pending = word, ""
        elif word.startswith("-"):
            if has_value:
                line.asked[name] = value
            elif line.node["options"].get(word) is not None:
                line.pending = word
        elif word in line.node.get("commands", ()):
            line.node = line.node["commands"][word]
        else:
            line.arguments += 1
    return line


def candidates(table: Table, words: Sequence[str], incomplete: str) -> list[str]:
    """What the last word may become.

    Args:
        table: of all words.
        words: that are whole, without the program's name.
        incomplete: the beginning of the last word; may be empty.
    """
    line = read(table, words)
    options = line.node["options"]
    name, has_value, value = incomplete.partition("=")
    if line.pending:
        found = followers(table, options[line.pending], line.asked, incomplete)
    elif has_value and name in options:
        found = [f"{name}={one}" for one in followers(table, options[name], line.asked, value)]
    elif incomplete.startswith("-"):
        found = list(options)
    elif "commands" in line.node:
        found = list(line.node["commands"])
    else:
        found = followers(table, argument(line), line.asked, incomplete)
    return beginning(found, incomplete)


def argument(line: Read) -> Any:
    """What the next argument is; the last kind again where there may be many."""
    kinds = line.node["arguments"]
    if line.arguments < len(kinds):
        return kinds[line.arguments]
    return kinds[-1] if kinds and line.node["many"] else None


def followers(table: Table, kind: Any, asked: Mapping[str, str], incomplete: str) -> list[str]:
    """What an option or argument may be.

    Args:
        table: of all words.
        kind: as the table has it.
        asked: values of options.
        incomplete: the beginning.
    """
    if isinstance(kind, list):
        return kind
    if isinstance(kind, Mapping):
        before, comma, _ = incomplete.rpartition(",")
        return [f"{before}{comma}{one}" for one in kind["several"] if one not in before.split(",")]
    if kind == "subjects":
        return [str(one) for one in table["subjects"]]
    if kind == "sources":
        return [*table["sources"], *names_of("specs", asked)]
    return names_of(kind, asked) if kind else []


def beginning(found: Iterable[str], incomplete: str) -> list[str]:
    """Those that begin so, each once, and whose signs a shell leaves alone."""
    return [one for one in dict.fromkeys(found) if one.startswith(incomplete) and SAFE.fullmatch(one)]
