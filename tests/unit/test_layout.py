"""The house: what a module does is found by its path, and so is its test (see docs/architecture.md)."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = Path(__file__).parent

MOST_IN_A_FOLDER = 16
"""Modules that a folder may have, beside its own `__init__`; with more of them it is two rooms."""

MOST_NAMES_TWICE = 8
"""Names of modules that may stand in several folders."""

LEAST_MIRRORED = 0.8
"""Share of the modules that have a test file of their own."""

MODULES = sorted(
    path.relative_to(ROOT / "causalvq")
    for path in (ROOT / "causalvq").rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)
FOLDERS = Counter(module.parent for module in MODULES)


def mirror(module: Path) -> Path:
    """Where the test of a module lies: causalvq/a/b.py is tested by tests/unit/a/test_b.py."""
    return TESTS / module.parent / f"test_{module.name}"


def test_most_modules_have_a_test_at_their_own_path():
    bare = [str(module) for module in MODULES if not mirror(module).is_file()]

    assert len(bare) <= (1 - LEAST_MIRRORED) * len(MODULES), f"without a test of their own: {', '.join(bare)}"


@pytest.mark.parametrize("folder", sorted(FOLDERS), ids=str)
def test_a_folder_is_read_at_a_glance(folder):
    assert FOLDERS[folder] <= MOST_IN_A_FOLDER
    assert (ROOT / "causalvq" / folder / "__init__.py").read_text().startswith('"""'), "what lives there, in a line"


def test_few_names_stand_in_several_folders():
    several = {name: count for name, count in Counter(module.name for module in MODULES).items() if count > 1}

    assert len(several) <= MOST_NAMES_TWICE, several


APART = {
    "data/builtin/test_critters.py",  # images that ship
    "runtime/grid/test_textbook.py",  # the layer against its textbook form in benchmarks/
    "runtime/queries/test_any_channels.py",  # images of any channels from training to queries
    "runtime/runs/test_old_run.py",  # runs that earlier versions wrote
    "test_imports.py",
    "test_layout.py",
}
"""Tests of what no single module does."""


def test_a_test_file_stands_where_its_module_or_package_is():
    tests = [test.relative_to(TESTS) for test in TESTS.rglob("test_*.py") if TESTS / "benchmarks" not in test.parents]

    assert {str(test) for test in tests if not has_source(test)} - APART == set()


WAY = (
    "README.md",
    "examples/01_critters.yaml",
    "causalvq/compiler/pipeline.py",
    "causalvq/runtime/training/loop.py",
    "causalvq/runtime/objectives/slots_objective.py",
)
"""Of a newcomer: five files that can be read alone."""


@pytest.mark.parametrize(("file", "following"), list(pairwise(WAY)))
def test_each_file_of_the_newcomers_way_names_the_next(file, following):
    assert following in (ROOT / file).read_text()


def has_source(test: Path) -> bool:
    source = ROOT / "causalvq" / test.parent / test.name.removeprefix("test_")
    return source.is_file() or source.with_suffix("").is_dir()
