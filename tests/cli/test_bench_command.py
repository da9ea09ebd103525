"""`causalvq bench`: as people type it; the tests that train are slow ones."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SUITE = """\
apiVersion: causalvq/v1
kind: suite
name: small
specs:
  - tiny.yaml
  - {name: fsq, spec: tiny.yaml, set: [codebook.quantizer=fsq]}
sets:
  - name: squares
    data: {source: {format: npz, path: tiny.npz}, split: {by: images, train: 0.6, validation: 0.1, test: 0.3}}
seeds: [0, 1]
steps: 40
processes: 2
claims:
  - name: retrieves
    says: Actions are found.
    tests: [{score: action_accuracy, spec: tiny, than: {score: chance}, at_least: 0.1}]
"""


@pytest.fixture(autouse=True)
def here(tiny, tmp_path, monkeypatch):
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    Path("suite.yaml").write_text(SUITE)


def started(*options):
    """A bench in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "causalvq", "bench", "suite.yaml", *options],
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_steps(cell):
    """Until a cell has taken some steps."""
    log = Path(f"bench/small/work/{cell}/log.txt")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if log.exists() and re.search(r"step \d+/", log.read_text()):
            return
        time.sleep(0.1)
    raise AssertionError(f"{cell} has not begun")


def steps_of(cell):
    (events,) = Path(f"bench/small/work/{cell}").glob("runs/tiny/2*/events.jsonl")
    return [event["step"] for event in map(json.loads, events.read_text().splitlines()) if "losses" in event]


def test_what_would_be_trained(command, capsys):
    assert command("bench", "suite.yaml", "--dry-run", "--only", "fsq") == 0
    captured = capsys.readouterr()

    assert re.search(r"fsq/squares/1 +new +40 ", captured.out)
    assert "2 of 2 runs are to be trained, about " in captured.out
    assert not Path("bench").exists()


def test_results_of_nothing(command, capsys):
    assert command("bench", "suite.yaml", "--results") == 1
    assert "small: nothing is trained yet" in capsys.readouterr().out
    assert command("bench", "suite.yaml", "--results", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == []
    assert found["claims"][0]["verdict"] == "not measured"
    assert not Path("bench").exists()


def test_only_what_is_there_and_what_is_valid(command, capsys):
    assert command("bench", "suite.yaml", "--only", "fsd") == 1
    assert "did you mean fsq?" in capsys.readouterr().err
    assert command("bench", "tiny.yaml") == 1
    assert "CVQ540" in capsys.readouterr().err
    assert command("bench", "suite.yaml", "--set", "sedes=[1]") == 1
    assert "did you mean seeds?" in capsys.readouterr().err


def test_the_schema_of_suites(command, capsys):
    assert command("schema", "--suite") == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A causalvq/v1 suite"
    assert command("validate", "suite.yaml") == 0
    assert command("explain", "suite.minutes") == 0


@pytest.mark.slow
def test_two_specs_one_set_two_seeds(command, capsys):
    bench = started()
    out, err = bench.communicate(timeout=300)

    assert bench.returncode == 0, err
    assert re.search(r"squares +fsq +2 of 2 ", out)
    assert "retrieves: holds" in out
    assert command("bench", "suite.yaml", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["seeds"] for row in found["rows"]] == [[0, 1], [0, 1]]
    cell = json.loads(Path("bench/small/cells/tiny@squares@0.json").read_text())
    assert cell["threads"] == 1
    assert cell["scores"]["supervision"] == "all actions known"


@pytest.mark.slow
def test_a_bench_that_is_killed_goes_on_where_its_training_stopped():
    options = ("--set", "steps=400", "--only", "tiny/squares/0", "--set", "claims=[]")
    bench = started(*options)
    wait_for_steps("tiny@squares@0")
    bench.kill()
    bench.communicate()
    again = started(*options)
    out, err = again.communicate(timeout=300)

    assert again.returncode == 0, err
    assert "tiny/squares/0: goes on" in out
    steps = steps_of("tiny@squares@0")
    assert max(steps) == 400
    assert steps == sorted(steps), "no step was taken again"


@pytest.mark.slow
def test_ctrl_c_pauses_what_is_trained():
    bench = started("--set", "steps=3000", "--only", "*/*/0")
    wait_for_steps("tiny@squares@0")
    bench.send_signal(signal.SIGINT)
    out, err = bench.communicate(timeout=120)

    assert bench.returncode == 130
    assert "the same command goes on" in err
    assert "retrieves" not in out
    log = Path("bench/small/work/tiny@squares@0/log.txt").read_text()
    assert "interrupted after step" in log
