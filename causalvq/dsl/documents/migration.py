"""Older versions of the language brought up to date. Version 1 is the first, so there is nothing to change yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from causalvq.dsl.documents.extends import read_bytes
from causalvq.dsl.language_diagnostics import UNKNOWN_VERSION
from causalvq.dsl.spec import API_VERSION
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import ScalarNode
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import decode, read_all

Migration = Callable[[str], str]

MIGRATIONS: Mapping[str, Migration] = MappingProxyType({API_VERSION: lambda text: text})
"""For each version that is read, what turns its text into the current version's."""


def migrate(path: Path) -> tuple[str, str]:
    """The text of a spec in the current version.

    Args:
        path: a spec in any version that is known; it need not be valid.

    Returns:
        (the version it was in, its text in the current version).

    Raises:
        SpecError: the file is not a spec, or its version is not known (CVQ124).
    """
    faults = Faults()
    return migrated(decode(read_bytes(path, faults), str(path)), str(path), faults)


def migrated(text: str, file: str, faults: Faults) -> tuple[str, str]:
    """The same for a text.

    Raises:
        SpecError: the text is not a spec, or its version is not known (CVQ124).
    """
    tree = read_all(text, file, faults)
    node = nodes.child(tree, "apiVersion")
    version = node.value if isinstance(node, ScalarNode) else None
    if not isinstance(version, str) or version not in MIGRATIONS:
        faults.add(
            UNKNOWN_VERSION,
            "this version of the language is not known" if node else "the file does not say its version",
            nodes.nearest_span(tree, ("apiVersion",)),
            expected=f"apiVersion: {' or '.join(MIGRATIONS)}",
        )
        raise faults.stop()
    return version, MIGRATIONS[version](text)
