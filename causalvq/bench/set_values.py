"""What a set of a suite replaces in every spec, as texts that `--set` takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from causalvq.atomic_files import write_atomically
from causalvq.dsl.documents.environment import from_environment
from causalvq.dsl.documents.extends import rebased
from causalvq.dsl.loader import load
from causalvq.dsl.suite_loader import SuiteDocument
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import CausalVQError, Diagnostic

OF_DATA = ("data", "variables", "interventions")
"""The sections that follow from the data, in what `init` proposes."""


@dataclass(frozen=True, slots=True)
class SetValues:
    """What a set replaces.

    Args:
        overrides: `KEY=VALUE` texts; paths in them start at the folder of the spec.
        faults: why there are none.
    """

    overrides: tuple[str, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def values_of(document: SuiteDocument, number: int, home: Path, out: Path) -> SetValues:
    """What a set of a suite replaces in a spec.

    Args:
        document: the suite.
        number: of the set.
        home: the folder of the spec, from which its paths start.
        out: the folder of the bench; what is proposed for a path is kept there, and taken from there the next time.
    """
    one, folder = document.suite.sets[number], document.path.parent
    try:
        if one.path is None:
            written = nodes.find(document.tree, ("sets", number))
            assert isinstance(written, MappingNode)
            return SetValues(overrides_of(only(written, "data"), folder, home))
        return SetValues(
            overrides_of(proposed(folder / one.path, out / "sets" / f"{one.name}.yaml"), out / "sets", home)
        )
    except CausalVQError as error:
        return SetValues(faults=error.diagnostics)


def only(tree: MappingNode, *keys: str) -> MappingNode:
    """The mapping with some of its keys."""
    return nodes.mapping({key: tree.entries[key] for key in keys if key in tree.entries}, tree.span)


def proposed(data: Path, spec: Path) -> MappingNode:
    """What `causalvq init` proposes for some data, as far as it follows from them.

    Raises:
        CausalVQError: nothing can be proposed, or what was proposed before has been made invalid.
        OSError: it cannot be written.
    """
    if not spec.exists():
        from causalvq.init.options import Options  # suites without a path do without
        from causalvq.init.proposal import propose

        spec.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(spec, propose(data, spec, Options()).text)
    return only(load(spec).tree, *OF_DATA)


def overrides_of(tree: MappingNode, folder: Path, home: Path) -> tuple[str, ...]:
    """The sections of a tree as overrides.

    Args:
        tree: sections, whose paths start at `folder`.
        folder: that of the file which says them.
        home: that of the spec.

    Raises:
        SpecError: CVQ129, a variable of the environment is not there.
    """
    faults = Faults()
    moved = rebased(from_environment(tree, folder, faults), folder, home)
    if faults.found:
        raise faults.stop()
    return tuple(
        f"{key}{'+' if key == 'interventions' else ''}={json.dumps(nodes.plain(entry.node), ensure_ascii=False)}"
        for key, entry in moved.entries.items()
    )
