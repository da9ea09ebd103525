import json
import shutil
from pathlib import Path

import pytest

from causalvq.bench.cells import cells_of
from causalvq.bench.children import prepare
from causalvq.compiler.artifacts.compilation import compile_document, save
from causalvq.dsl.loader import load
from causalvq.dsl.suite_loader import load_suite

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
"""


@pytest.fixture
def suite(tiny, tmp_path, monkeypatch):
    """Writes a suite of the tiny spec and another one; returns it, read."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def made(more="", text=SUITE, overrides=()):
        Path("suite.yaml").write_text(text + more)
        return load_suite(Path("suite.yaml"), overrides)

    return made


@pytest.fixture
def cells(suite):
    """The cells of a suite."""
    return lambda *arguments, **options: cells_of(suite(*arguments, **options), Path("bench/small"))


class FakeChild:
    """What runs for a cell, without a process: it leaves what training would, and ends when it is looked at."""

    failing, paused, started = (), (), []

    def __init__(self, commands, folder, threads, digest):
        self.commands, self.folder, self.threads, self.digest = commands, folder, threads, digest
        prepare(folder, digest)
        self.started.append(self)

    def status(self):
        if any(name in self.folder.name for name in self.paused):
            return 130
        if any(name in self.folder.name for name in self.failing):
            return 1
        (_, spec, *settings), _ = self.commands
        made = compile_document(load(self.folder / spec, settings[1::2]))
        save(made, self.folder / spec, self.folder / "plan.json", self.folder)
        run = self.folder / "runs/tiny/latest"
        run.mkdir(parents=True, exist_ok=True)
        steps = made.plan.train.steps
        events = [
            {"step": step, "seconds": 0.01 * step, "phase": "joint", "losses": {}} for step in range(20, steps + 1, 20)
        ]
        (run / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
        (run / "metrics.json").write_text(json.dumps({"action_accuracy": 0.5 + made.plan.seed / 10}))
        current = self.folder / ".causalvq/current.json"
        current.write_text(json.dumps(json.loads(current.read_text()) | {"run": "runs/tiny/latest"}))
        return 0

    def stop(self):
        """It has ended."""

    kill = stop

    def last_line(self):
        return ""

    def fault(self):
        return "CVQ400 it broke"


@pytest.fixture
def fake_child(monkeypatch):
    """Cells are trained by `FakeChild` meanwhile."""
    made = type("Child", (FakeChild,), {"started": []})
    monkeypatch.setattr("causalvq.bench.benching.Child", made)
    return made
