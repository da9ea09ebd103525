"""A spec together with where each of its values was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

from causalvq.dsl.spec import Spec
from causalvq.dsl.text import nodes
from causalvq.errors import Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Document:
    """What `load` returns.

    Args:
        path: the file that was read.
        spec: the whole spec, defaults filled in.
        tree: the values as written, with their places; after `extends` and `--set`.
        warnings: what is valid but probably not meant.
        files: every file that was read: the spec itself first, then what it extends.
    """

    path: FilePath
    spec: Spec
    tree: nodes.MappingNode
    warnings: tuple[Diagnostic, ...] = ()
    files: tuple[FilePath, ...] = ()

    def place(self, path: str) -> Place:
        """Where a value was written.

        Args:
            path: keys and indices as in the text, such as `codebook.size` or `graph.required[0][1]`.

        Returns:
            The value's place; when the value is a default, the place of the nearest enclosing key that was written.
        """
        return nodes.nearest_span(self.tree, nodes.parse_path(path) or ()).place()

    def given(self, path: str) -> bool:
        """Whether the value at `path` was written rather than taken from the defaults."""
        steps = nodes.parse_path(path)
        return steps is not None and nodes.find(self.tree, steps) is not None
