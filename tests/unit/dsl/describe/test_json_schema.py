import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from causalvq.dsl import load
from causalvq.dsl.describe.json_schema import json_schema
from causalvq.dsl.documents.fields import all_keys
from causalvq.errors import SpecError

ROOT = Path(__file__).parents[4]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
TEMPLATES = [Path(str(path)) for path in files("causalvq.cli.templates").iterdir() if path.name.endswith(".yaml")]
MODELINE = "# yaml-language-server: $schema=../schemas/causalvq.v1.json"


class Yaml12(yaml.SafeLoader):
    """What an editor reads: booleans and floats as YAML 1.2 has them."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.split(":")[-1] not in ("float", "bool", "timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true$|false$"), list("tf"))


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", [*EXAMPLES, *TEMPLATES], ids=lambda path: path.stem)
def test_every_example_is_valid(path, validator):
    validator.validate(yaml.load(path.read_text(), Loader=Yaml12))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_carries_the_modeline(path):
    assert path.read_text().splitlines()[0] == MODELINE


def small(**changes):
    spec = {
        "apiVersion": "causalvq/v1",
        "name": "small",
        "data": {"source": "critters"},
        "variables": {"count": 7},
        "codebook": {"size": 8},
    }
    return spec | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"codebok": {}},
        {"codebook": {"size": 1}},
        {"codebook": {}},
        {"data": {"source": "criters"}},
        {"data": {"source": {"format": "npz"}}},
        {"graph": {"prior": {"kind": "fixed", "exponent": 2}}},
        {"graph": {"required": [["a"]]}},
        {"variables": []},
        {"interventions": {"actions": "stpe"}},
    ],
)
def test_what_is_wrong_is_wrong_for_the_schema_too(changes, validator):
    assert validator.is_valid(small())
    assert not validator.is_valid(small(**changes))


def test_a_spec_that_extends_may_leave_anything_out(validator):
    assert validator.is_valid({"extends": "base.yaml", "codebook": {"dim": 4}})
    assert not validator.is_valid({"extends": "base.yaml", "codebook": {"dmi": 4}})
    assert not validator.is_valid({"codebook": {"dim": 4}})


@pytest.mark.parametrize("steps", ["2e3", "2000.0", "2.5", "1e30", "true"])
def test_a_number_is_whole_for_the_schema_where_it_is_for_the_language(steps, validator, tmp_path):
    text = f"train: {{steps: {steps}, micro_batches: {steps}}}"
    accepted = validator.is_valid(small(**yaml.load(text, Loader=Yaml12)))
    (tmp_path / "small.yaml").write_text(yaml.safe_dump(small()) + text)
    try:
        load(tmp_path / "small.yaml")
    except SpecError:
        assert not accepted
    else:
        assert accepted


def test_short_forms_are_valid(validator):
    assert validator.is_valid(small(data={"source": "critters", "pairs": "none"}))
    assert validator.is_valid(small(data={"source": "critters", "pairs": {"file": "pairs.csv"}}))


def test_every_key_is_described():
    assert [path for path, key in all_keys().items() if not key.field.description] == []
