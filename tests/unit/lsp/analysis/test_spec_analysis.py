from pathlib import Path

import pytest
from knowing import SMALL, known_of

from causalvq.dsl.loader import load
from causalvq.dsl.suite_diagnostics import SUITE_OR_SPEC
from causalvq.dsl.suite_loader import load_suite
from causalvq.errors import SpecError

ROOT = Path(__file__).parents[4]
SPECS = [path for folder in ("examples", "tests/golden/invalid") for path in sorted((ROOT / folder).rglob("*.yaml"))]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_tells_what_validate_tells(path):
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        pytest.skip("no editor opens it as text")
    read = known_of(text, path.parent, path.stem).read
    found = told(path)

    assert not read.is_spec or [str(one) for one in read.diagnostics] == found
    assert read.is_spec or path.parent.name == "invalid"


def told(path):
    """What `causalvq validate` tells of a file."""
    try:
        return [str(one) for one in load(path).warnings]
    except SpecError as error:
        if error.diagnostics[0].code != SUITE_OR_SPEC:
            return [str(one) for one in error.diagnostics]
    try:
        load_suite(path)
    except SpecError as error:
        return [str(one) for one in error.diagnostics]
    return []


def test_half_typed_text_has_a_spec_to_look_things_up():
    read = known_of(SMALL + "graph: {req").read

    assert read.spec is not None
    assert read.spec.codebook.size == 8
    assert [found.code for found in read.diagnostics] == ["CVQ110"]
    assert read.document is None


def test_a_text_without_errors_is_for_the_compiler():
    read = known_of(SMALL).read

    assert read.document is not None
    assert read.document.files == (read.open.path,)


@pytest.mark.parametrize("name", ["suite_rules", "suite_keys", "suite_empty"])
def test_suites_are_told_as_such(name, tmp_path):
    invalid = Path(__file__).parents[3] / "golden" / "invalid"
    text = (invalid / f"{name}.yaml").read_text()
    (tmp_path / "open.yaml").write_text(text)
    with pytest.raises(SpecError) as error:
        load_suite(tmp_path.resolve() / "open.yaml")

    read = known_of(text, tmp_path).read
    assert read.diagnostics == error.value.diagnostics
    assert read.document is None
    assert known_of(f"{text}a: [", tmp_path).read.diagnostics[-1].code == "CVQ110"


def test_a_text_that_is_too_long_is_told_and_offered_nothing():
    read = known_of(SMALL + "# long\n" * 200_000).read

    assert [found.code for found in read.diagnostics] == ["CVQ113"]
    assert not read.may_be_spec
