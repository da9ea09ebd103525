"""File -> `SuiteDocument`: a suite read and validated as specs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from causalvq.dsl.checks.suite_checks import CHECKS
from causalvq.dsl.documents.extends import read_bytes
from causalvq.dsl.documents.fields import is_suite
from causalvq.dsl.documents.overrides import apply
from causalvq.dsl.spec.suite import Suite
from causalvq.dsl.suite_diagnostics import SUITE_OR_SPEC
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Plain
from causalvq.dsl.text.spec_faults import Faults
from causalvq.dsl.text.yaml_reader import decode, read_all
from causalvq.dsl.validate.spec_validation import Language, validated
from causalvq.errors import Place

STAND_INS: dict[nodes.Path, Plain] = {
    ("apiVersion",): "causalvq/v1",
    ("name",): "unnamed",
    ("specs",): ("unnamed.yaml",),
}
"""Put where a required value is missing, so that the rules that do not read it can still run."""


SUITES = Language(Suite, CHECKS, STAND_INS)


@dataclass(frozen=True, slots=True)
class SuiteDocument:
    """What `load_suite` returns.

    Args:
        path: the file that was read.
        suite: the whole suite, defaults filled in.
        tree: the values as written, with their places; after `--set`.
    """

    path: Path
    suite: Suite
    tree: MappingNode

    def place(self, path: str) -> Place:
        """Where a value was written, or else the nearest key that encloses it."""
        return nodes.nearest_span(self.tree, nodes.parse_path(path) or ()).place()


def load_suite(path: Path, overrides: Sequence[str] = (), text: str | None = None) -> SuiteDocument:
    """Read a suite.

    Args:
        path: the suite's file.
        overrides: `KEY=VALUE` and `KEY+=VALUE` texts as `--set` takes them, of the keys of the suite.
        text: that counts instead of what is on disk.

    Raises:
        SpecError: with every fault that could be found, in the order of the text; CVQ540 when it is no suite.
    """
    faults = Faults()
    text = decode(read_bytes(path, faults), str(path)) if text is None else text
    tree = read_all(text, str(path), faults)
    for override in overrides:
        tree = apply(tree, override, faults)
    if not is_suite(tree):
        hint = "a spec is trained by `causalvq compile` and `causalvq train`"
        at = nodes.nearest_span(tree, ("kind",))
        faults.add(SUITE_OR_SPEC, "the file is not a suite", at, expected="kind: suite", hint=hint)
        raise faults.stop()
    suite = validated(tree, faults, SUITES)
    if suite is None or faults.found:
        raise faults.stop()
    return SuiteDocument(path, suite, tree)
