"""The texts that an editor has open, saved or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from causalvq.lsp.texts.positions import Position, Range, Text
from causalvq.regular_files import real_path

DRIVE = re.compile(r"/[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class OpenText:
    """One text.

    Args:
        uri: how the editor names it.
        path: its real path; of a text that was never saved, a path that no file has.
        language: what the editor takes it for.
        version: as the editor counts.
        text: what it says now.
    """

    uri: str
    path: Path
    language: str
    version: int
    text: Text


def opened(item: Mapping[str, Any], folder: Path) -> OpenText:
    """A text that the editor has just opened.

    Args:
        item: a `TextDocumentItem`.
        folder: where texts that were never saved are taken to lie.
    """
    uri = str(item["uri"])
    version = item.get("version")
    return OpenText(
        uri,
        path_of(uri, folder),
        str(item.get("languageId", "")),
        version if isinstance(version, int) else 0,
        Text(str(item["text"])),
    )


def changed(one: OpenText, changes: Iterable[Mapping[str, Any]], version: object) -> OpenText:
    """The text after changes, each of which is of the text that the one before it left."""
    text = one.text
    for change in changes:
        text = replaced(text, change)
    return replace(one, text=text, version=version if isinstance(version, int) else one.version + 1)


def replaced(text: Text, change: Mapping[str, Any]) -> Text:
    """One change: of a range, or of the whole text."""
    if change.get("range") is None:
        return Text(str(change["text"]))
    wanted = range_of(change["range"])
    start, end = sorted((text.offset(wanted.start), text.offset(wanted.end)))
    return Text(text.text[:start] + str(change["text"]) + text.text[end:])


def range_of(found: Mapping[str, Any]) -> Range:
    """A range as the protocol writes it."""
    return Range(position_of(found["start"]), position_of(found["end"]))


def position_of(found: Mapping[str, Any]) -> Position:
    """A place as the protocol writes it."""
    return Position(max(0, int(found["line"])), max(0, int(found["character"])))


def path_of(uri: str, folder: Path) -> Path:
    """The real path of a URI; one that names no file becomes a path in `folder` that no file has.

    >>> path_of("file:///tmp/a%20b.yaml", Path("/")).name, path_of("untitled:Untitled-1", Path("/x")).name
    ('a b.yaml', 'unsaved-untitled%3AUntitled-1')
    """
    try:
        parts = urlsplit(uri)
        path = unquote(parts.path)
    except ValueError:
        return folder / f"unsaved-{quote(uri, safe='')[:200]}"
    if parts.scheme != "file" or not path or "\0" in path:
        return folder / f"unsaved-{quote(uri, safe='')[:200]}"
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    return real_path(Path(path[1:] if DRIVE.match(path) else path))


def uri_of(path: Path) -> str:
    """The URI of a file."""
    try:
        return path.absolute().as_uri()
    except ValueError:
        return "file://" + quote(str(path), safe="/")
