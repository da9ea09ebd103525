import json

import pytest

from causalvq.errors import CompileError, RunError
from causalvq.runtime.runs.run import create_run, open_run
from causalvq.runtime.runs.run_folders import point_latest


@pytest.fixture
def run(plan, tmp_path):
    return create_run(plan(), "a spec", tmp_path, tmp_path / "runs")


def test_a_run_is_what_was_created(run, plan, tmp_path):
    again = open_run(run.path)

    assert again.plan == plan()
    assert again.base == tmp_path
    assert (run.path / "spec.yaml").read_text() == "a spec"
    assert run.path.parent == tmp_path / "runs" / "tiny"
    assert not run.finished


def test_two_runs_of_one_second_differ_and_the_last_is_the_latest(run, plan, tmp_path):
    other = create_run(plan(), "", tmp_path, tmp_path / "runs")

    assert other.path != run.path
    assert open_run(tmp_path / "runs" / "tiny" / "latest").path == other.path.resolve()
    point_latest(run.path)
    assert open_run(tmp_path / "runs" / "tiny" / "latest").path == run.path.resolve()
    assert sorted(path.name for path in run.path.parent.iterdir()) == sorted([run.path.name, other.path.name, "latest"])


def test_events_are_lines_of_json(run):
    run.log({"step": 1, "losses": {"swap": 0.5}})
    run.log({"step": 2})

    lines = (run.path / "events.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"step": 1, "losses": {"swap": 0.5}}, {"step": 2}]


def test_no_run(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    for path in (tmp_path, tmp_path / "absent", file):
        with pytest.raises(RunError, match="CVQ401"):
            open_run(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"base": 3}', "\xff"])
def test_a_damaged_record(run, text):
    (run.path / "run.json").write_bytes(text.encode("latin-1"))

    with pytest.raises(RunError, match=r"run.json: CVQ402"):
        open_run(run.path)


def test_a_record_that_cannot_be_read(run):
    (run.path / "run.json").unlink()
    (run.path / "run.json").mkdir()

    with pytest.raises(RunError, match=r"run.json: CVQ402"):
        open_run(run.path)


def test_a_damaged_plan(run):
    text = (run.path / "plan.json").read_text()
    (run.path / "plan.json").write_text(text.replace('"seed": 0', '"seed": 1').replace('"seed":0', '"seed":1'))

    with pytest.raises(CompileError, match=r"plan.json: CVQ2"):
        open_run(run.path)
