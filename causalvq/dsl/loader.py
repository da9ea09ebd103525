"""File -> `Document`: read, extend, override, validate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from causalvq.dsl.documents import extends, fields
from causalvq.dsl.documents.document import Document
from causalvq.dsl.documents.environment import from_environment
from causalvq.dsl.documents.extends import NO_TEXTS, Texts
from causalvq.dsl.documents.overrides import apply
from causalvq.dsl.text import nodes
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.validate.spec_validation import validate


def load(path: Path, overrides: Sequence[str] = (), unsaved: Texts = NO_TEXTS) -> Document:
    """Read a spec.

    Args:
        path: the spec's file.
        overrides: `KEY=VALUE` and `KEY+=VALUE` texts as `--set` takes them, applied in order.
        unsaved: texts that count instead of what is on disk.

    Returns:
        The spec and where its values were written.

    Raises:
        SpecError: with every fault that could be found, in the order of the text; CVQ540 alone when it is a suite.
    """
    faults = Faults()
    tree, files = extends.read_chain(path, faults, unsaved)
    if fields.is_suite(tree):
        from causalvq.dsl.suite_diagnostics import SUITE_OR_SPEC  # specs do without

        hint = f"causalvq bench {path}"
        faults.add(SUITE_OR_SPEC, "the file is a suite of specs", nodes.nearest_span(tree, ("kind",)), hint=hint)
        raise faults.stop()
    for override in overrides:
        tree = apply(tree, override, faults)
    if overrides:
        tree = from_environment(tree, path.parent, faults)
    spec = validate(tree, faults)
    found = faults.told()
    if spec is None or any(diagnostic.severity == "error" for diagnostic in found):
        raise faults.stop()
    return Document(path, spec, tree, tuple(found), files)
