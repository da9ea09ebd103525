import json

import pytest

from causalvq.dsl.describe.provenance import origins
from causalvq.dsl.loader import load

BASE = """\
apiVersion: causalvq/v1
name: base
data:
  source: critters
  split: paper
  pairs:
    file: pairs.csv
variables: {count: 7}
codebook: &book {size: auto}
graph:
  required:
    - [eyes, mouth]
"""
TOP = """\
extends: [base.yaml, mid.yaml]
name: run_${env:WHO}
graph: {file: $WHERE/graph.csv}
"""


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Where each value of a spec with two bases comes from, by its path."""
    monkeypatch.setenv("WHO", "me")
    monkeypatch.setenv("WHERE", "there")
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("base", BASE),
        ("mid", "codebook: {dim: 8}\nmodel: {encoder: {widths: [8,\n  16]}}\n"),
        ("top", TOP),
    ):
        (tmp_path / f"{name}.yaml").write_text(text)

    def read(*overrides):
        return {one.path: one for one in origins(load(tmp_path / "top.yaml", overrides))}

    return lambda *overrides: {path: str(one).replace(f"{tmp_path}/", "") for path, one in read(*overrides).items()}


def test_each_value_names_the_line_that_set_it(told):
    found = told()

    assert found["apiVersion"] == "base.yaml:1:13"
    assert found["name"] == "top.yaml:2:7 with ${env:WHO}"
    assert found["graph.file"] == "top.yaml:3:15 with ${env:WHERE}"
    assert found["codebook.size"] == "base.yaml:9:24"
    assert found["codebook.dim"] == "mid.yaml:1:17"
    assert found["codebook.quantizer"] == found["train.optimizer.lr"] == found["data.cyclic"] == "default"
    assert found["graph.required"] == "base.yaml:12:5"


def test_items_from_several_lines_are_told_one_by_one(told):
    found = told("graph.required+=[[top, mouth]]")

    assert found["graph.required[0]"] == "base.yaml:12:7"
    assert found["graph.required[1]"] == "--set graph.required+=[[top, mouth]]"
    assert (found["model.encoder.widths[0]"], found["model.encoder.widths[1]"]) == ("mid.yaml:2:28", "mid.yaml:3:3")


def test_short_forms_imply_values(told):
    found = told()

    assert found["data.split.train"] == "base.yaml:5:10 (implied)"
    assert found["data.pairs.from"] == "base.yaml:7:5 (implied)"
    assert found["data.pairs.columns"] == "default"


def test_an_override_may_take_from_the_environment(told):
    assert told("name=x_${env:WHO}")["name"] == "--set name=x_${env:WHO} with ${env:WHO}"


def test_every_value_of_a_spec_is_told_once(small):
    found = origins(load(small))

    assert len({one.path for one in found}) == len(found) > 70
    assert json.loads(json.dumps([one.to_json() for one in found]))[0]["kind"] == "file"
