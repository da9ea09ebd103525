import json
from pathlib import Path

import pytest

from causalvq.cli.main import main
from causalvq.compiler import load_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "01_critters.yaml"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    """Run the command line in this process; returns the exit status."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return stop.value.code


def test_compile_writes_the_plan_and_makes_it_current(here, capsys):
    assert run("compile", EXAMPLE, "--set", "codebook.size=16") == 0

    current = json.loads((here / ".causalvq" / "current.json").read_text())
    assert current == {"spec": str(EXAMPLE), "plan": ".causalvq/plans/critters.json", "run": None}
    assert load_plan(here / current["plan"]).codebook.size == 16
    out = capsys.readouterr().out
    assert "mouth" in out
    assert "parameters" in out
