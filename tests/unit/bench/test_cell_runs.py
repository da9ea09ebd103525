import json
from pathlib import Path

from causalvq.bench.cell_runs import events_of, scores_of, seconds_of
from causalvq.compiler.artifacts import workspace
from causalvq.compiler.artifacts.workspace import Current


def a_run(folder: Path, scores, *events):
    run = folder / "runs/x/1"
    run.mkdir(parents=True)
    workspace.set_current(Current("x.yaml", "x.json", "abc", "", "runs/x/1"), folder)
    if scores is not None:
        (run / "metrics.json").write_text(json.dumps(scores))
    (run / "events.jsonl").write_text("\n".join(events))


def test_scores_steps_and_seconds_of_all_sittings(tmp_path):
    a_run(tmp_path, {"preserved": 1.0}, '{"step": 20, "seconds": 3}', '{"step": 40, "seconds": 2}', '{"step": 60, "sec')

    assert scores_of(tmp_path) == ({"preserved": 1.0}, 40, 5.0)
    assert len(events_of(tmp_path)) == 2


def test_a_folder_without_a_run_or_a_run_without_scores_has_none(tmp_path):
    assert scores_of(tmp_path) is None
    assert events_of(tmp_path) == []
    a_run(tmp_path, None)
    assert scores_of(tmp_path) is None


def test_a_step_back_in_time_is_another_sitting():
    assert seconds_of([]) == 0.0
    assert seconds_of([{"seconds": 4.0}, {"seconds": 5.0}, {"step": 1}, {"seconds": 1.0}, {"seconds": 2.0}]) == 7.0
