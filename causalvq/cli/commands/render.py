"""`causalvq render SPEC`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import AsJson, Overrides, SpecPath
from causalvq.cli.terminal import say, say_json, say_text
from causalvq.dsl.describe.printing import print_spec
from causalvq.dsl.describe.provenance import Origin, origins
from causalvq.dsl.documents.document import Document
from causalvq.dsl.loader import load
from causalvq.dsl.text.yaml_writer import flow
from causalvq.errors import CausalVQError

app = typer.Typer(rich_markup_mode=None)

DiffDefaults = Annotated[
    bool, typer.Option("--diff-defaults", help="Only what differs from the defaults, with the default beside it.")
]
Provenance = Annotated[
    bool, typer.Option("--provenance", help="Say for each value which line set it, and what the compiler makes of it.")
]
WIDEST = 60
UNDECIDED = ("auto", "none", "null")
"""What is decided when a run starts, or not at all."""


@app.command()
def render(
    spec: SpecPath,
    overrides: Overrides = [],  # noqa: B006
    diff_defaults: DiffDefaults = False,
    provenance: Provenance = False,
    as_json: AsJson = False,
) -> None:
    """Print a spec with every default written out and every key explained, or where each value comes from."""
    if as_json and not provenance:
        raise typer.BadParameter("--json is of --provenance; a spec is YAML", param_hint="--json")
    document = load(spec, overrides)
    print_human(document.warnings)
    if provenance:
        show_origins(document, as_json, only_written=diff_defaults)
        return
    say_text(print_spec(document.spec, comments=not diff_defaults, only_changed=diff_defaults))


def show_origins(document: Document, as_json: bool, *, only_written: bool) -> None:
    """Print where each value comes from; with `only_written` without defaults that the compiler leaves as they are."""
    made = decided(document)
    found = [one for one in origins(document) if not only_written or one.kind != "default"]
    if as_json:
        say_json([{**one.to_json(), "compiled": made.get(one.path)} for one in found], indent=1)
        return
    lines = [f"{one.path}: {flow(one.value)}" for one in found]
    margin = min(WIDEST, max(map(len, lines), default=0))
    for line, one in zip(lines, found, strict=True):
        say(f"{line:<{margin}}  {told(one, made)}")


def told(one: Origin, made: Mapping[str, str]) -> str:
    """The origin of a value, and what the compiler makes of one that it decides."""
    return f"{one}; compiler: {made[one.path]}" if one.path in made else str(one)


def decided(document: Document) -> dict[str, str]:
    """What the compiler makes of each value that is left to it; nothing where the spec does not compile."""
    from causalvq.compiler.artifacts.compilation import compile_document

    left = {one.path for one in origins(document) if one.value in ("auto", "all", None)}
    try:
        decisions = compile_document(document).decisions
    except CausalVQError as error:
        say(f"what the compiler decides is not known: {error.diagnostics[0].message}", err=True)
        return {}
    firsts = ((decision.origins[0].split()[-1], decision.text) for decision in decisions if decision.origins)
    return {path: text for path, text in reversed(list(firsts)) if path in left and text.lower() not in UNDECIDED}
