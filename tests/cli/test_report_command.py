"""`causalvq report`, and the report that `train` leaves."""

import shutil
import webbrowser
from types import SimpleNamespace

import pytest

from causalvq.cli.commands.runs import report_files
from causalvq.cli.rich_terminal import Terminal
from causalvq.runtime.runs.run import open_run


@pytest.fixture
def home(trained_home, tmp_path, monkeypatch):
    folder = shutil.copytree(trained_home, tmp_path / "home", symlinks=True)
    monkeypatch.chdir(folder)
    return folder


def test_training_leaves_a_report(trained_home):
    page = (trained_home / "runs" / "tiny" / "latest" / "report.html").read_text()

    assert '<span class="badge done">finished</span>' in page
    assert "base64" in page


def test_it_is_made_again_where_it_was_or_elsewhere(home, command, capsys):
    file = home / "runs" / "tiny" / "latest" / "report.html"
    file.unlink()
    assert command("report") == 0
    assert file.exists()
    assert capsys.readouterr().out.splitlines()[-1].endswith("report.html")
    assert command("report", "--run", "runs/tiny/latest", "--out", "mine.html") == 0
    assert command("report", "--out", "mine.html") == 1
    assert "CVQ126" in capsys.readouterr().err
    assert command("report", "--out", "mine.html", "--force") == 0


def test_what_it_does_without_is_told(home, command, capsys):
    (home / "tiny.npz").unlink()
    assert command("report", "--out", "mine.html") == 0
    told = capsys.readouterr().out

    assert told.count("without ") == 4
    assert "without Interventions: The images of the run cannot be read" in told


def test_a_model_alone_is_told_of_in_the_current_folder(home, command, capsys, monkeypatch):
    (home / "else").mkdir()
    monkeypatch.chdir(home / "else")
    assert command("report", "--run", "../runs/tiny/latest/model") == 0
    assert "CVQ505" in capsys.readouterr().err
    assert len(list((home / "else" / "queries").glob("*-report/report.html"))) == 1


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("there", [True, False])
def test_a_browser_opens_it_where_there_is_one(command, capsys, monkeypatch, there):
    asked = []
    monkeypatch.setattr(webbrowser, "open", lambda uri: asked.append(uri) or there)
    assert command("report", "--open") == 0
    assert asked[0].startswith("file://")
    assert asked[0].endswith("report.html")
    assert ("CVQ472" in capsys.readouterr().err) is not there


def test_no_run_no_report(tmp_path, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    assert command("report") == 1
    assert "CVQ401" in capsys.readouterr().err


def test_a_report_that_fails_costs_the_run_nothing(home, capsys, monkeypatch):
    def broken(*_, **__):
        raise MemoryError("no room for pictures")

    monkeypatch.setattr(report_files, "make_report", broken)
    report_files.report_training(SimpleNamespace(run=open_run(home / "runs/tiny/latest"), data=None), Terminal())
    told = capsys.readouterr().err

    assert "CVQ470 warning: the report could not be made; the run is whole" in told
    assert "MemoryError: no room for pictures" in told


@pytest.mark.slow
def test_training_goes_without_one_where_none_is_wanted(home, command, capsys):
    (home / "runs" / "tiny" / "latest" / "report.html").unlink()
    assert command("train", "--more", "1", "--no-report") == 0
    assert not (home / "runs" / "tiny" / "latest" / "report.html").exists()
    assert command("train", "--more", "1") == 0
    assert "report written to" in capsys.readouterr().out


def test_runs_are_removed_with_their_reports(home, command):
    run = (home / "runs" / "tiny" / "latest").resolve()
    assert command("runs", "rm", run, "--yes") == 0
    assert not run.exists()
