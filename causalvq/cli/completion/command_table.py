"""The table of what may stand where in a command line, made of the commands themselves; `make golden` writes it.

The commands load torch, which a shell does not wait for: what it completes from is `words.json` beside this.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any, Final, get_args

import typer

from causalvq.cli.catalogue import all_codes
from causalvq.cli.commands import COMMANDS
from causalvq.cli.commands.array_metrics import KNOWN
from causalvq.data.registry import BUILTIN
from causalvq.dsl.describe.reference import key_docs, suite_docs
from causalvq.dsl.spec.training import Metric

PROGRAM_OPTIONS: Final = ("--version", "--install-completion", "--show-completion", "--help")
OF_APPS: Final = {"install_completion", "show_completion"}
"""Options that typer gives each command, and that only the program has."""

BY_OPTION: Final = {
    "--run": "runs",
    "--from": "runs",
    "--factor": "factors",
    "--on": "factors",
    "--variable": "variables",
    "--action": "actions",
    "--to": "values",
    "--do": "changes",
}
"""What follows an option, where names that are here do."""

BY_METAVAR: Final = {
    "SPEC": "specs",
    "SUITE": "specs",
    "RUN": "runs",
    "PLAN": "sides",
    "A": "sides",
    "B": "sides",
    "SOURCE": "sources",
    "KEY|CODE": "subjects",
}
"""What an argument is."""


def words_text() -> str:
    """The table as JSON, a command on a line."""
    table = words()
    commands = ",\n".join(f"  {json.dumps(name)}: {json.dumps(node)}" for name, node in table.pop("commands").items())
    lists = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in table.items())
    return f'{{\n "commands": {{\n{commands}\n }},\n{lists}\n}}\n'


def words() -> dict[str, Any]:
    """Commands with their options and arguments; codes, keys and sources, whose modules take long to load."""
    commands = {one.name: _node(typer.main.get_command(import_module(one.module).app), one.name) for one in COMMANDS}
    keys = dict.fromkeys(doc.path for doc in (*key_docs(), *suite_docs()))
    return {
        "commands": commands,
        "options": dict.fromkeys(PROGRAM_OPTIONS),
        "subjects": [*all_codes(), *keys],
        "sources": sorted(BUILTIN),
    }


def _node(command: Any, name: str) -> dict[str, Any]:
    if below := getattr(command, "commands", None):
        return {"commands": {key: _node(one, key) for key, one in below.items()}, "options": {"--help": None}}
    options: dict[str, Any] = {}
    arguments: list[Any] = []
    many = False
    for param in command.params:
        if param.param_type_name == "argument":
            arguments.append(BY_METAVAR.get((param.metavar or "").strip("[].")))
            many = param.nargs == -1
        elif param.name not in OF_APPS and not param.hidden:
            options |= dict.fromkeys([*param.opts, *param.secondary_opts], _of_option(param, name))
    return {"options": {**options, "--help": None}, "arguments": arguments, "many": many}


def _of_option(param: Any, command: str) -> Any:
    """None: nothing follows; a list: one of these; `several`: these with commas; a text: names of this kind."""
    if param.is_flag:
        return None
    if "--metrics" in param.opts:
        return {"several": ["all", *get_args(Metric)] if command == "evaluate" else KNOWN.split(", ")}
    kind = param.type_descriptor if hasattr(param, "type_descriptor") else param.type  # click's before typer 0.29
    choices = getattr(kind, "choices", None)
    if choices:
        return [str(getattr(one, "value", one)) for one in choices]
    return next((BY_OPTION[name] for name in param.opts if name in BY_OPTION), "")
