import os
import subprocess
import sys
from pathlib import Path

import pytest

from causalvq.cli import main as frame
from causalvq.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "01_critters.yaml"
SMALL = "apiVersion: causalvq/v1\nname: small\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"


def run(*arguments):
    """Run the command line in this process; returns the exit status."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return stop.value.code


def test_a_valid_spec(capsys):
    assert run("validate", EXAMPLE) == 0
    assert capsys.readouterr().out == f"{EXAMPLE}: valid\n"


def test_an_invalid_spec_is_shown_with_a_caret(tmp_path, capsys):
    path = tmp_path / "bad.yaml"
    path.write_text(SMALL.replace("size", "sise"))

    assert run("validate", path) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("CVQ102 codebook.size is missing")
    assert "    hint: did you mean size?" in lines
    assert lines[-1] == "2 errors"


def test_every_spec_is_checked_even_after_a_bad_one(tmp_path, capsys):
    assert run("validate", tmp_path / "absent.yaml", EXAMPLE) == 1
    captured = capsys.readouterr()
    assert "CVQ119" in captured.err
    assert captured.out == f"{EXAMPLE}: valid\n"


def test_set_is_validated(capsys):
    assert run("validate", EXAMPLE, "--set", "codebook.size=many") == 1
    assert capsys.readouterr().err.startswith("--set codebook.size: CVQ103 codebook.size has the wrong type\n")


@pytest.mark.parametrize("arguments", [[], ["validate"], ["nope"], ["validate", "--nope"]])
def test_wrong_usage_exits_2(arguments):
    assert run(*arguments) == 2


def test_version_and_help(capsys):
    assert run("--version") == 0
    assert run("--help") == 0
    assert "validate" in capsys.readouterr().out


def test_an_interruption_exits_130(monkeypatch, capsys):
    def interrupted(_name):
        raise KeyboardInterrupt

    monkeypatch.setattr(frame, "import_module", interrupted)

    assert run("validate", EXAMPLE) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_validate_as_a_process_imports_no_heavy_module():
    program = (
        "import sys\nfrom causalvq.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit as stop: assert stop.code == 0\n"
        "print(sorted({'torch', 'numpy', 'PIL', 'networkx', 'rich'} & set(sys.modules)))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, "validate", str(EXAMPLE)], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == [f"{EXAMPLE}: valid", "[]"]


def test_a_terminal_that_cannot_show_a_name_gets_it_escaped(tmp_path):
    path = tmp_path / "髪.yaml"
    path.write_text(EXAMPLE.read_text())

    done = subprocess.run(
        [sys.executable, "-m", "causalvq", "validate", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )

    assert done.stdout.endswith("\\u9aea.yaml: valid\n")


def test_python_m_causalvq():
    done = subprocess.run([sys.executable, "-m", "causalvq", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("causalvq ")


def test_a_command_has_only_its_own_options(capsys):
    assert run("validate", "--help") == 0
    assert "completion" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["\x1b[31mred"],
        ["--\x1b[31mred"],
        ["compile", "--\x1b[31mred"],
        ["compile", "a", "b\x1b[31m"],
        ["data", "\x1b[31mred"],
        ["data", "info", "\x1b[31mred"],
        ["init", "new.yaml", "--template", "\x1b[31mred\u202e"],
    ],
)
def test_usage_errors_repeat_arguments_without_escapes(arguments, command, capsys):
    assert command(*arguments) == 2
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\\x1b[31m" in told
