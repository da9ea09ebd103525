"""The commands: one file each, and one line each in this table.

A command's module has `app`, a `typer.Typer` with one command, or with several for a group such as `plan show`. It is
imported only when the command is asked for, so that `validate` never pays for what `train` needs.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A command: its name, the module that has it, and one line of help."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("init", "causalvq.cli.commands.init", "Write a new spec, from a template or from a data file."),
    Command("validate", "causalvq.cli.commands.validate", "Check specs and report every fault of each."),
    Command("explain", "causalvq.cli.commands.explain", "Say what a key of the language or a code means."),
    Command("render", "causalvq.cli.commands.render", "Print a spec with every default written out and explained."),
    Command("diff", "causalvq.cli.commands.diff", "Show what differs between two specs in meaning."),
    Command("migrate", "causalvq.cli.commands.migrate", "Bring a spec up to the current version of the language."),
    Command("fix", "causalvq.cli.commands.editing.fix", "Mend what can only be meant in one way, comments kept."),
    Command("fmt", "causalvq.cli.commands.editing.fmt", "Put the keys of specs in the order of the language."),
    Command("schema", "causalvq.cli.commands.schema", "Print the JSON Schema of specs or suites, for editors."),
    Command("lsp", "causalvq.cli.commands.editing.lsp", "Serve an editor: the language server."),
    Command("compile", "causalvq.cli.commands.compile", "Lower a spec to a plan, and show it: shapes, graph, cost."),
    Command("watch", "causalvq.cli.commands.editing.watch", "Compile a spec whenever it is saved."),
    Command("train", "causalvq.cli.commands.train", "Train the plan last compiled here."),
    Command("evaluate", "causalvq.cli.commands.evaluate", "Score a trained run on the pairs of its test split."),
    Command("bench", "causalvq.cli.commands.suites.bench", "Train specs on sets with seeds: one table, and claims."),
    Command("metrics", "causalvq.cli.commands.array_metrics", "Score codes or vectors of your own against factors."),
    Command("intervene", "causalvq.cli.commands.queries.intervene", "Change one factor of images and nothing else."),
    Command("retrieve", "causalvq.cli.commands.queries.retrieve", "Find what turned one image into another."),
    Command("counterfactual", "causalvq.cli.commands.queries.counterfactual", "Say what an image would have been."),
    Command("effect", "causalvq.cli.commands.queries.effect", "Say how much something changes a factor, on average."),
    Command("sample", "causalvq.cli.commands.queries.sample", "Draw images from the learned prior over codes."),
    Command("encode", "causalvq.cli.commands.queries.encode", "Write the codes of images, and values that they tell."),
    Command("reconstruct", "causalvq.cli.commands.queries.reconstruct", "Decode images from their codes alone."),
    Command("traverse", "causalvq.cli.commands.queries.traverse", "Take each variable of an image through its states."),
    Command("graph", "causalvq.cli.commands.graph", "Show the causal graph that a run was given and has learned."),
    Command("inspect", "causalvq.cli.commands.runs.inspect_run", "Say what a run is: data, scores, codes, variables."),
    Command("report", "causalvq.cli.commands.runs.run_report", "Write a run as one HTML page that anyone can open."),
    Command("runs", "causalvq.cli.commands.runs.many_runs", "List, show, compare and remove runs."),
    Command("plan", "causalvq.cli.commands.plan", "Show a plan, compare two, or draw what is known of the graph."),
    Command("data", "causalvq.cli.commands.data", "Look at images, factors and pairs before a model does."),
    Command("doctor", "causalvq.cli.commands.doctor", "Say what is installed, and whether a model trains here."),
)
