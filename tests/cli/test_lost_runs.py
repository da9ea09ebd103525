"""What could lose a run, train twice unasked, or end with status 0 and nothing written."""

import json
import shutil
import threading
from pathlib import Path

import pytest
import torch

from causalvq.cli.commands import train as train_module
from causalvq.cli.run_to_train import Wanted, find_run
from causalvq.compiler.artifacts import compilation, workspace
from causalvq.compiler.artifacts.compilation import compile_document, save
from causalvq.compiler.artifacts.plan_file import load_plan
from causalvq.dsl.loader import load
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.run_diagnostics import NO_PAIRS
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.runs.run_lock import only_trainer


@pytest.fixture(autouse=True)
def here(tiny, tmp_path, monkeypatch):
    """A folder with the tiny spec, to work in."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    return tmp_path


def compiled(command, steps):
    assert command("compile", "tiny.yaml", "--set", f"train.steps={steps}") == 0


def latest():
    return Path("runs/tiny/latest").resolve()


def runs():
    return sorted(path.name for path in Path("runs/tiny").iterdir() if not path.is_symlink())


def removed(run):
    shutil.rmtree(run.path)


def moved(run):
    run.path.rename(run.path.with_name("elsewhere"))


def replaced(run):
    moved(run)
    shutil.copytree(run.path.with_name("elsewhere"), run.path)
    (run.path / "lock").write_text("1\nof another run\n")


def emptied(run):
    for path in run.path.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("harm", [removed, moved, replaced, emptied])
@pytest.mark.parametrize("when", ["while it is trained", "when it is scored"])
def test_a_run_whose_folder_is_gone_is_told_and_does_not_count_as_trained(command, capsys, monkeypatch, harm, when):
    compiled(command, 6)

    def harming(real, position):
        def change(*arguments, **options):
            harm(arguments[position] if position is not None else arguments[0].run)
            return real(*arguments, **options)

        return change

    name, position = ("fit", 0) if when == "while it is trained" else ("finish", None)
    with monkeypatch.context() as patch:
        patch.setattr(train_module, name, harming(getattr(train_module, name), position))
        assert command("train") == 1
    captured = capsys.readouterr()
    assert "CVQ425 the folder of the run was removed or replaced" in captured.err
    assert "model written" not in captured.out

    if harm is not replaced:
        assert command("train") == 0
        assert (Path(workspace.current().run) / "model" / "model.safetensors").exists()


def test_of_plans_that_are_compiled_at_once_one_wins_with_all_its_files(here):
    spec = here / "tiny.yaml"
    made = [compile_document(load(spec, [f"train.steps={steps}"])) for steps in (40, 50)]
    path = workspace.plan_path("tiny")
    for _ in range(10):
        writers = [threading.Thread(target=save, args=(one, spec, path)) for one in made]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        current = workspace.current()
        assert load_plan(path).digest == current.digest
        assert json.loads((path.parent / "tiny.lock.json").read_text())["plan"] == current.digest


def test_a_folder_of_plans_that_is_removed_while_it_is_written_is_told(command, capsys, monkeypatch):
    real = compilation.write_together

    def removing(contents):
        real(contents)
        shutil.rmtree(".causalvq/plans")

    with monkeypatch.context() as patch:
        patch.setattr(compilation, "write_together", removing)
        assert command("compile", "tiny.yaml") == 1
    assert "CVQ126 the plan cannot be written" in capsys.readouterr().err
    assert command("compile", "tiny.yaml") == 0


def test_a_spec_that_changes_while_it_is_compiled_is_told(here, command, capsys, monkeypatch):
    real = workspace.only_writer

    def edited(*arguments):
        (here / "tiny.yaml").write_text((here / "tiny.yaml").read_text().replace("steps: 120", "steps: 121"))
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "only_writer", edited)
        assert command("compile", "tiny.yaml", "--set", "seed=3") == 0
    capsys.readouterr()
    assert command("train", "--max-steps", "1") == 0
    assert "CVQ231" in capsys.readouterr().err


def test_of_two_that_train_at_once_the_second_finds_the_run_busy(command):
    compiled(command, 6)
    first = find_run(Wanted(), str)
    with only_trainer(first.run):
        second = find_run(Wanted(), str)
        assert (first.resumed, second.resumed) == (False, True)
        assert second.run.path == first.run.path
        with pytest.raises(RunError, match="CVQ420"), only_trainer(second.run):
            pass
    assert len(runs()) == 1


def test_of_two_that_begin_at_once_the_second_goes_on_with_the_run_of_the_first(command, monkeypatch):
    compiled(command, 6)
    other = []

    def meanwhile(*_):
        if not other:
            other.append(None)
            other.append(find_run(Wanted(), str))
        return iter(())

    monkeypatch.setattr("causalvq.cli.run_to_train.paused", meanwhile)
    mine = find_run(Wanted(), str)

    assert mine.resumed
    assert mine.run.path == other[1].run.path


def test_a_plan_that_is_compiled_while_another_is_trained_stays_current(command, monkeypatch):
    compiled(command, 6)
    real = train_module.open_session

    def meanwhile(*arguments):
        compiled(command, 7)
        return real(*arguments)

    monkeypatch.setattr(train_module, "open_session", meanwhile)
    assert command("train") == 0
    current = workspace.current()
    assert (workspace.current_plan(current).train.steps, current.run) == (7, None)


def test_an_edited_plan_tells_of_the_paused_run_and_loses_nothing(command, capsys):
    compiled(command, 40)
    assert command("train", "--max-steps", "5") == 0
    paused = f"runs/tiny/{latest().name}"
    compiled(command, 50)
    assert f"{paused} is of the plan before this one, and not finished" in capsys.readouterr().out
    capsys.readouterr()

    assert command("train", "--max-steps", "3") == 0
    told = capsys.readouterr().out
    assert f"{paused} is paused after step 5; this plan differs from its own: train.steps;" in told
    assert f"`causalvq train --run {paused}` goes on with it" in told
    assert len(runs()) == 2

    compiled(command, 40)
    assert command("train", "--max-steps", "1") == 0
    assert f"continuing {paused}" in capsys.readouterr().out
    compiled(command, 50)
    assert command("train", "--run", paused) == 0
    assert "trained 40 steps" in capsys.readouterr().out
    assert len(runs()) == 2


def test_a_plan_that_is_trained_is_not_trained_again_unasked(command, capsys):
    compiled(command, 6)
    assert command("train") == 0
    run, weights = latest(), (latest() / "model" / "model.safetensors").stat().st_mtime_ns
    capsys.readouterr()

    assert command("train") == 0
    assert capsys.readouterr().out == (
        f"runs/tiny/{run.name} is trained already, by this plan on these images\n"
        "`causalvq train --new` trains it again, `--more N` makes it longer\n"
    )
    compiled(command, 7)
    compiled(command, 6)
    assert command("train") == 0
    assert "is trained already" in capsys.readouterr().out
    assert command("intervene", "--factor", "0") == 0
    assert runs() == [run.name]
    assert (run / "model" / "model.safetensors").stat().st_mtime_ns == weights

    assert command("train", "--new") == 0
    assert len(runs()) == 2


def test_a_new_run_that_cannot_begin_leaves_the_one_before_it_current(command, monkeypatch):
    compiled(command, 6)
    assert command("train") == 0
    before = workspace.current()

    def fails(*_):
        raise RunError(Diagnostic(NO_PAIRS, "none"))

    monkeypatch.setattr(train_module, "open_session", fails)
    assert command("train", "--new") == 1
    assert workspace.current() == before


def test_damaged_runs_are_nobodys_to_go_on_with(here, command):
    compiled(command, 6)
    other = compile_document(load(here / "tiny.yaml", ["train.steps=9"])).plan
    (create_run(other, "", here).path / "plan.json").write_text("{")
    (create_run(other, "", here).path / "run.json").write_text("[")

    assert command("train") == 0
