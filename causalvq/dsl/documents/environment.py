"""What a spec takes from where it is read: `${env:NAME}` in any value; `~`, `$NAME` and `${NAME}` in paths.

A value is only taken where the spec says so: nothing of the environment changes a spec that does not name it. What is
taken is written into the plan.
"""

from __future__ import annotations

import os
import re
from pathlib import Path as FilePath
from typing import Final

from causalvq.dsl.documents import fields
from causalvq.dsl.language_diagnostics import NO_VARIABLE
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode
from causalvq.dsl.text.scalars import resolve
from causalvq.dsl.text.spec_faults import Faults

NAMED: Final = re.compile(r"\$\{env:([^{}]*)\}")
IN_PATH: Final = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
MOST: Final = 4096  # characters of the value of a variable
PATHS: Final[tuple[Path, ...]] = (
    ("data", "source", "path"),
    ("data", "source", "metadata"),
    ("data", "pairs", "file"),
    ("data", "pairs", "actions"),
    ("graph", "file"),
)
"""The keys in whose values `~` and `$NAME` are places."""


def from_environment(tree: MappingNode, folder: FilePath, faults: Faults) -> MappingNode:
    """The tree with all that it takes from the environment; what is not there is noted in `faults`.

    Args:
        tree: as it was read.
        folder: that its paths start from; a path that is there as it is written is left so.
        faults: where faults are noted.
    """
    found = named(tree, (), tree, faults)
    for path in PATHS:
        node = nodes.find(found, path)
        if node is not None:
            found = nodes.replaced(found, path, placed(node, folder, faults))
    assert isinstance(found, MappingNode)
    return found


def named(node: Node, path: Path, tree: MappingNode, faults: Faults) -> Node:
    """A part of the tree with the values of variables in place of `${env:NAME}`."""
    if node.size == 1:
        return taken(node, path, tree, faults) if isinstance(node, ScalarNode) else node
    if isinstance(node, SequenceNode):
        items = tuple(named(item, (*path, index), tree, faults) for index, item in enumerate(node.items))
        same = all(item is before for item, before in zip(items, node.items, strict=True))
        return node if same else nodes.sequence(items, node.span)
    assert isinstance(node, MappingNode)
    below = {key: named(entry.node, (*path, key), tree, faults) for key, entry in node.entries.items()}
    if all(below[key] is entry.node for key, entry in node.entries.items()):
        return node
    return nodes.mapping({key: entry._replace(node=below[key]) for key, entry in node.entries.items()}, node.span)


def taken(node: ScalarNode, path: Path, tree: MappingNode, faults: Faults) -> ScalarNode:
    """A value with those of variables in it; one that is a variable alone is a number where a number is wanted."""
    if not isinstance(node.value, str) or "${env:" not in node.value:
        return node
    missing = [name for name in NAMED.findall(node.value) if value_of(name) is None]
    for name in missing:
        note_missing(name, node, faults)
    if missing:
        return node
    text = NAMED.sub(lambda match: value_of(match[1]) or "", node.value)
    spot = fields.spot(path, tree)
    is_text = spot is not None and str in fields.branches(spot.annotation)
    return node._replace(value=text if is_text or not NAMED.fullmatch(node.value) else resolve(text), text=text)


def placed(node: Node, folder: FilePath, faults: Faults) -> Node:
    """A path, or a list of them, with `~` and variables replaced."""
    if isinstance(node, SequenceNode):
        return nodes.sequence(tuple(placed(item, folder, faults) for item in node.items), node.span)
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return node
    written = node.value
    if "\\" in written and not is_there(folder, written) and is_there(folder, slashed := written.replace("\\", "/")):
        return node._replace(value=slashed, text=slashed)  # as it is written on Windows
    if not (written.startswith("~") or "$" in written) or "${env:" in written or is_there(folder, written):
        return node
    missing = [name for name in names_in(written) if value_of(name) is None]
    for name in missing:
        note_missing(name, node, faults)
    if missing:
        return node
    text = IN_PATH.sub(lambda match: value_of(match[1] or match[2]) or "", written)
    if text.startswith("~"):
        text = FilePath(text).expanduser().as_posix() if knows_home(text) else text
    return node._replace(value=text, text=text)


def names_in(path: str) -> list[str]:
    """The variables that a path names."""
    return [braced or plain for braced, plain in IN_PATH.findall(path)]


def value_of(name: str) -> str | None:
    """The value of a variable; None where it has none, or one that is no text."""
    value = os.environ.get(name)
    if value is None or not value.isprintable() or len(value) > MOST:
        return None
    return value


def knows_home(path: str) -> bool:
    """Whether the home that a path begins with is known."""
    try:
        FilePath(path).expanduser()
    except (RuntimeError, ValueError):  # nobody's home, or a name with a null byte
        return False
    return True


def is_there(folder: FilePath, path: str) -> bool:
    """Whether a path leads to something as it is written."""
    try:
        return (folder / path).exists()
    except (OSError, ValueError):
        return False


def note_missing(name: str, node: ScalarNode, faults: Faults) -> None:
    """CVQ129: a variable that the environment does not have."""
    message = f"the environment has no variable {name}" if name else "${env:} names no variable"
    hint = f"set it first: export {name or 'NAME'}=..."
    faults.add(NO_VARIABLE, message, node.span, got=node.text, hint=hint)
