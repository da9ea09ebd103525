"""The extension for Visual Studio Code: its snippets are specs, and its library can speak to the server."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from causalvq.dsl import load

ROOT = Path(__file__).parents[2]
EXTENSION = ROOT / "editors" / "vscode"
SNIPPETS = json.loads((EXTENSION / "snippets" / "causalvq.json").read_text())
BARE = "apiVersion: causalvq/v1\nname: x\ndata:\n  source: critters\nvariables: {count: 7}\ncodebook: {size: 8}\n"


def filled(snippet):
    """What a snippet writes when nothing of it is changed."""
    text = "\n".join(snippet["body"])
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", text)
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text).replace("$0", "")


@pytest.mark.parametrize("snippet", SNIPPETS.values(), ids=[one["prefix"] for one in SNIPPETS.values()])
def test_every_snippet_is_of_the_language(snippet, tmp_path):
    text, path = filled(snippet), tmp_path / "spec.yaml"
    (tmp_path / "base.yaml").write_text(BARE)
    if text.startswith(("apiVersion", "extends")):
        path.write_text(text)
    elif text.startswith("source"):
        path.write_text(BARE.replace("source: critters", text))
    elif text.startswith("pairs"):
        path.write_text(BARE.replace("critters", "critters\n  " + text))
    else:
        path.write_text(
            BARE.replace("variables: {count: 7}\n", "" if "variables" in text else "variables: {count: 7}\n") + text
        )

    assert load(path).spec.name


@pytest.mark.slow
def test_the_client_library_drives_the_server(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed: the extension cannot be built")
    shutil.copytree(EXTENSION, tmp_path / "vscode", ignore=shutil.ignore_patterns("node_modules", "out"))
    installed = npm(tmp_path, "ci", "--no-audit", "--no-fund")
    if installed.returncode:
        pytest.skip(f"the packages of the extension cannot be had: {installed.stderr[-200:]}")

    for command in (("run", "check"), ("run", "build"), ("test",)):
        done = npm(tmp_path, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def npm(folder, *words):
    environment = os.environ | {"CAUSALVQ_SERVER": f"{sys.executable} -m causalvq lsp", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["npm", *words],
        cwd=folder / "vscode",
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
