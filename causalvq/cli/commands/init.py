"""`causalvq init [SPEC]`."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.files import write_file
from causalvq.dsl import load
from causalvq.dsl.schema import schema_text

app = typer.Typer(rich_markup_mode=None)

SCHEMA = Path(".causalvq") / "causalvq.v1.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA.as_posix()}\n"


class Template(StrEnum):
    """The specs that come with the program."""

    CRITTERS = "critters"
    GRID = "grid"
    PENDULUM = "pendulum"


SpecFile = Annotated[Path, typer.Argument(metavar="SPEC", help="The file to write.")]
TemplateName = Annotated[
    Template | None, typer.Option("--template", help="What to start from.  [default: critters]", show_default=False)
]
DataFile = Annotated[
    Path | None,
    typer.Option("--data", help="Start from this data instead: an .npz or HDF5 file, or a folder of images."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file when it exists.")]


@app.command()
def init(
    spec: SpecFile = Path("spec.yaml"),
    template: TemplateName = None,
    data: DataFile = None,
    force: Force = False,
) -> None:
    """Write a new spec, from a template or for the factors of a data file, and the schema that editors read."""
    if data and template:
        raise typer.BadParameter("a spec starts from a template or from data: give one of the two", param_hint="--data")
    text = MODELINE + (proposal(data, spec) if data else template_text(template or Template.CRITTERS))
    write_file(spec, text, replace=force)
    schema = spec.parent / SCHEMA
    schema.parent.mkdir(exist_ok=True)
    write_file(schema, schema_text(), replace=True)
    load(spec)
    typer.echo(f"{spec}: written; next: causalvq compile {spec}")


def proposal(data: Path, spec: Path) -> str:
    """A spec for a data file."""
    from causalvq.cli.proposal import propose  # reads data, so it imports numpy; templates do not need it

    return propose(data, spec)


def template_text(template: Template) -> str:
    """A spec that comes with the program."""
    return (files("causalvq.cli.templates") / f"{template.value}.yaml").read_text(encoding="utf-8")
