"""As shells ask: through the script that `--show-completion` prints, and the environment that it sets."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path):
    """A program called causalvq in the path, and a folder with a run that has a factor."""
    program = tmp_path / "bin" / "causalvq"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m causalvq "$@"\n')
    program.chmod(0o755)
    (tmp_path / ".causalvq").mkdir()
    (tmp_path / ".causalvq/current.json").write_text(json.dumps({"plan": "plan.json"}))
    factors = [{"name": "hair", "values": ["red", "light grey"]}]
    (tmp_path / "plan.json").write_text(json.dumps({"data": {"factors": factors}}))
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    extra = {"PATH": path, "PYTHONPATH": str(ROOT), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    return os.environ | extra


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_by_the_script_that_it_is_shown(environment, tmp_path):
    script = """
        eval "$(causalvq --show-completion bash)"
        ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _causalvq_completion causalvq; echo "${COMPREPLY[*]}"; }
        ask causalvq intervene --factor h
        ask causalvq intervene --do hair = l
    """

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=tmp_path, env=environment)

    assert (done.stdout.splitlines(), done.stderr) == (["hair", "light\\ grey"], "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_shown_a_script_too(shell, environment, tmp_path):
    asked = ["causalvq", "--show-completion", shell]

    done = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)

    assert f"_CAUSALVQ_COMPLETE=complete_{shell}" in done.stdout


def test_nothing_heavy_is_loaded():
    program = (
        "import sys\nfrom causalvq.__main__ import run\nsys.argv = ['causalvq']\n"
        "try: run()\nexcept SystemExit as stop: assert stop.code == 0\n"
        "print(sorted({'torch', 'numpy', 'pydantic', 'yaml', 'rich', 'causalvq.cli.main'} & set(sys.modules)))"
    )
    asked = {"_CAUSALVQ_COMPLETE": "complete_bash", "COMP_WORDS": "causalvq\nintervene\n--sw", "COMP_CWORD": "2"}

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ | asked)

    assert (done.stdout.splitlines(), done.stderr) == (["--sweep", "[]"], "")
