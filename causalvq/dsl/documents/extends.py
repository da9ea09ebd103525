"""`extends: base.yaml`: a spec that says only what differs from another one, or from several.

Of a list of bases each is laid over those before it, and the file over all of them.
Mappings merge key by key; anything else, lists included, replaces. A mapping that chooses another form (`kind`,
`format`) replaces too, because the keys of one form mean nothing to another. A relative path starts at
the folder of the file that says it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import NoReturn

from causalvq.dsl.documents.environment import from_environment, is_there, knows_home
from causalvq.dsl.documents.fields import TAG_KEYS
from causalvq.dsl.language_diagnostics import EXPANDS_TOO_FAR, EXTENDS_IN_A_CIRCLE, EXTENDS_NO_FILE, UNREADABLE
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import MAX_BYTES, MAX_NODES, decode, read_all
from causalvq.regular_files import open_regular, real_path
from causalvq.system_faults import refused

KEY = "extends"
MAX_CHAIN = 16
PATHS: tuple[nodes.Path, ...] = (("data", "source", "path"), ("data", "pairs", "file"), ("graph", "file"))
"""The keys that hold paths: each starts at the folder of the file that says it."""

ACTIONS: nodes.Path = ("data", "pairs", "actions")
"""The key that holds a path, or the name of an array: it is a path where there is such a file."""

Texts = Mapping[FilePath, str]
"""Texts that count instead of what is on disk, by the real paths of their files: what an editor has not saved."""

NO_TEXTS: Texts = MappingProxyType({})


def read_chain(path: FilePath, faults: Faults, unsaved: Texts = NO_TEXTS) -> tuple[MappingNode, tuple[FilePath, ...]]:
    """The tree of a file merged over the files it extends, and all those files, the given one first.

    Raises:
        SpecError: a file cannot be read as a tree, or the chain is a circle or too long (CVQ121).
    """
    reading = Reading(path.parent, faults, unsaved)
    return reading.merged(path, ()), tuple(reading.files)


class Reading:
    """Files that are read because one extends another.

    Args:
        home: the folder that paths of the merged tree start from.
        faults: where faults are noted.
        unsaved: texts that count instead of what is on disk.
    """

    def __init__(self, home: FilePath, faults: Faults, unsaved: Texts = NO_TEXTS) -> None:
        self.files: list[FilePath] = []
        self._home, self._faults, self._unsaved = home, faults, unsaved
        self._read = self._size = 0

    def merged(self, path: FilePath, above: tuple[FilePath, ...]) -> MappingNode:
        """The tree of a file laid over those of its bases, each of which is laid over those before it.

        Args:
            path: the file.
            above: the files that lead to it, the first one first.
        """
        faults = self._faults
        open_text = self._unsaved.get(real_path(path)) if self._unsaved else None
        content = read_bytes(path, faults) if open_text is None else open_text.encode()
        tree = read_all(decode(content, str(path)), str(path), faults)
        self._read, self._size = self._read + 1, self._size + tree.size
        self.files += [path] if path not in self.files else []
        if self._size > MAX_NODES:
            refuse_size(tree, faults)
        tree = from_environment(tree, path.parent, faults)
        own = rebased(without_key(tree, KEY), path.parent, self._home)
        below: MappingNode | None = None
        for base in take_bases(tree, faults):
            target = resolve(path, base, (*above, path), self._read, faults, self._unsaved)
            found = self.merged(target, (*above, path))
            below = found if below is None else merge(below, found)
        return own if below is None else merge(below, own)


def refuse_size(tree: MappingNode, faults: Faults) -> NoReturn:
    """The files of the chain are too large together."""
    message = "the spec is too large with what it extends"
    faults.add(EXPANDS_TOO_FAR, message, tree.span, expected=f"at most {MAX_NODES:,} values in all files")
    raise faults.stop()


def read_bytes(path: FilePath, faults: Faults) -> bytes:
    """At most one byte more than a spec may have, so that a huge file costs nothing.

    Raises:
        SpecError: the file cannot be read (CVQ119).
    """
    try:
        with open_regular(path, inherited=True) as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        told = refused(UNREADABLE, "the file cannot be read", error, path)
        faults.add(UNREADABLE, told.message, told.place, hint=told.hint)
        raise faults.stop() from None


def take_bases(tree: MappingNode, faults: Faults) -> tuple[ScalarNode, ...]:
    """The values of `extends` that are paths: one, or those of a list."""
    entry = tree.entries.get(KEY)
    if entry is None:
        return ()
    written = entry.node.items if isinstance(entry.node, SequenceNode) else (entry.node,)
    bases = tuple(
        node for node in written if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value
    )
    if not written or len(bases) < len(written):
        wrong = next((node for node in written if node not in bases), entry.node)
        expected = "the path of a spec, or a list of paths"
        faults.add(EXTENDS_NO_FILE, "extends names no file", wrong.span, expected=expected)
    return bases


def resolve(
    file: FilePath,
    base: ScalarNode,
    above: Sequence[FilePath],
    read: int,
    faults: Faults,
    unsaved: Texts = NO_TEXTS,
) -> FilePath:
    """The file that `extends` names, relative to the file that says so.

    Args:
        file: the file that says so.
        base: what it says.
        above: the files that lead to the base, `file` the last of them.
        read: how many files were read.
        faults: where faults are noted.
        unsaved: texts that count instead of what is on disk; their files need not be there.

    Raises:
        SpecError: the chain comes back to a file or has too many (CVQ121), or there is no such file (CVQ119).
    """
    target = file.parent / FilePath(str(base.value)).expanduser() if knows_home(str(base.value)) else file.parent
    try:
        known = any(same_file(target, other, unsaved) for other in above)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        faults.add(UNREADABLE, f"the extended file cannot be read: {reason}", base.span, got=str(target))
        raise faults.stop() from None
    if known or read >= MAX_CHAIN:
        names = " -> ".join([*(str(other) for other in above), str(target)])
        problem = (
            "extends leads back to a file of the chain" if known else f"extends runs through over {MAX_CHAIN} files"
        )
        faults.add(EXTENDS_IN_A_CIRCLE, problem, base.span, got=names)
        raise faults.stop()
    return target


def same_file(target: FilePath, other: FilePath, unsaved: Texts) -> bool:
    """Whether two paths lead to one file.

    Raises:
        OSError: one of them is neither on disk nor among the unsaved texts.
    """
    if not unsaved:
        return target.samefile(other)
    real = real_path(target)
    if real not in unsaved:
        target.stat()  # or it is not there
    return real == real_path(other)


def rebased(tree: MappingNode, folder: FilePath, home: FilePath) -> MappingNode:
    """The tree with its relative paths, which start at `folder`, made to start at `home`."""
    node: Node = tree
    for path in (*PATHS, ACTIONS) if folder != home else ():
        written = nodes.find(node, path)
        if (
            isinstance(written, ScalarNode)
            and isinstance(written.value, str)
            and not FilePath(written.value).is_absolute()
            and (path != ACTIONS or is_there(folder, written.value))
        ):
            moved = os.path.relpath(folder / written.value, home).replace(os.sep, "/")
            node = nodes.replaced(node, path, written._replace(value=moved))
    assert isinstance(node, MappingNode)
    return node


def without_key(tree: MappingNode, key: str) -> MappingNode:
    """The mapping without one key."""
    return nodes.mapping({name: entry for name, entry in tree.entries.items() if name != key}, tree.span)


def merge(base: MappingNode, over: MappingNode) -> MappingNode:
    """`over` on top of `base`, deeply; every value keeps the place where it was written."""
    if changes_form(base, over):
        return over
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        below = entries.get(key)
        node: Node = entry.node
        if below is not None and isinstance(below.node, MappingNode) and isinstance(node, MappingNode):
            node = merge(below.node, node)
        entries[key] = Entry(entry.key, node)
    return nodes.mapping(entries, over.span)


def changes_form(base: MappingNode, over: MappingNode) -> bool:
    """Whether the two choose different forms of a tagged mapping."""
    for key in TAG_KEYS:
        old, new = nodes.child(base, key), nodes.child(over, key)
        if isinstance(old, ScalarNode) and isinstance(new, ScalarNode) and old.value != new.value:
            return True
    return False
