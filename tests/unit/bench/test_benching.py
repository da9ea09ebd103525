import json
from pathlib import Path

import pytest

from causalvq.bench.bench_forecast import forecast
from causalvq.bench.benching import Bench, only_bench, run_bench, too_many_threads
from causalvq.bench.cells import cells_of, chosen
from causalvq.bench.machine_facts import cores
from causalvq.errors import BenchError

OUT = Path("bench/small")
ONE_SEED = ("seeds=[0]",)


@pytest.fixture
def bench(suite):
    def made(*arguments, only=(), **options):
        document = suite(*arguments, **options)
        cells = cells_of(document, OUT)
        lines = []
        return Bench(document, OUT, cells, chosen(cells, only), lines.append, lines.append), lines

    return made


def run(bench, **options):
    with only_bench(bench.out):
        return run_bench(bench, lambda: 0, **options)


def result(name):
    return json.loads((OUT / "cells" / f"{name}.json").read_text())


def test_cells_are_trained_once(bench, fake_child):
    made, _ = bench("steps: 40\n")

    assert run(made)
    assert [child.folder.name for child in fake_child.started] == [cell.file for cell in made.cells]
    assert [one.scores["action_accuracy"] for one in made.counted()] == [0.5, 0.5, 0.6, 0.6]
    assert result("fsq@squares@1")["steps"] == 40
    assert result("fsq@squares@1")["seconds"] == 0.4
    assert "| squares | tiny | 2 of 2 | **0.550 ± 0.071** |" in (OUT / "table.md").read_text()

    again, lines = bench("steps: 40\n")
    assert run(again)
    assert len(fake_child.started) == 4
    assert lines == []
    assert again.counted() == made.counted()


def test_a_changed_spec_is_trained_anew_and_its_old_scores_do_not_count(bench, fake_child):
    made, _ = bench("steps: 40\n")
    run(made)
    Path("tiny.yaml").write_text(Path("tiny.yaml").read_text().replace("size: 6", "size: 5"))
    changed, _ = bench("steps: 40\n", only=["fsq"])

    changed.look()
    assert changed.counted() == ()
    assert run(changed)
    assert [child.folder.name for child in fake_child.started[4:]] == ["fsq@squares@0", "fsq@squares@1"]


def test_a_cell_that_fails_is_noted_and_tried_again_only_when_asked_to(bench, fake_child):
    fake_child.failing = ("tiny@squares@0",)
    made, lines = bench("steps: 40\n")

    assert run(made)
    assert result("tiny@squares@0")["state"] == "failed"
    assert result("tiny@squares@0")["diagnostic"] == "CVQ400 it broke"
    assert "tiny/squares/0: failed: CVQ400 it broke" in lines
    assert "| 1 of 2, 1 failed |" in (OUT / "table.md").read_text()
    fake_child.failing = ()
    assert run(bench("steps: 40\n")[0])
    assert len(fake_child.started) == 4
    assert run(bench("steps: 40\n")[0], retry=True)
    assert [child.folder.name for child in fake_child.started[4:]] == ["tiny@squares@0"]
    assert result("tiny@squares@0")["state"] == "done"


def test_a_set_that_is_not_there_fails_and_the_others_are_trained(bench, fake_child):
    away = "sets+=[{name: away, data: {source: {format: npz, path: away.npz}}}]"
    made, _ = bench("steps: 40\n", overrides=[away, "seeds=[0]"])

    assert run(made)
    assert len(fake_child.started) == 2
    assert result("tiny@away@0")["state"] == "failed"
    assert "CVQ301" in result("tiny@away@0")["diagnostic"]


@pytest.mark.usefixtures("fake_child")
def test_scores_that_were_committed_stay_where_the_data_are_not(bench):
    run(bench("steps: 40\n", overrides=ONE_SEED)[0])
    Path("tiny.npz").unlink()
    made, _ = bench("steps: 40\n", overrides=ONE_SEED)

    assert run(made)
    assert len(made.counted()) == 2
    assert {one.state for one in made.look()} == {"unchecked"}


def test_a_cell_that_somebody_paused_is_neither_done_nor_failed(bench, fake_child):
    fake_child.paused = ("tiny@squares@0",)
    run(bench("steps: 40\n", overrides=ONE_SEED)[0])

    assert not (OUT / "cells/tiny@squares@0.json").exists()


def test_minutes_come_to_the_steps_that_a_trial_measured(bench, fake_child):
    one = ("specs=[tiny.yaml]",)
    made, lines = bench("minutes: 0.1\n", overrides=one)

    assert run(made)
    assert [child.folder.name for child in fake_child.started] == [
        "tiny@squares@trial",
        "tiny@squares@0",
        "tiny@squares@1",
    ]
    assert result("tiny@squares@1")["steps"] == 600
    assert "tiny@squares: 10.0 ms a step, 600 steps" in lines
    assert run(bench("minutes: 0.1\n", overrides=one)[0])
    assert len(fake_child.started) == 3
    assert run(bench("minutes: 0.2\n", only=["*/*/0"], overrides=one)[0])
    assert [child.folder.name for child in fake_child.started[3:]] == ["tiny@squares@0"]


def test_a_trial_that_fails_fails_its_cells(bench, fake_child):
    fake_child.failing = ("tiny@squares@trial",)

    assert run(bench("minutes: 0.1\n", overrides=ONE_SEED)[0])
    assert result("tiny@squares@0")["diagnostic"] == "its trial failed: CVQ400 it broke"
    assert result("fsq@squares@0")["state"] == "done"


@pytest.mark.usefixtures("fake_child")
def test_scores_alone_are_kept_where_that_is_said(bench):
    made, _ = bench("steps: 40\nkeep: scores\n", only=["tiny/squares/0"])
    run(made)
    assert not (OUT / "work/tiny@squares@0").exists()
    made, _ = bench("steps: 40\nkeep: scores\n", only=["fsq/squares/0"])
    made.keep_runs = True
    run(made)

    assert (OUT / "work/fsq@squares@0/runs").is_dir()


@pytest.mark.usefixtures("fake_child")
def test_what_is_left_and_what_it_takes(bench):
    fresh, _ = bench("steps: 40\n")
    found = forecast(fresh)
    assert [(one.state, one.steps) for one in found.runs] == [("new", 40)] * 4
    assert found.seconds > 0
    run(bench("steps: 40\n", only=["*/*/0"])[0])

    found = forecast(fresh)
    assert [one.state for one in found.runs] == ["done", "done", "new", "new"]
    assert found.seconds == pytest.approx(0.8)
    untried = forecast(bench("minutes: 2\n")[0]).runs
    assert [(one.state, one.steps, one.seconds) for one in untried] == [("untried", None, 120.0)] * 4


def test_too_many_threads_are_told(suite):
    assert too_many_threads(suite("threads: 1\n")) is None
    told = too_many_threads(suite(f"processes: {cores() + 1}\n"))

    assert (str(told.code), told.severity) == ("CVQ547", "warning")
    assert str(told.place) == "suite.yaml:11:12"


@pytest.mark.usefixtures("suite")
def test_one_bench_at_a_time():
    with only_bench(OUT), pytest.raises(BenchError, match="CVQ549"), only_bench(OUT):
        pass
    assert (OUT / ".gitignore").read_text() == "work/\nlock\n"


@pytest.mark.usefixtures("suite")
def test_a_folder_that_cannot_be_written_is_told():
    Path("bench").write_text("")

    with pytest.raises(BenchError, match="CVQ552"), only_bench(OUT):
        pass
