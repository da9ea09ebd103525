import json

import pytest

from causalvq.cli.completion.names_here import KINDS, names_of

PLAN = {
    "data": {"factors": [{"name": "hair", "values": ["red", "grey"]}, {"name": "hat", "values": ["none"]}]},
    "variables": [{"name": "hair_1"}],
    "actions": [{"name": "hair+1"}],
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with a spec, a run of a plan, and another plan compiled."""
    monkeypatch.chdir(tmp_path)
    for run in ("runs/small/1", "runs/small/2", "runs/other/1"):
        (tmp_path / run).mkdir(parents=True)
        (tmp_path / run / "run.json").write_text("{}")
    (tmp_path / "runs/small/2/plan.json").write_text(json.dumps(PLAN))
    (tmp_path / "runs/small/2/spec.yaml").write_text("")
    for spec in ("small.yaml", "specs/big.yml", ".hidden/no.yaml"):
        (tmp_path / spec).parent.mkdir(exist_ok=True)
        (tmp_path / spec).write_text("")
    (tmp_path / ".causalvq").mkdir()
    (tmp_path / ".causalvq/current.json").write_text(json.dumps({"run": "runs/small/2", "plan": "absent.json"}))
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "asked", "names"),
    [
        ("runs", {}, ["runs/other/1", "runs/small/2", "runs/small/1"]),
        ("specs", {}, ["small.yaml", "specs/big.yml"]),
        ("factors", {}, ["hair", "hat"]),
        ("factors", {"--run": "runs/small/2"}, ["hair", "hat"]),
        ("factors", {"--run": "runs/other/1"}, []),
        ("variables", {}, ["hair_1"]),
        ("actions", {}, ["hair+1"]),
        ("values", {"--factor": "hair"}, ["red", "grey"]),
        ("values", {}, []),
        ("changes", {}, ["hair=red", "hair=grey", "hat=none"]),
        ("no such kind", {}, []),
    ],
)
@pytest.mark.usefixtures("home")
def test_names_of_what_is_here(kind, asked, names):
    assert names_of(kind, asked) == names


@pytest.mark.usefixtures("home")
def test_specs_come_before_runs_where_either_may_stand():
    assert names_of("sides", {})[:3] == ["small.yaml", "specs/big.yml", "runs/other/1"]


def test_a_model_by_itself_has_its_plan_in_its_configuration(home):
    (home / "model").mkdir()
    (home / "model/config.json").write_text(json.dumps({"plan": PLAN}))

    assert names_of("factors", {"--run": "model"}) == ["hair", "hat"]


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"run": 7}', '{"run": null}', '{"run": "\\u0000"}', '{"run": "runs/other/1"}']
)
@pytest.mark.parametrize("kind", ["factors", "variables", "actions", "values", "changes"])
def test_damaged_files_have_no_names(home, text, kind):
    (home / ".causalvq/current.json").write_text(text)

    assert names_of(kind, {}) == []


def test_an_empty_folder_has_no_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert [names_of(kind, {}) for kind in KINDS] == [[]] * len(KINDS)
