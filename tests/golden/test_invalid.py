"""Broken specs and the exact text that each of them earns. `make golden` rewrites the texts."""

import os
from pathlib import Path

import pytest

from causalvq.cli.catalogue import codes_of
from causalvq.cli.main import main
from causalvq.dsl import language_diagnostics

FOLDER = Path(__file__).parent / "invalid"
SPECS = sorted(FOLDER.glob("*.yaml"))

ELSEWHERE = {
    "CVQ100": "tests/unit/dsl/test_limits.py",
    "CVQ113": "tests/unit/dsl/test_limits.py",
    "CVQ125": "tests/unit/dsl/describe/test_reference.py",
    "CVQ126": "tests/cli/test_language_commands.py",
    "CVQ127": "tests/cli/test_system_faults.py",
    "CVQ128": "tests/cli/test_system_faults.py",
    "CVQ157": "tests/unit/cli/commands/editing/test_rewritten_specs.py",
}
"""Codes that no file in the folder can reach, and the test that does."""


def diagnose(spec, capsys):
    """The exit status and the text of `causalvq validate` on one file of the folder."""
    with pytest.raises(SystemExit) as stop:
        main(["validate", spec.name])
    return f"{capsys.readouterr().err}exit status {stop.value.code}\n"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_the_text_is_exact(spec, capsys, monkeypatch):
    monkeypatch.chdir(FOLDER)
    golden = spec.with_suffix(".txt")

    text = diagnose(spec, capsys)

    if os.environ.get("CAUSALVQ_GOLDEN") == "rewrite":
        golden.write_text(text)
    assert text == golden.read_text()


def test_there_are_at_least_sixty():
    assert len(SPECS) >= 60


def test_every_code_of_the_language_is_reached():
    text = "".join(golden.read_text() for golden in FOLDER.glob("*.txt"))

    assert {str(code) for code in codes_of(language_diagnostics) if f"{code} " not in text} == set(ELSEWHERE)
