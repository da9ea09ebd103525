from pathlib import Path

import pytest

from causalvq.dsl.loader import load
from causalvq.dsl.suite_loader import load_suite
from causalvq.errors import SpecError

SUITE = """\
apiVersion: causalvq/v1
kind: suite
name: small
specs: [a.yaml, {name: b, spec: a.yaml, set: [codebook.size=4]}]
sets: [{name: critters, data: {source: critters}}]
seeds: [0, 1]
"""


def written(tmp_path, text=SUITE):
    path = tmp_path / "suite.yaml"
    path.write_text(text)
    return path


def faults(tmp_path, text, *overrides):
    with pytest.raises(SpecError) as error:
        load_suite(written(tmp_path, text), overrides)
    return [(str(one.code), one.place.line, one.place.column) for one in error.value.diagnostics]


def test_a_path_alone_is_a_spec(tmp_path):
    suite = load_suite(written(tmp_path)).suite

    assert [one.spec for one in suite.specs] == ["a.yaml", "a.yaml"]
    assert suite.sets[0].data.source == "critters"
    assert suite.seeds == (0, 1)


def test_values_are_set_from_the_command_line(tmp_path):
    suite = load_suite(written(tmp_path), ["seeds=[7]", "steps=9", "specs[1].set+=codebook.dim=3"]).suite

    assert suite.seeds == (7,)
    assert suite.steps == 9
    assert suite.specs[1].set == ("codebook.size=4", "codebook.dim=3")


def test_all_faults_are_told_together_with_their_places(tmp_path):
    text = SUITE.replace("source: critters", "sorce: critters").replace("[0, 1]", "[0, -1]") + "threds: 2\nsteps: 0\n"

    assert faults(tmp_path, text) == [
        ("CVQ102", 5, 25), ("CVQ101", 5, 32), ("CVQ104", 6, 12), ("CVQ101", 7, 1), ("CVQ104", 8, 8),
    ]  # fmt: skip


def test_a_key_is_suggested_from_the_keys_of_suites(tmp_path):
    with pytest.raises(SpecError) as error:
        load_suite(written(tmp_path, SUITE + "proceses: 2\nat_least: 3\n"))

    assert [one.hint for one in error.value.diagnostics] == [
        "did you mean processes?",
        "did you mean claims[].tests[].at_least?",
    ]
    assert "extends" not in error.value.diagnostics[0].expected


def test_a_spec_is_no_suite_and_a_suite_no_spec(tmp_path):
    assert faults(tmp_path, SUITE.replace("kind: suite\n", "")) == [("CVQ540", 1, 1)]
    with pytest.raises(SpecError, match=r"CVQ540 .*causalvq bench"):
        load(written(tmp_path))


def test_a_place_is_that_of_the_value_or_of_the_nearest_key(tmp_path):
    document = load_suite(written(tmp_path))

    assert str(document.place("specs[1].set[0]")).endswith("suite.yaml:4:47")
    assert document.place("processes").line == 1


EXAMPLES = sorted((Path(__file__).parents[3] / "examples/suites").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_valid_and_names_specs_that_are_there(path):
    suite = load_suite(path).suite

    assert [one.spec for one in suite.specs if not (path.parent / one.spec).is_file()] == []
    assert path.read_text().startswith("# yaml-language-server: $schema=../../schemas/causalvq.suite.v1.json\n")
