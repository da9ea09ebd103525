import dataclasses
import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from rich.console import Console

from causalvq import atomic_files
from causalvq.cli.commands import train as train_module
from causalvq.cli.commands.train import held_out, show_bar, show_lines, told_edges
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.queries.learned_edges import Edge
from causalvq.runtime.training.progress import Progress
from causalvq.runtime.training.validation import Validated

SPRITES_FILE = Path(__file__).parents[3] / "shared" / "data" / "sprites_lpc" / "sprites_lpc.npz"


@pytest.fixture(autouse=True)
def here(tiny, tmp_path, monkeypatch):
    """A folder with the tiny spec, to work in."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    return tmp_path


def latest():
    return Path("runs/tiny/latest").resolve()


def steps():
    return sorted(int(path.name.removeprefix("step_")) for path in latest().glob("checkpoints/step_*"))


def report(step, **changes):
    """A report of half a second a step."""
    made = Progress(
        step=step, steps=40, skipped=0, phase="joint", seconds=0.5 * step, images_per_second=100.0,
        seconds_left=0.5 * (40 - step), losses={"pull": 0.5}, validated=None,
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def weights(run):
    return (run / "model" / "model.safetensors").read_bytes()


def test_codes_that_had_room_end_with_one_state_a_value(command, capsys):
    assert command("compile", "tiny.yaml", "--set", "codebook.size=auto") == 0
    assert command("train") == 0

    told = "states: place 4 of 16 for 4 values, shade 3 of 12 for 3 values, ground 3 of 12 for 3 values\n"
    assert told in capsys.readouterr().out
    assert json.loads((latest() / "metrics.json").read_text())["code_action_accuracy"] > 0.95


def test_compile_train_intervene_evaluate(here, command, capsys):
    assert command("compile", "tiny.yaml") == 0
    capsys.readouterr()

    assert command("train") == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("run runs/tiny/")
    assert "step 120/120" in captured.out
    assert "action accuracy" in captured.out
    assert re.search(r"\nstates: place \d of 6 for 4 values, shade \d of 6 for 3 values, ground", captured.out)
    assert f"model written to runs/tiny/{latest().name}/model\n" in captured.out
    assert re.search(rf"\nreport written to runs/tiny/{latest().name}/report\.html in [\d.]+ s\n\Z", captured.out)
    assert captured.err == ""
    assert {path.name for path in latest().iterdir()} == {
        "spec.yaml", "plan.json", "run.json", "tuning.json", "lock",
        "events.jsonl", "checkpoints", "model", "metrics.json", "report.html",
    }  # fmt: skip
    assert (latest() / "spec.yaml").read_text() == (here / "tiny.yaml").read_text()

    assert command("intervene", "--factor", "2") == 0
    assert "factor 2 is ground" in capsys.readouterr().out
    assert command("evaluate", "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == json.loads((latest() / "metrics.json").read_text())
    assert captured.err == ""


def test_a_score_that_fails_costs_nothing_else(command, capsys, monkeypatch):
    def fail(*_):
        raise MemoryError

    assert command("compile", "tiny.yaml", "--set", "train.steps=5") == 0
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr("causalvq.runtime.evaluation.run_metrics.infomec", fail)
        assert command("train") == 0
    captured = capsys.readouterr()

    assert "CVQ451 warning: infomec could not be measured" in captured.err
    assert "got: MemoryError: no reason was given" in captured.err
    assert "model written to" in captured.out
    metrics = json.loads((latest() / "metrics.json").read_text())
    failed = [note for note in metrics["notes"] if not note.startswith("CVQ454")]  # five steps teach little
    assert (metrics["infomec_modularity"], len(failed)) == (None, 1)
    assert command("intervene", "--factor", "2") == 0
    capsys.readouterr()
    assert command("evaluate", "--json") == 0
    assert json.loads(capsys.readouterr().out)["infomec_modularity"] is not None


def test_the_same_twice_is_two_runs_of_one_model(command):
    for again in ((), ("--new",)):
        assert command("compile", "tiny.yaml", "--set", "train.steps=20") == 0
        assert command("train", *again) == 0

    first, second = (path for path in Path("runs/tiny").iterdir() if not path.is_symlink())
    assert weights(first) == weights(second)
    assert (first / "metrics.json").read_bytes() == (second / "metrics.json").read_bytes()
    assert json.loads(Path(".causalvq/current.json").read_text())["run"] == f"runs/tiny/{latest().name}"


def test_a_pause_goes_on_where_it_stopped(command, capsys, trained_home):
    assert command("compile", "tiny.yaml") == 0
    assert command("train", "--max-time", "0") == 0
    run, out = latest(), capsys.readouterr().out
    assert "paused after step 1 of 120" in out
    assert "accuracy" not in out
    assert not (run / "model").exists()

    assert command("evaluate") == 1
    assert "CVQ409" in capsys.readouterr().err
    assert command("train") == 0
    assert capsys.readouterr().out.startswith("continuing runs/tiny/")
    assert latest() == run
    assert weights(run) == weights((trained_home / "runs/tiny/latest").resolve())


def test_steps_are_counted_from_where_a_process_begins(command, capsys):
    assert command("compile", "tiny.yaml") == 0
    for end in (7, 14):
        assert command("train", "--max-steps", "7") == 0
        assert f"paused after step {end} of 120" in capsys.readouterr().out
    assert steps() == [7, 14]


@pytest.fixture
def soon(monkeypatch):
    """`train.steps: auto` is between 40 and 80 steps: 8 of warm-up, 20 to anneal."""
    for name, value in {"FLOOR": 40, "LEAST": 80, "MOST": 80}.items():
        monkeypatch.setattr(f"causalvq.compiler.placement.plateau.{name}", value)


SLOW = ("--set", "train.optimizer={lr: 1.0e-9}", "--set", "train.validate_every=4")
"""Only codebooks move, so that soon nothing becomes better."""


@pytest.mark.slow
@pytest.mark.usefixtures("soon")
def test_steps_auto_is_about_and_at_most(command, capsys):
    assert command("compile", "tiny.yaml", "--set", "train.steps=auto", *SLOW) == 0
    assert re.search(
        r"time: about .* a step .*, about .* for 40 steps and at most .* for 80 steps", capsys.readouterr().out
    )

    assert command("train", "--max-steps", "15") == 0
    paused = capsys.readouterr().out
    assert re.search(r"joint    step 15/80 .* at most \d+:\d\d left", paused)
    assert "paused after step 15 of at most 80;" in paused
    assert command("train", "--max-time", "0") == 0
    assert "paused after step 16 of at most 80;" in capsys.readouterr().out
    assert command("train") == 0
    trained = re.search(
        r"\ntrained (\d+) of at most 80 steps, until held-out scores stood still; ", capsys.readouterr().out
    )
    assert 40 <= int(trained[1]) < 80
    paused_run = latest()

    assert command("train", "--new") == 0
    assert latest() != paused_run
    assert weights(latest()) == weights(paused_run)


@pytest.mark.usefixtures("soon")
def test_steps_auto_trains_to_its_ceiling_while_something_becomes_better(command, capsys):
    assert command("compile", "tiny.yaml", "--set", "train.steps=auto", "--set", "train.validate_every=30") == 0
    assert command("train") == 0

    out = capsys.readouterr().out
    assert "\ntrained 80 of at most 80 steps; " in out
    assert re.search(r"anneal   step 80/80 .*images/s  0:00 left", out)


def test_a_second_process_is_refused_until_the_first_one_ends(command, capsys):
    assert command("compile", "tiny.yaml") == 0
    process = started("train")
    for line in process.stdout:
        if "step 20/120" in line:
            break
    process.send_signal(signal.SIGSTOP)
    try:
        assert command("train") == 1
        assert f"CVQ420 the run is being trained by another process (pid {process.pid})" in capsys.readouterr().err
        assert command("train", "--new", "--max-steps", "1") == 0
    finally:
        process.kill()
        process.communicate()
    assert command("train") == 0


def test_new_starts_afresh(command):
    assert command("compile", "tiny.yaml") == 0
    assert command("train", "--max-time", "0") == 0
    first = latest()
    assert command("train", "--new", "--max-time", "0") == 0

    assert latest() != first


def test_another_plan_does_not_continue_the_run_of_the_last(command):
    assert command("compile", "tiny.yaml") == 0
    assert command("train", "--max-time", "0") == 0
    first = latest()
    assert command("compile", "tiny.yaml", "--set", "seed=1") == 0
    assert command("train", "--max-time", "0") == 0

    assert latest() != first


def started(*arguments):
    """`causalvq train` as a process of its own."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "causalvq", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_an_interruption_exits_130_and_can_go_on(command, trained_home):
    assert command("compile", "tiny.yaml") == 0
    process = started("train")
    for line in process.stdout:
        if "step 20/120" in line:
            process.send_signal(signal.SIGINT)
            break
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err == ""
    (stopped,) = [line for line in out.splitlines() if line.startswith("interrupted after step ")]
    assert str(steps()[-1]) in stopped.split()[3]
    assert command("train") == 0
    assert weights(latest()) == weights((trained_home / "runs/tiny/latest").resolve())


def test_a_kill_loses_no_more_than_the_last_checkpoint(command, trained_home):
    assert command("compile", "tiny.yaml") == 0
    process = started("train")
    until = time.monotonic() + 120
    while not list(Path("runs").glob("tiny/*/checkpoints/step_*/state.json")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until
        time.sleep(0.005)
    process.kill()
    process.communicate()

    assert process.returncode == -signal.SIGKILL
    assert command("train") == 0
    assert weights(latest()) == weights((trained_home / "runs/tiny/latest").resolve())


def test_an_interruption_while_scoring_is_one_too(command, capsys, monkeypatch):
    from causalvq.runtime.training import session

    def interrupted(*_arguments):
        raise KeyboardInterrupt

    assert command("compile", "tiny.yaml", "--set", "train.steps=5") == 0
    with monkeypatch.context() as patch:
        patch.setattr(session, "measure_model", interrupted)
        assert command("train") == 130
    assert command("train") == 0
    assert "continuing" in capsys.readouterr().out


def test_a_second_interruption_stops_at_once(command, monkeypatch):
    def twice(*_arguments):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the second signal went by")

    before = signal.getsignal(signal.SIGINT)  # ignored, where tests are started in the background
    assert command("compile", "tiny.yaml") == 0
    with monkeypatch.context() as patch:
        patch.setattr(SlotsObjective, "terms", twice)
        assert command("train") == 130
    assert signal.getsignal(signal.SIGINT) is before


def test_a_loss_that_is_not_finite_is_the_inputs_fault(command, capsys, monkeypatch):
    def broken(*arguments):
        terms = original(*arguments)
        return {**terms, "pull": terms["pull"] * float("inf")}

    original = SlotsObjective.terms
    monkeypatch.setattr(SlotsObjective, "terms", broken)
    assert command("compile", "tiny.yaml") == 0

    assert command("train") == 1
    assert "CVQ406 a loss is not finite at step 20: " in capsys.readouterr().err


def test_nothing_was_compiled(command, capsys):
    assert command("train") == 1
    captured = capsys.readouterr()
    assert "CVQ410 nothing has been compiled in this folder" in captured.err
    assert captured.out == ""


@pytest.mark.parametrize(
    "damage", [lambda text: text[:500], lambda _text: "", lambda text: text.replace("tiny", "tony")]
)
def test_a_damaged_plan(command, capsys, damage):
    assert command("compile", "tiny.yaml") == 0
    plan = Path(".causalvq/plans/tiny.json")
    plan.write_text(damage(plan.read_text()))

    assert command("train") == 1
    assert "tiny.json: CVQ2" in capsys.readouterr().err
    assert not Path("runs").exists()


def test_a_damaged_checkpoint(command, capsys):
    assert command("compile", "tiny.yaml") == 0
    assert command("train", "--max-time", "0") == 0
    path = latest() / "checkpoints" / "step_000001" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])

    assert command("train") == 1
    assert "CVQ404" in capsys.readouterr().err
    assert command("train", "--new", "--max-time", "0") == 0


def test_a_plan_that_cannot_be_trained(command, capsys):
    assert command("compile", "tiny.yaml", "--set", "graph.scope=sample", "--set", "data.pairs=none") == 0
    capsys.readouterr()

    assert command("train") == 1
    err = capsys.readouterr().err
    assert "cannot train graph.scope: sample" in err
    assert "cannot train without pairs" in err
    assert not Path("runs").exists()


@pytest.mark.parametrize("quantizer", ["fsq", "lfq", "latent"])
def test_other_quantizers(command, capsys, quantizer):
    codebook = f"codebook={{size: 8, dim: 4, quantizer: {quantizer}}}"
    assert command("compile", "tiny.yaml", "--set", codebook, "--set", "train.steps=12") == 0
    assert "codebook: " + quantizer in capsys.readouterr().out
    assert command("train") == 0
    assert command("intervene", "--factor", "0", "--count", "1") == 0


def test_what_training_is_told_stands_beside_its_scores(command, capsys):
    changes = ("--set", "interventions.labels=full", "--set", "train.steps=12")
    assert command("compile", "tiny.yaml", *changes) == 0
    assert command("train") == 0
    assert command("evaluate") == 0
    assert " ".join(capsys.readouterr().out.split()).count("test pairs; upper bound: full labels)") == 2
    assert command("evaluate", "--json") == 0
    assert json.loads(capsys.readouterr().out)["supervision"] == "upper bound: full labels"


def test_some_actions_are_enough(command, capsys):
    changes = ("interventions.labels=partial", "interventions.known_share=0.3", "train.steps=12")
    assert command("compile", "tiny.yaml", *(word for change in changes for word in ("--set", change))) == 0
    assert command("train") == 0
    assert "0.3 of the actions known, the others inferred" in capsys.readouterr().out


def test_a_collapsed_codebook_is_warned_of_once_on_standard_error(command, capsys, monkeypatch):
    monkeypatch.setattr("causalvq.runtime.estimation.usage.SETTLING", 0)
    monkeypatch.setattr("causalvq.runtime.estimation.usage.ALONE", 100)
    assert command("compile", "tiny.yaml", "--set", "train.steps=100") == 0
    capsys.readouterr()
    assert command("train") == 0

    captured = capsys.readouterr()
    assert "CVQ440" not in captured.out
    assert captured.err.count("CVQ440 warning: the codebook of ") == 3
    assert captured.err.count("hint: train longer") == 3
    assert "tiny.yaml:" in captured.err


def test_endogenous_noise_takes_a_seed(command, capsys):
    assert command("compile", "tiny.yaml", "--set", "interventions.noise=endogenous", "--set", "train.steps=12") == 0
    assert command("train") == 0
    capsys.readouterr()
    answers = []
    for seed in (0, 0, 3):
        assert command("intervene", "--factor", "0", "--seed", seed, "--json") == 0
        answers.append(json.loads(capsys.readouterr().out)["notes"])
    assert answers[0] == answers[1]
    assert answers[0] != answers[2]


def test_images_that_are_gone(here, command, capsys):
    assert command("compile", "tiny.yaml") == 0
    (here / "tiny.npz").unlink()

    assert command("train") == 1
    assert "CVQ461" in capsys.readouterr().err


def test_runs_that_cannot_be_written(here, command, capsys):
    (here / "runs").write_text("")
    assert command("compile", "tiny.yaml") == 0

    assert command("train") == 1
    assert "runs/tiny: CVQ413 no folder can be made here" in capsys.readouterr().err


def test_a_disk_that_fills_up(command, capsys, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert command("compile", "tiny.yaml", "--set", "train.steps=5") == 0
    assert command("train", "--max-time", "0") == 0
    with monkeypatch.context() as patch:
        patch.setattr(atomic_files.os, "fsync", full)
        assert command("train") == 1
    assert "model.safetensors: CVQ413 the file cannot be written: No space left on device" in capsys.readouterr().err
    assert command("train") == 0


def test_a_terminal_gets_a_bar_with_losses_and_scores(capsys):
    validated = Validated(0.125, {}, {"action_accuracy": 0.875})
    reports = [report(20), report(40, losses={"swap": 0.25}, validated=validated)]
    written = io.StringIO()
    last = show_bar(iter(reports), Console(file=written, force_terminal=True, width=80))

    assert last is reports[-1]
    assert "40/40" in written.getvalue()
    assert "100 images/s  0:00 left" in written.getvalue()
    assert "swap 0.2500" in written.getvalue()
    assert "held out: loss 0.1250  action accuracy 0.875" in written.getvalue()
    assert capsys.readouterr().out == ""


def test_held_out_scores_of_some_factors_say_so():
    validated = Validated(0.125, {}, {"action_accuracy": 0.875}, factors=(1, 3))

    assert (
        held_out(report(20, validated=validated)) == "held out: loss 0.1250  action accuracy 0.875 (on 1 of 3 factors)"
    )


def test_elsewhere_a_line_is_printed_every_few_seconds():
    reports = [report(step) for step in range(1, 41)]
    written = io.StringIO()
    last = show_lines(iter(reports), Console(file=written, soft_wrap=True))

    assert last is reports[-1]
    lines = written.getvalue().splitlines()
    assert [line.split()[2] for line in lines] == ["1/40", "11/40", "21/40", "31/40", "40/40"]
    assert lines[0] == "joint    step 1/40  pull 0.5000  100 images/s  0:20 left"


@pytest.mark.parametrize(
    "arguments",
    [("--max-time", "-1"), ("--max-time", "soon"), ("--max-steps", "0"), ("--max-steps", "1.5"), ("spec.yaml",)],
)
def test_wrong_usage(command, arguments):
    assert command("train", *arguments) == 2


CRITTERS = """\
apiVersion: causalvq/v1
name: tiny
data: {source: critters, image: {size: 16}, factors: [x_position, top, mouth]}
variables: {count: 3}
codebook: {size: 8, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 20, batch_size: 8, device: cpu}
evaluate: {metrics: [action_retrieval, intervention]}
"""
PENDULUM = ("data={source: pendulum, image: {size: 16}}", "variables.count=4", "interventions.actions=set")
SPRITES = (f"data={{source: {{format: npz, path: {SPRITES_FILE}}}, image: {{size: 16}}}}", "variables.count=6")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((), id="critters"),
        pytest.param(PENDULUM, id="set actions"),
        pytest.param(SPRITES, id="sprites", marks=pytest.mark.slow),
    ],
)
def test_other_sources(here, command, capsys, changes):
    if changes is SPRITES and not SPRITES_FILE.exists():
        pytest.skip("the data are not here")
    (here / "tiny.yaml").write_text(CRITTERS)

    assert command("compile", "tiny.yaml", *(part for one in changes for part in ("--set", one))) == 0
    assert command("train") == 0
    capsys.readouterr()
    assert command("evaluate", "--json") == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["pairs"] > 100
    assert 0 <= scores["action_accuracy"] <= scores["factor_accuracy"] <= 1


def test_grey_images_and_a_table_of_pairs(here, command, capsys):
    images = np.random.default_rng(0).integers(0, 256, (40, 16, 16), dtype=np.uint8)
    np.savez(here / "tiny.npz", images=images)
    rows = [f"{row},{(7 * row + 3) % 40},{'push' if row % 2 else 'pull'}" for row in range(40)]
    (here / "pairs.csv").write_text("\n".join(["input,output,action", *rows]))
    sets = ("data.pairs={file: pairs.csv}", "data.split={train: 0.5, validation: 0, test: 0.5}",
            "variables.count=2", "train.steps=5")  # fmt: skip

    assert command("compile", "tiny.yaml", *(part for one in sets for part in ("--set", one))) == 0
    assert command("train") == 0
    assert "finding which actions undo each other" in capsys.readouterr().out
    assert command("intervene", "--action", "push", "--json") == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["action"] == "push"
    assert "push" in answer["factor"]
    assert all(Path(path).exists() for path in answer["images"])


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "no edges"), (2, "c0 -> e, c1 -> e"), (21, "21 edges; `causalvq graph` lists them")],
)
def test_a_graph_is_told_on_one_line(count, told):
    assert told_edges([Edge(f"c{number}", "e", 1.0, given=False) for number in range(count)]) == told


def test_a_run_that_cannot_begin_leaves_nothing_behind(here, command, capsys):
    assert command("compile", "tiny.yaml", "--set", "train.steps=4") == 0
    assert command("train") == 0
    first = latest()
    (here / "tiny.npz").rename(here / "elsewhere.npz")

    assert command("train", "--new") == 1

    assert "CVQ461" in capsys.readouterr().err
    assert [path.name for path in first.parent.iterdir() if not path.is_symlink()] == [first.name]
    assert latest() == first
    (here / "elsewhere.npz").rename(here / "tiny.npz")
    assert command("evaluate") == 0


def test_of_the_first_run_that_cannot_begin_no_link_is_left(here, command, capsys):
    assert command("compile", "tiny.yaml") == 0
    (here / "tiny.npz").unlink()

    assert command("train") == 1

    assert "CVQ461" in capsys.readouterr().err
    assert list((here / "runs" / "tiny").iterdir()) == []


UNLABELLED = """\
apiVersion: causalvq/v1
name: cells
data: {source: {format: folder, path: cells}, image: {size: 16}, pairs: {file: cells/pairs.csv}}
variables: {count: 2}
codebook: {size: 4}
model: {encoder: {widths: [4, 4]}}
train: {steps: 8, batch_size: 8}
interventions: {actions: %s}
"""


@pytest.fixture
def cells(here):
    """Writes photographs without labels, a table of pairs of them, and a spec."""

    def write(kind, *actions):
        (here / "cells").mkdir()
        rows = ["input,output,action"]
        for number in range(48):
            x, y = f"{number}x.png", f"{number}y.png"
            for name, level in ((x, 4 * number), (y, 255 - 4 * number)):
                Image.fromarray(np.full((16, 16, 3), level, np.uint8)).save(here / "cells" / name)
            rows.append(f"{x},{y},{actions[number % len(actions)]}")
        (here / "cells" / "pairs.csv").write_text("\n".join(rows))
        (here / "cells.yaml").write_text(UNLABELLED % kind)

    return write


def test_the_kind_of_actions_may_differ_from_factor_to_factor(command, capsys):
    mixed = ("--set", "interventions.actions={shade: set}", "--set", "codebook.size=auto")
    assert command("compile", "tiny.yaml", *mixed, "--trace") == 0
    assert "shade: set" not in capsys.readouterr().err
    assert command("train") == 0
    told = capsys.readouterr().out
    assert "shade 3 of 3 for 3 values" in told  # the state is the value
    assert "place 4 of 16 for 4 values" in told

    plan = json.loads((latest() / "plan.json").read_text())
    kinds = {one["name"]: one["kind"] for one in plan["actions"]}
    assert (kinds["shade=0"], kinds["place+1"]) == ("set", "step")
    assert (
        json.loads((latest() / "metrics.json").read_text())["code_action_accuracy"] > 0.6
    )  # values that are set take longer
    assert command("intervene", "--factor", "shade", "--to", "1", "--json") == 0
    assert json.loads(capsys.readouterr().out)["action"] == "shade=1"
    assert command("intervene", "--factor", "shade", "--step", "1") == 1


def test_steps_of_factors_that_no_image_is_labelled_with(cells, command, capsys):
    cells("step", "dose+1", "dose-1", "stain+1", "stain-1")

    assert command("compile", "cells.yaml") == 0
    assert command("train") == 0
    capsys.readouterr()
    assert command("evaluate", "--json") == 0
    assert json.loads(capsys.readouterr().out)["chance"] == pytest.approx(1 / 4)
    assert command("intervene", "--factor", "dose", "--json") == 0
    assert json.loads(capsys.readouterr().out)["factor"] == "dose"


@pytest.mark.parametrize(
    ("kind", "actions", "told"),
    [
        ("set", ("dose+1", "dose-1"), "names 0 values of dose"),
        ("step", ("dose=high", "stain+1"), "names one value of dose"),
    ],
)
def test_a_table_that_does_not_say_what_the_actions_need(cells, command, capsys, kind, actions, told):
    cells(kind, *actions)

    assert command("compile", "cells.yaml") == 1

    captured = capsys.readouterr().err
    assert "CVQ202" in captured
    assert told in captured


def test_compiling_where_nothing_can_be_written_is_told(here, command, capsys):
    (here / ".causalvq").write_text("in the way")

    assert command("compile", "tiny.yaml") == 1

    assert "CVQ126 the plan cannot be written" in capsys.readouterr().err


def test_ctrl_c_before_the_first_step_leaves_no_run(here, command, monkeypatch):
    assert command("compile", "tiny.yaml") == 0

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(train_module, "open_session", interrupted)

    assert command("train") == 130
    assert list((here / "runs" / "tiny").iterdir()) == []


def test_what_ends_training_is_told_while_signals_are_still_noted(command, monkeypatch):
    assert command("compile", "tiny.yaml") == 0
    before, handlers = signal.getsignal(signal.SIGTERM), []

    def lost(*_arguments, **_options):
        raise RunError(Diagnostic("CVQ432", "a process of this training was lost"))
        yield

    monkeypatch.setattr(train_module, "fit", lost)
    monkeypatch.setattr(train_module, "print_human", lambda _: handlers.append(signal.getsignal(signal.SIGTERM)))

    assert command("train") == 1
    assert handlers[-1] != before
    assert signal.getsignal(signal.SIGTERM) == before
