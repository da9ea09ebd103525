"""Every command of docs/runs.md does what the page says, in the order of the page."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

PAGE = Path(__file__).parents[2] / "docs" / "runs.md"


@pytest.fixture
def project(trained_home, tmp_path, monkeypatch):
    """A folder with all that the page speaks of, of a smaller model."""
    shutil.copytree(trained_home, tmp_path, dirs_exist_ok=True, symlinks=True)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(Path("runs/tiny/latest").resolve(), "runs/second")
    shutil.copytree("runs/tiny/latest/model", "model")
    Image.fromarray(np.load("tiny.npz")["images"][3]).save("own.png")
    shutil.copy("tiny.npz", "moved.npz")
    Path("true.csv").write_text("cause,effect\nplace,shade\n")


@pytest.mark.usefixtures("project")
def test_the_commands_of_the_page(command, capsys):
    lines = [line.strip() for line in PAGE.read_text().splitlines() if line.startswith("    causalvq ")]
    assert len(lines) == 14
    for line in lines:
        assert command(*line.replace("critters", "tiny").split()[1:]) == 0, capsys.readouterr().err
    assert not Path("runs/second").exists()
    assert Path("graph.png").exists()
    assert Path("runs/third/metrics.json").exists()
