"""Positioned tree -> `Spec`, with every fault of the tree in one pass.

Pydantic finds all the faults of single values. So that rules across keys still see the rest, the faulty values are
taken out of the tree, the remainder is validated again, and every rule whose keys survived is run on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from pydantic import ValidationError

from causalvq.dsl import checks
from causalvq.dsl.documents import fields
from causalvq.dsl.spec import Section, Spec
from causalvq.dsl.text import nodes
from causalvq.dsl.text.nodes import MappingNode, Node, Path, Plain, ScalarNode, Step
from causalvq.dsl.text.spec_faults import MAX_FAULTS, MAX_OF_A_KIND, Faults

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Root = TypeVar("Root", bound=Section)

MAX_ROUNDS = 5
"""Taking out a value can leave its mapping without a required key, and so on outwards; specs are not deeper."""

MARKS = frozenset(
    {
        "@builtin",
        "@file",
        "@all",
        "@auto",
        "@list",
        "@one",
        "@count",
        "@number",
        "@name",
        "@order",
        "@word",
        "@factors",
        "[key]",
    }
)
"""Steps that pydantic puts into locations for members of unions and for the keys of free mappings."""

STAND_INS: dict[Path, Plain] = {
    ("apiVersion",): "causalvq/v1",
    ("name",): "unnamed",
    ("data",): {"source": "critters"},
    ("data", "source"): "critters",
    ("variables",): {"count": 1},
    ("variables", "count"): 1,
    ("codebook",): {"size": 2},
    ("codebook", "size"): 2,
}
"""Put where a required value is missing, so that the rules that do not read it can still run."""


class Language(NamedTuple, Generic[Root]):
    """What a file may be: the model of the whole of it, the rules across its keys, and what may stand in for others."""

    root: type[Root]
    checks: tuple[checks.Check, ...]
    stand_ins: Mapping[Path, Plain]


SPECS = Language(Spec, checks.CHECKS, STAND_INS)


def validate(tree: MappingNode, faults: Faults) -> Spec | None:
    """The spec of a tree, or None; what is wrong is noted in `faults`."""
    spec, lost = examine(tree, faults)
    return None if lost else spec


def examine(tree: MappingNode, faults: Faults) -> tuple[Spec | None, frozenset[Path]]:
    """What can be read of a tree as a spec, and the paths whose values were lost; what is wrong is noted in `faults`.

    Where something is lost the spec has defaults or stand-ins instead: it is for looking things up, not for compiling.
    """
    spec, rest, lost = salvage(tree, faults, SPECS)
    if spec is not None:
        checks.run(spec, rest, lost, faults)
    return spec, lost


def validated(tree: MappingNode, faults: Faults, language: Language[Root]) -> Root | None:
    """What a tree means, or None; what is wrong is noted in `faults`."""
    found, rest, lost = salvage(tree, faults, language)
    if found is not None:
        checks.run(found, rest, lost, faults, language.checks)
    return None if lost else found


def salvage(
    tree: MappingNode, faults: Faults, language: Language[Root]
) -> tuple[Root | None, MappingNode, frozenset[Path]]:
    """What the tree means without its faulty values, the tree without them, and the paths that were lost."""
    lost: set[Path] = set()
    for _ in range(MAX_ROUNDS):
        try:
            return language.root.model_validate(filled(tree, lost, language.stand_ins)), tree, frozenset(lost)
        except ValidationError as error:
            items = error.errors(include_url=False, include_input=False)
        if len(items) > MAX_FAULTS:
            some = first_of_each(items, faults)
            note(some, [locate(tree, item["loc"], item["type"]) for item in some], tree, faults)
            break
        broken = [locate(tree, item["loc"], item["type"]) for item in items]
        if not lost:
            note(items, broken, tree, faults)
        lost.update(broken)
        tree = cast("MappingNode", without(tree, {removable(tree, path, language.stand_ins) for path in broken}))
    return None, tree, frozenset(lost)


def note(items: list[ErrorDetails], paths: list[Path], tree: MappingNode, faults: Faults) -> None:
    """Describe the faults of single values; a value that could not even be read is not blamed twice."""
    from causalvq.dsl.validate import messages

    told = {diagnostic.place for diagnostic in faults.found}
    for item, path in zip(items, paths, strict=True):
        if item["type"] == "missing" or nodes.nearest_span(tree, path).place() not in told:
            messages.describe(cast("dict[str, Any]", item), path, tree, faults)


def first_of_each(items: list[ErrorDetails], faults: Faults) -> list[ErrorDetails]:
    """The first few items of each type; the others are counted, as describing tens of thousands takes seconds."""
    from causalvq.dsl.validate import messages

    met: Counter[str] = Counter()
    some: list[ErrorDetails] = []
    for item in items:
        met[item["type"]] += 1
        if met[item["type"]] <= MAX_OF_A_KIND:
            some.append(item)
        else:
            faults.untold[messages.code_of(item["type"])] += 1
    return some


def locate(tree: MappingNode, loc: tuple[Step, ...], kind: str) -> Path:
    """A location of pydantic's as a path of the tree, without the marks of union members.

    The last step may lead to nothing: that is a missing key. Of an unknown key it is always the key itself.
    """
    path: list[Step] = []
    node: Node | None = tree
    for position, step in enumerate(loc):
        last = position == len(loc) - 1
        certain = last and kind == "extra_forbidden"
        if not certain and isinstance(step, str) and (step in MARKS or is_tag(node, step, last)):
            continue
        path.append(step)
        node = nodes.child(node, step) if node is not None else None
    return tuple(path)


def is_tag(node: Node | None, step: str, last: bool) -> bool:
    """Whether a step names the chosen form of a tagged mapping rather than a key of it."""
    if node is None:
        return False
    for key in fields.TAG_KEYS:
        word = nodes.child(node, key)
        if isinstance(word, ScalarNode) and word.value == step:
            return not last or nodes.child(node, step) is None
    return False


def removable(tree: MappingNode, path: Path, stand_ins: Mapping[Path, Plain] = STAND_INS) -> Path:
    """What to take out for a fault at `path`: the value there, or what lacks it unless something can stand in."""
    if nodes.find(tree, path) is not None or path in stand_ins:
        return path
    while path and nodes.find(tree, path) is None:
        path = path[:-1]
    return path


def without(node: Node, paths: set[Path]) -> Node:
    """The tree without the nodes at `paths`; paths that lead nowhere are passed over."""
    below: dict[Step, set[Path]] = {}
    for path in paths:
        if path:
            below.setdefault(path[0], set()).add(path[1:])
    if not below:
        return node
    if isinstance(node, nodes.SequenceNode):
        items = enumerate(node.items)
        kept = tuple(without(item, below.get(i, set())) for i, item in items if () not in below.get(i, ()))
        return nodes.sequence(kept, node.span)
    if isinstance(node, MappingNode):
        entries = {
            key: entry._replace(node=without(entry.node, below.get(key, set())))
            for key, entry in node.entries.items()
            if () not in below.get(key, ())
        }
        return nodes.mapping(entries, node.span)
    return node


def filled(tree: MappingNode, lost: set[Path], stand_ins: Mapping[Path, Plain] = STAND_INS) -> Plain:
    """The plain values of a tree, with stand-ins where a required value was lost."""
    values = cast("dict[str, Plain]", nodes.plain(tree))
    for path, value in stand_ins.items():
        if path in lost:
            parent = values if len(path) == 1 else values.get(str(path[0]))
            if isinstance(parent, dict):
                parent.setdefault(str(path[-1]), value)
    return values
