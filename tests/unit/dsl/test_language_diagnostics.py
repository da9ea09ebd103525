import pytest

from causalvq.cli.catalogue import codes_of
from causalvq.dsl import language_diagnostics, load
from causalvq.dsl.checks import CHECKS
from causalvq.errors import SpecError

BASE = {
    "apiVersion": "causalvq/v1",
    "name": "small",
    "data": "{source: critters}",
    "variables": "{count: 7}",
    "codebook": "{size: 8}",
}
EXAMPLES = [code for code in codes_of(language_diagnostics) if code.example]


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


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_example_has_the_fault_it_shows(code, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(completed(code.example))

    assert code in found(path)


def test_every_rule_names_its_code_first_in_its_docstring():
    for check in CHECKS:
        assert check.find.__doc__.startswith(f"{check.code}: "), check.find.__name__
