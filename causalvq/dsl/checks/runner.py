"""The list of rules, and how they are run."""

from __future__ import annotations

from itertools import islice

from causalvq.dsl.checks import form_checks, graph_checks, name_checks, number_checks
from causalvq.dsl.checks.registration import Check, Finding
from causalvq.dsl.spec import Section
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Path
from causalvq.dsl.text.spec_faults import Faults
from causalvq.errors import Diagnostic, Place, Related

CHECKS: tuple[Check, ...] = (*form_checks.CHECKS, *name_checks.CHECKS, *number_checks.CHECKS, *graph_checks.CHECKS)

MAX_FINDINGS = 100
"""Of one rule: a thousand more of the same kind teach nothing."""


def run(
    found: Section, tree: MappingNode, lost: frozenset[Path], faults: Faults, checks: tuple[Check, ...] = CHECKS
) -> None:
    """Run every rule whose keys are intact and note what they find."""
    for check in checks:
        if not any(touches(path, read) for path in lost for read in check.reads):
            for finding in islice(check.find(found), MAX_FINDINGS):
                faults.found.append(diagnostic(check, finding, tree))


def touches(path: Path, read: str) -> bool:
    """Whether a fault at `path` is at, above or below what a rule reads."""
    steps = tuple(read.split("."))
    shorter = min(len(steps), len(path))
    return path[:shorter] == steps[:shorter]


def diagnostic(check: Check, finding: Finding, tree: MappingNode) -> Diagnostic:
    """A finding with its places."""
    related = tuple(Related(message, place(tree, path)) for message, path in finding.related)
    return Diagnostic(
        check.code,
        finding.message,
        place(tree, finding.path),
        finding.expected,
        finding.got,
        finding.hint,
        related,
        check.severity,
    )


def place(tree: MappingNode, path: str) -> Place:
    """The place of a path that a rule names."""
    return nodes.nearest_span(tree, nodes.parse_path(path) or ()).place()
