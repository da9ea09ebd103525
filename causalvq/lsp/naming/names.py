"""The names of variables and factors: where they are declared, and where they are used."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, TypeGuard

from causalvq.dsl.checks.name_checks import MADE_NAME
from causalvq.dsl.name_rule import cleaned
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, ScalarNode, SequenceNode, Span
from causalvq.lsp.texts.tree_places import Spot

Kind = Literal["variable", "factor"]


class Use(NamedTuple):
    """One place where a name stands.

    Args:
        name: in its one form.
        kind: what it names; in the graph a variable before a factor.
        span: of the name as it is written.
        declares: whether the place declares it.
        path: of the value, or of the key.
    """

    name: str
    kind: Kind
    span: Span
    declares: bool
    path: Path


def uses(tree: MappingNode, variables: Collection[str] | None = None) -> Iterator[Use]:
    """Every name in a tree.

    Args:
        tree: of a file, or of a file with its bases.
        variables: the names of the variables; None takes those that the tree declares.
    """
    if variables is None:
        variables = {found.name for found in declarations(tree)}
    yield from variable_uses(tree)
    yield from factor_uses(tree)
    for path, node in graph_names(tree):
        name = cleaned(node.text)
        counted = not variables and MADE_NAME.fullmatch(name) is not None
        yield Use(name, "variable" if name in variables or counted else "factor", node.span, False, path)


def declarations(tree: MappingNode) -> Iterator[Use]:
    """The variables that are declared."""
    return (found for found in variable_uses(tree) if found.declares)


def variable_uses(tree: MappingNode) -> Iterator[Use]:
    """Names in the list of variables."""
    for index, item in enumerate(items(tree, "variables")):
        name, factor = nodes.child(item, "name"), nodes.child(item, "factor")
        if is_name(name):
            yield Use(cleaned(name.text), "variable", name.span, True, ("variables", index, "name"))
        if is_name(factor):
            yield Use(cleaned(factor.text), "factor", factor.span, False, ("variables", index, "factor"))


def factor_uses(tree: MappingNode) -> Iterator[Use]:
    """Names of factors outside of variables and graph."""
    for key in ("factors", "cyclic"):
        for index, item in enumerate(items(tree, "data", key)):
            named = nodes.child(item, "name") if isinstance(item, MappingNode) else item
            if is_name(named):
                path: Path = ("data", key, index, "name") if named is not item else ("data", key, index)
                yield Use(cleaned(named.text), "factor", named.span, key == "factors", path)
    for where in (("data", "imbalance"), ("interventions", "actions")):
        below = nodes.find(tree, where)
        if isinstance(below, MappingNode):
            for key, entry in below.entries.items():
                yield Use(cleaned(key), "factor", entry.key, False, (*where, key))


def graph_names(tree: MappingNode) -> Iterator[tuple[Path, ScalarNode]]:
    """Names in the statements of the graph."""
    for where in (("graph", "required"), ("graph", "forbidden"), ("graph", "tiers"), ("graph", "prior", "edges")):
        for index, item in enumerate(items(tree, *where)):
            ends = item.items if isinstance(item, SequenceNode) else ()
            for position, end in enumerate(ends[: None if where[-1] == "tiers" else 2]):
                if is_name(end):
                    yield (*where, index, position), end


def items(tree: MappingNode, *path: str) -> tuple[Node, ...]:
    """The items of the list at a path; none where no list is."""
    node = nodes.find(tree, path)
    return node.items if isinstance(node, SequenceNode) else ()


def is_name(node: Node | None) -> TypeGuard[ScalarNode]:
    """Whether a node can be a name."""
    return isinstance(node, ScalarNode) and isinstance(node.value, str) and bool(node.value)


def name_at(tree: MappingNode, spot: Spot) -> str | None:
    """The name that stands at a spot; None where no name is."""
    return next((found.name for found in uses(tree) if found.span == spot.span and found.path == spot.path), None)


def kinds_of(tree: MappingNode, name: str) -> list[Kind]:
    """What a name names: a variable, a factor, or both."""
    found = {one.kind for one in uses(tree) if one.name == name}
    return [kind for kind in ("variable", "factor") if kind in found]


def factor_of(tree: MappingNode, variable: str) -> str | None:
    """The factor that a declared variable says it stands for."""
    for item in items(tree, "variables"):
        name, factor = nodes.child(item, "name"), nodes.child(item, "factor")
        if is_name(name) and cleaned(name.text) == variable:
            return cleaned(factor.text) if is_name(factor) else None
    return None
