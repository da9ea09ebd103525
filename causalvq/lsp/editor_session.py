"""What an editor has open, and what is known of it; knows nothing of messages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from causalvq.dsl.text.yaml_reader import MAX_BYTES
from causalvq.errors import Diagnostic
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.analysis.spec_analysis import SpecAnalysis, analyse
from causalvq.lsp.texts.open_texts import OpenText, changed, opened, path_of, uri_of
from causalvq.lsp.texts.positions import Text
from causalvq.regular_files import read_text, real_path

if TYPE_CHECKING:
    from causalvq.lsp.analysis.background import Found


MOST_SPECS: Final = 300
"""Files that are looked at for the names that a spec has."""

MOST_FOLDERS: Final = 1_000


class Session:
    """The texts of one client.

    Args:
        folder: that texts which were never saved are taken to lie in.
        overrides: `--set` texts that the client wants.
    """

    def __init__(self, folder: Path, overrides: Sequence[str] = ()) -> None:
        self.folder = folder
        self.folders: tuple[Path, ...] = (folder,)
        self.overrides = tuple(overrides)
        self.texts: dict[str, OpenText] = {}
        self.dirty: dict[str, None] = {}  # texts whose diagnostics are to be told again, in order
        self._read: dict[str, SpecAnalysis] = {}
        self._found: dict[str, tuple[SpecAnalysis | None, Found]] = {}

    def open(self, item: Mapping[str, Any]) -> None:
        """A text was opened."""
        one = opened(item, self.folder)
        self.texts[one.uri] = one
        self._changed(one)

    def change(self, uri: str, changes: Sequence[Mapping[str, Any]], version: object) -> None:
        """A text was changed; one that is not open is nobody's."""
        one = self.texts.get(uri)
        if one is not None:
            self.texts[uri] = changed(one, changes, version)
            self._changed(self.texts[uri])

    def close(self, uri: str) -> None:
        """A text was closed: what is on disk counts again."""
        one = self.texts.pop(uri, None)
        for kept in (self._read, self._found, self.dirty):
            kept.pop(uri, None)
        if one is not None:
            self._changed(one)

    def set(self, overrides: Sequence[str]) -> None:
        """Other values are set over all texts."""
        self.overrides = tuple(overrides)
        self.forget()

    def forget(self) -> None:
        """Read everything again: something on disk has changed."""
        self._read.clear()
        self.dirty.update(dict.fromkeys(self.texts))

    def _changed(self, one: OpenText) -> None:
        """What a change of one text makes old: itself, and texts that may extend it."""
        for uri, other in self.texts.items():
            read = self._read.get(uri)
            if other.path == one.path or read is None or "extends" in read.own.entries or one.path in read.files[1:]:
                self._read.pop(uri, None)
                self.dirty[uri] = None

    def read(self, uri: str) -> SpecAnalysis | None:
        """What reading a text gives; None where it is not open."""
        one = self.texts.get(uri)
        if one is None:
            return None
        if uri not in self._read:
            self._read[uri] = analyse(one, self.unsaved, self.overrides)
        return self._read[uri]

    @property
    def unsaved(self) -> dict[Path, str]:
        """All texts by their paths."""
        return {one.path: one.text.text for one in self.texts.values()}

    def known(self, uri: str) -> Knowledge | None:
        """All that is known of a text; None where it is not open."""
        read = self.read(uri)
        if read is None:
            return None
        of, found = self._found.get(uri, (None, None))

        def judge(text: str) -> tuple[Diagnostic, ...]:
            other = replace(read.open, text=Text(text))
            return analyse(other, {**self.unsaved, other.path: text}, self.overrides).diagnostics

        if found is None:
            return Knowledge(read, self.text_of, self.all_specs, judge)
        return Knowledge(read, self.text_of, self.all_specs, judge, found.compiled, of is read, found.estimate)

    def all_specs(self) -> Iterator[Knowledge]:
        """What is known of every text that is open, and of every spec of the folders that extends another one."""
        for uri in self.texts:
            known = self.known(uri)
            if known is not None:
                yield known
        unsaved = self.unsaved
        for path in specs_in(self.folders):
            text = None if path in unsaved else self.text_of(path)
            if text is not None and "extends" in text.text:
                one = OpenText(uri_of(path), path, "yaml", 0, text)
                yield Knowledge(analyse(one, {**unsaved, path: text.text}, self.overrides), self.text_of)

    def found(self, uri: str, read: SpecAnalysis, found: Found) -> bool:
        """Note what data and compiler say of a text; whether that is of the text as it is now."""
        if uri not in self.texts:
            return False
        self._found[uri] = read, found
        return self._read.get(uri) is read

    def text_of(self, path: Path) -> Text | None:
        """The text of a file, as it is open or as it is on disk; None where it cannot be read."""
        wanted = real_path(path)
        for one in self.texts.values():
            if one.path == wanted:
                return one.text
        try:
            return Text(read_text(wanted, MAX_BYTES))
        except (OSError, ValueError):
            return None

    def enter(self, uris: Sequence[str]) -> None:
        """The folders that the client works in."""
        paths = tuple(path_of(uri, self.folder) for uri in uris if uri.startswith("file:"))
        if paths:
            self.folder, self.folders = paths[0], paths


def specs_in(folders: Sequence[Path]) -> Iterator[Path]:
    """The YAML files of some folders, but for hidden ones; not more than can be read while somebody waits."""
    found = 0
    for folder in folders:
        for place, below, files in os.walk(folder):
            below[:] = sorted(name for name in below if not name.startswith((".", "node_modules")))
            for name in sorted(files):
                if name.endswith((".yaml", ".yml")) and found < MOST_SPECS:
                    found += 1
                    yield real_path(Path(place) / name)
            if found >= MOST_SPECS or len(below) > MOST_FOLDERS:
                below.clear()
