import re
from importlib import import_module
from pathlib import Path

import pytest

from causalvq import cli, dsl
from causalvq.cli.catalogue import MODULES, all_codes
from causalvq.dsl import load
from causalvq.dsl.checks import CHECKS
from causalvq.dsl.language_diagnostics import CODES
from causalvq.errors import SpecError

BASE = {
    "apiVersion": "causalvq/v1",
    "name": "small",
    "data": "{source: critters}",
    "variables": "{count: 7}",
    "codebook": "{size: 8}",
}
EXAMPLES = [doc for doc in CODES if doc.example]


def completed(example):
    """The example with what a spec needs besides, unless it is not a mapping at all."""
    if example.startswith("-"):
        return example
    example = example.replace("data: {", "data: {source: critters, ", 1)
    given = {line.split(":")[0] for line in example.splitlines()}
    return example + "\n" + "".join(f"{key}: {value}\n" for key, value in BASE.items() if key not in given)


def found(path):
    try:
        return [diagnostic.code for diagnostic in load(path).warnings]
    except SpecError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]


@pytest.mark.parametrize("doc", EXAMPLES, ids=lambda doc: doc.code)
def test_every_example_has_the_fault_it_shows(doc, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(completed(doc.example))

    assert doc.code in found(path)


def test_no_code_has_two_meanings():
    codes = [doc.code for doc in all_codes()]

    assert len(codes) == len(set(codes))


DOCUMENTED = {doc.code for doc in all_codes()}


@pytest.mark.parametrize("module", MODULES)
def test_every_code_that_a_stage_reports_is_documented(module):
    """A new code needs an entry in `diagnostics.py` of its stage."""
    assert codes_used(Path(import_module(module).__file__).parent) <= DOCUMENTED


def test_every_code_of_the_language_is_reported_somewhere():
    used = codes_used(Path(dsl.__file__).parent) | codes_used(Path(cli.__file__).parent)

    assert {doc.code for doc in CODES} <= used


def codes_used(folder):
    """The codes that the modules of a folder report."""
    texts = (path.read_text() for path in folder.rglob("*.py") if path.name != "diagnostics.py")
    return {code for text in texts for code in re.findall(r'"(CVQ\d{3})"', text)}


def test_every_rule_names_its_code_first_in_its_docstring():
    for check in CHECKS:
        assert check.find.__doc__.startswith(f"{check.code}: "), check.find.__name__
