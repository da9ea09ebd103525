"""Signs that terminals act on, in names that strangers chose."""

import ast
import json
from pathlib import Path

import pytest

from causalvq import cli
from causalvq.cli.terminal import one_line, safe_json, say, say_json, visible

HOSTILE = {
    "\x1b[2J\x1b[31m": r"\x1b[2J\x1b[31m",
    "\x9b31m": r"\x9b31m",
    "\u202egnp.x": r"\u202egnp.x",
    "\u2066\u2069": r"\u2066\u2069",
    "a\rb": r"a\x0db",
    "a\x08b\x07": r"a\x08b\x07",
    "a\u2028b": r"a\u2028b",
    "a\u200bb": r"a\u200bb",
    "\ufeffa": r"\ufeffa",
    "\udce9": r"\udce9",
    "\U000e0041": r"\U000e0041",
    "a\tb": "a b",
    "🦊é漢": "🦊é漢",
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.items())
def test_a_name_is_shown_by_its_escapes(name, shown, capsys):
    assert visible(name) == shown
    say(f"{name}: valid")
    assert capsys.readouterr().out == f"{shown}: valid\n".encode(errors="backslashreplace").decode()


def test_a_line_break_in_a_name_makes_no_line():
    assert one_line("a\n0 errors") == r"a\n0 errors"
    assert visible("two\nlines") == "two\nlines"


@pytest.mark.parametrize("name", [*HOSTILE, "a\nb", '"'])
def test_json_is_the_same_value_and_plain_to_a_terminal(name, capsys):
    text = safe_json(json.dumps({name: name}, ensure_ascii=False, indent=1))
    assert json.loads(text) == {name: name}
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    if name.isprintable():
        say_json([name])
        assert json.loads(capsys.readouterr().out) == [name]


def test_commands_print_in_no_other_way():
    free = {"terminal.py", "rich_terminal.py", "human.py", "main.py"}
    for path in Path(cli.__file__).parent.rglob("*.py"):
        if path.name in free:
            continue
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        used = {ast.unparse(call.func) for call in calls}
        assert not used & {"print", "typer.echo", "typer.secho", "click.echo", "Console", "sys.stdout.write"}, path
