"""Who imports whom when modules load: in one direction, and never through more than a handful of others.

What a module imports is read from its text: what stands at its top level, less what is for type checkers alone. To
import a.b.c is to run a and a.b first, so these count too, but for the packages that a module lies in itself.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import causalvq
from causalvq import compiler, data, dsl, init

LONGEST = 24
"""Modules in a row, each of which imports the next."""

FACES = ("causalvq.compiler", "causalvq.data", "causalvq.dsl", "causalvq.init")
"""Stages that offer names of their modules to people and tests (`causalvq.offered`)."""

ROOT = Path(causalvq.__file__).parent


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}


def run_on_import(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when their module is imported, those in the branches of others included."""
    for statement in statements:
        if isinstance(statement, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(statement.test):
                yield from run_on_import(statement.body)
            yield from run_on_import(statement.orelse)
        elif isinstance(statement, ast.Try):
            yield from run_on_import(statement.body)
            for handler in statement.handlers:
                yield from run_on_import(handler.body)
        else:
            yield statement


def packages_of(module: str) -> set[str]:
    """A module and the packages that it lies in."""
    parts = module.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}


def imports_of(module: str) -> set[str]:
    """The modules that are run because a module is."""
    named: set[str] = set()
    for statement in run_on_import(TREES[module].body):
        if isinstance(statement, ast.Import):
            named |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            named |= {f"{statement.module}.{alias.name}" for alias in statement.names}
    run = {package for name in named for package in packages_of(name)}
    return (run & set(TREES)) - packages_of(module)


IMPORTS = {module: imports_of(module) for module in TREES}


def test_no_module_needs_itself():
    TopologicalSorter(IMPORTS).prepare()  # raises CycleError, which names the modules of a circle


def test_chains_of_imports_are_short():
    chains: dict[str, tuple[str, ...]] = {}
    for module in TopologicalSorter(IMPORTS).static_order():
        chains[module] = (module, *max((chains[other] for other in sorted(IMPORTS[module])), key=len, default=()))
    longest = max(chains.values(), key=len)

    assert len(longest) <= LONGEST, " -> ".join(longest)


def test_relative_imports_are_not_used():
    relative = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert relative == set()


@pytest.mark.parametrize("face", FACES)
def test_the_package_imports_from_where_a_thing_is_defined(face):
    through = {
        (module, alias.name)
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == face
        for alias in node.names
        if f"{face}.{alias.name}" not in TREES
    }
    assert through == set()


@pytest.mark.parametrize("stage", [compiler, data, dsl, init], ids=lambda stage: stage.__name__)
def test_a_face_imports_nothing_of_its_stage(stage):
    assert IMPORTS[stage.__name__] == {"causalvq", "causalvq.offered"} - packages_of(stage.__name__)
