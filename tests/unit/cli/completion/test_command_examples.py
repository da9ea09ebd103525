import json
import shlex
from importlib import resources

import pytest
import typer

from causalvq.cli.completion.candidates import read
from causalvq.cli.completion.command_examples import EXAMPLES, told_example
from causalvq.cli.main import app

NOTES = {"lsp": " (an editor starts it)", "schema": " > causalvq.v1.json"}
"""What an example says besides, which the command is not given."""

TABLE = json.loads(resources.files("causalvq.cli.completion").joinpath("words.json").read_text())
NAMES = [name for name in EXAMPLES if name]


def commands(node, name=""):
    """The names of all commands, with those of groups."""
    yield name
    for below, one in node.get("commands", {}).items():
        yield from commands(one, f"{name} {below}".strip())


def words_of(name):
    """An example without the program."""
    program, *words = shlex.split(EXAMPLES[name].removesuffix(NOTES.get(name, "")))
    assert program == "causalvq"
    return words


def test_every_command_has_an_example_and_no_other():
    assert set(EXAMPLES) == set(commands(TABLE))


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_options_that_there_are(name):
    words = words_of(name)
    line = read(TABLE, words)

    assert words[: len(name.split())] == name.split()
    assert not line.pending
    assert {word for word in words if word.startswith("-")} <= set(line.node["options"])
    assert line.arguments <= len(line.node["arguments"]) or line.node["many"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_example_can_be_parsed_by_its_command(name):
    words, command = words_of(name), typer.main.get_command(app)
    context = command.make_context("causalvq", [], resilient_parsing=True)
    while hasattr(command, "get_command"):
        command, words = command.get_command(context, words[0]), words[1:]

    command.make_context(command.name, words)  # raises where an option or a value is none


@pytest.mark.parametrize("name", ["", "explain", "runs", "runs rm"])
def test_help_ends_with_the_example(name, command, capsys):
    assert command(*name.split(), "--help") == 0
    assert capsys.readouterr().out.rstrip().endswith(told_example(name))


def test_what_has_no_example_shows_none():
    assert told_example("no such command") == ""
