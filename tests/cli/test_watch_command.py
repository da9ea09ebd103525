"""`causalvq watch` as a process: what it says when files are saved in the ways that editors save them."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from causalvq.cli.commands.editing import watch

SPEC = """\
extends: base.yaml
name: watched
graph: {file: known.csv}
"""
BASE = "apiVersion: causalvq/v1\nname: base\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"
PATIENCE = 60.0


class Watcher:
    """The command as a process, and the lines that it prints."""

    def __init__(self, folder):
        command = [sys.executable, "-m", "causalvq", "watch", "a.yaml"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child in the background would ignore it
        self.process = subprocess.Popen(command, cwd=folder, env=environment, text=True, **pipes)
        signal.signal(signal.SIGINT, before)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip())

    def round(self):
        """What is printed until it waits again."""
        found = []
        while not (found and found[-1].startswith("watching ")):
            found.append(self.lines.get(timeout=PATIENCE))
        return "\n".join(found)

    def is_silent(self):
        """Whether nothing is printed for a while."""
        time.sleep(0.6)
        return self.lines.empty()


@pytest.fixture
def watcher(tmp_path):
    (tmp_path / "a.yaml").write_text(SPEC)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "known.csv").write_text("cause,effect\neyes,mouth\n")
    made = Watcher(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    made.process.stdout.close()


@pytest.mark.slow
def test_what_is_saved_is_compiled(watcher, tmp_path):
    spec = tmp_path / "a.yaml"
    first = watcher.round()
    assert "watched: compiles" in first
    assert first.endswith("watching 3 files; Ctrl-C ends it")

    spec.write_text(SPEC + "codebok: {size: 4}\n")
    assert "a.yaml:4:1: CVQ101 unknown key codebok" in watcher.round()

    other = tmp_path / ".a.yaml.swp"
    other.write_text(SPEC)
    other.replace(spec)  # as editors save that rename
    assert "changed: a.yaml" in watcher.round()

    (tmp_path / "base.yaml").write_text(BASE.replace("count: 7", "count: 1"))
    assert "changed: base.yaml" in (told := watcher.round())
    assert "CVQ203" in told
    (tmp_path / "base.yaml").write_text(BASE)
    assert "watched: compiles" in watcher.round()

    (tmp_path / "known.csv").write_text("cause,effect\neyes,nothing\n")
    assert "CVQ2" in watcher.round()
    (tmp_path / "known.csv").write_text("cause,effect\n")
    assert "watched: compiles" in watcher.round()

    spec.unlink()
    assert "a.yaml: CVQ119" in watcher.round()
    with spec.open("w") as file:  # written bit by bit
        for letter in SPEC:
            file.write(letter)
            file.flush()
            time.sleep(0.005)
    assert "watched: compiles" in watcher.round()
    assert watcher.is_silent()

    watcher.process.send_signal(signal.SIGINT)
    assert watcher.process.wait(timeout=PATIENCE) == 130
    assert watcher.lines.get(timeout=PATIENCE) == "interrupted"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "base.yaml", "known.csv"]


def test_faults_and_the_plan_are_told_until_it_is_interrupted(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = tmp_path / "a.yaml"
    spec.write_text(BASE + "codebok: 3\n")

    def saved(seen):
        assert list(seen) == [Path("a.yaml")]
        if spec.read_text() == BASE:
            raise KeyboardInterrupt
        spec.write_text(BASE)
        return list(seen)

    monkeypatch.setattr(watch, "wait_for_change", saved)

    assert command("watch", "a.yaml") == 130
    out, err = capsys.readouterr()
    assert "a.yaml:6:1: CVQ101 unknown key codebok" in err
    assert " changed: a.yaml\n" in out
    assert "base: compiles\nwatching 1 file; Ctrl-C ends it\n" in out


def test_a_name_that_is_mistyped_is_not_waited_for(command, capsys):
    assert command("watch", "nothing.yaml") == 1
    assert "nothing.yaml: CVQ119" in capsys.readouterr().err
