"""`causalvq init [SPEC]`."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.terminal import say
from causalvq.cli.written_files import require_place, write_all
from causalvq.dsl.describe.json_schema import MODELINE, SCHEMA_PATH, schema_text
from causalvq.dsl.loader import load
from causalvq.errors import DataError, Diagnostic, Place

app = typer.Typer(rich_markup_mode=None)


class Actions(StrEnum):
    """What an action is."""

    STEP = "step"
    SET = "set"


class Missing(StrEnum):
    """What happens to rows and images that are not complete."""

    ERROR = "error"
    SKIP = "skip"
    KEEP = "keep"


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
    typer.Option(
        "--data", help="Start from this data instead: a folder of images, or a file of arrays (npz, npy, h5)."
    ),
]
Labels = Annotated[
    str | None,
    typer.Option(
        "--labels",
        metavar="FILE",
        help="The table of labels; or `names` for the file names, `none` for no labels.  [default: what is found]",
        show_default=False,
    ),
]
PairsFile = Annotated[
    str | None,
    typer.Option(
        "--pairs",
        metavar="FILE",
        help="The table of pairs; or `names` for the file names, `factors` for the labels.  [default: what is found]",
        show_default=False,
    ),
]
Pattern = Annotated[str | None, typer.Option(help="Read the factors from file names: '{shape}_{hue}.png'.")]
ActionKind = Annotated[Actions | None, typer.Option("--actions", help="Kind of the actions.", show_default=False)]
MissingKind = Annotated[
    Missing,
    typer.Option(
        "--missing",
        help="Rows and images that are not complete: an error, or left out; `keep`: -1 or unknown is a value.",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file when it exists.")]


@app.command()
def init(
    spec: SpecFile = Path("spec.yaml"),
    template: TemplateName = None,
    data: DataFile = None,
    labels: Labels = None,
    pairs: PairsFile = None,
    actions: ActionKind = None,
    pattern: Pattern = None,
    missing: MissingKind = Missing.ERROR,
    force: Force = False,
) -> None:
    """Write a new spec, from a template or for images of your own, and the schema that editors read."""
    given = {"--labels": labels, "--pairs": pairs, "--actions": actions, "--pattern": pattern}
    data = None if data is None else at_home(data)
    alone = next((name for name, value in given.items() if value is not None), None)
    if data and template:
        raise typer.BadParameter("a spec starts from a template or from data: give one of the two", param_hint="--data")
    if alone and not data:
        raise typer.BadParameter("it speaks of data, and --data names none", param_hint=alone)
    if data and spec.exists() and spec.suffix not in (".yaml", ".yml"):
        raise typer.BadParameter(f"{spec} exists and is no spec: it would be lost", param_hint="SPEC")
    require_place(spec, replace=force)
    if data is None:
        text = MODELINE + template_text(template or Template.CRITTERS)
    else:
        text = proposed(data, spec, labels, pairs, actions, pattern, missing)
    write_all({spec.parent / SCHEMA_PATH: schema_text(), spec: text})
    load(spec)
    say(f"{spec}: written; next: causalvq compile {spec}")


def proposed(
    data: Path,
    spec: Path,
    labels: str | None,
    pairs: str | None,
    actions: Actions | None,
    pattern: str | None,
    missing: Missing,
) -> str:
    """The spec for some data, what was found told."""
    from causalvq.init.options import Options
    from causalvq.init.proposal import propose  # reads data, so it imports numpy; templates do not need it

    options = Options(
        labels=table_or_word(labels, ("names", "none"), "--labels", data),
        pairs=table_or_word(pairs, ("names", "factors"), "--pairs", data),
        actions=None if actions is None else actions.value,
        pattern=pattern,
        missing=missing.value,
    )
    proposal = propose(data, spec, options)
    say(f"{data}:")
    for line in proposal.report.lines():
        say(line)
    print_human([told for told in proposal.report.made.warnings if told.severity == "warning"])
    return proposal.text


def at_home(path: Path) -> Path:
    """A path that begins with `~`, which a shell leaves so behind `=` and in quotes; any other as it is."""
    try:
        return path if path.exists() else path.expanduser()
    except (OSError, RuntimeError, ValueError):
        return path


def table_or_word(given: str | None, words: tuple[str, ...], option: str, data: Path) -> Path | str | None:
    """A word that an option knows, or the path of a table: as given, or within the data."""
    if given is None or given in words:
        return given
    places = (Path(given), at_home(Path(given)), data / given, data.parent / given)
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        from causalvq.data.data_faults import MISSING  # and numpy, which templates do without

        message, expected = f"{given} does not exist", f"a table, or {' or '.join(words)}"
        raise DataError(Diagnostic(MISSING, message, Place(given), expected=expected, hint=f"what {option} names"))
    return found


def template_text(template: Template) -> str:
    """A spec that comes with the program."""
    return (files("causalvq.cli.templates") / f"{template.value}.yaml").read_text(encoding="utf-8")
