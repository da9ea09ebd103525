"""`causalvq data ls|info|check|cache|sheet|pairs`: look at the data before a model does."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from causalvq.cli.human import print_human
from causalvq.cli.options import Overrides, SpecPath
from causalvq.cli.plans import pair_table
from causalvq.cli.status import INPUT_AT_FAULT
from causalvq.cli.terminal import say, say_json
from causalvq.cli.written_files import require_place, write_file
from causalvq.compiler.placement.action_kinds import asked
from causalvq.data.cache import cache_key, damage, default_directory, entries, images_cached_somewhere
from causalvq.data.checking import check_source, class_balance
from causalvq.data.counting import count_pairs
from causalvq.data.data_faults import CACHE_FAILED
from causalvq.data.facts import SourceFacts
from causalvq.data.pairs.pair_writing import pair_table_text
from causalvq.data.pixels import PIXEL_BYTES
from causalvq.data.preparation import arrange, data_facts
from causalvq.data.registry import BUILTIN, FORMATS, open_native, resized
from causalvq.data.source import Source
from causalvq.data.types import Integers
from causalvq.data.views.composite import shown_channels
from causalvq.data.views.data_sheet import contact_sheet
from causalvq.data.views.span import range_text
from causalvq.dsl.loader import load
from causalvq.dsl.spec import Data
from causalvq.errors import DataError, Diagnostic

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Look at images, factors and pairs.")

Target = Annotated[str, typer.Argument(metavar="SOURCE", help="A built-in source, or a spec (YAML).")]
Size = Annotated[int | None, typer.Option(min=8, max=1024, help="Side of the images in pixels; overrides the spec's.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the file of --out when it exists.")]
Directory = Annotated[
    Path | None, typer.Option("--cache", help="The cache folder. Default: $CAUSALVQ_CACHE, or your user cache.")
]


@app.command("ls")
def list_sources(cache: Directory = None) -> None:
    """List the built-in sources, the formats that can be read, and what is cached."""
    say("built in: " + ", ".join(sorted(BUILTIN)))
    say("formats:  " + ", ".join(sorted(FORMATS)))
    directory = cache or default_directory()
    found = entries(directory)
    say(f"cached in {directory}: {len(found) or 'nothing'}")
    for key, entry in found:
        count, height, width, channels = entry.shape
        megabytes = count * height * width * channels * PIXEL_BYTES[entry.dtype] / 1e6
        sizes = f"{height} x {width} x {channels}{_kind(entry.dtype)}"
        say(f"  {key}  {count:,} images of {sizes}, {megabytes:,.0f} MB")


@app.command()
def info(
    target: Target,
    size: Size = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Print the facts of a source, its factors, and how many images each value has."""
    data, base = _data(target, size, overrides)
    facts = data_facts(data, base=base)
    balance = class_balance(_open(data, base))
    if as_json:
        document = facts.to_json() | {"balance": [counts.tolist() for counts in balance]}
        say_json(document, indent=2)
        return
    for line in _described(target, facts):
        say(line)
    if facts.dtype != "uint8":
        say(f"  pixels: {range_text(_open(data, base))}")
    for factor, counts in zip(facts.factors, balance, strict=False):
        even = counts.min() == counts.max()
        say(f"  {factor.name}: " + (f"{counts[0]:,} images each" if even else _counted(factor.values, counts)))


@app.command()
def check(
    target: Target,
    size: Size = None,
    cache: Directory = None,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Read every image, the table of pairs and the cache, where there are any; list all that is broken."""
    data, base = _data(target, size, overrides)
    native = open_native(data.source, base, data.image.size, data.image.alpha)
    source = resized(native, data.image.size)
    found = check_source(native)
    if data.pairs.origin in ("file", "names"):
        found += _faults_of_pairs(Path(target), overrides)
    place = (cache or default_directory()) / cache_key(source)
    if place.exists() and (wrong := damage(place, source, whole=True)):
        found.append(
            Diagnostic(CACHE_FAILED, f"the cache entry {place} is damaged: {wrong}", hint="causalvq data cache")
        )
    print_human(found, all_of_them=True)
    if found:
        raise typer.Exit(INPUT_AT_FAULT)
    say(f"{target}: {len(source):,} images read, nothing broken")


@app.command("cache")
def build_cache(
    target: Target,
    size: Size = None,
    cache: Directory = None,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Decode all images once, into a file that trainings map."""
    source = _open(*_data(target, size, overrides))
    directory = cache or default_directory()
    images = images_cached_somewhere(source, directory)
    place = Path(str(getattr(images, "filename", directory / cache_key(source) / "images.npy"))).parent
    say(f"{place}: {len(images):,} images, {images.nbytes / 1e6:,.0f} MB")


@app.command()
def sheet(
    target: Target,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Where to write. Default: sheet_<name>.png.")] = None,
    size: Size = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the images shown at random.")] = 0,
    force: Force = False,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Draw a contact sheet: one row a factor, then images at random."""
    path = out or Path(f"sheet_{Path(target).stem}.png")
    require_place(path, replace=force or out is None)
    picture = BytesIO()
    data, base = _data(target, size, overrides)
    source = _open(data, base)
    show = shown_channels(data.image.show, source.facts.channels)
    contact_sheet(source, seed, show).save(picture, format="PNG")
    write_file(path, picture.getvalue(), replace=force or out is None)
    say(str(path))


@app.command()
def pairs(
    spec: SpecPath,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the table of pairs (CSV) of a part.")] = None,
    part: Annotated[str, typer.Option(help="The part to write: train, validation or test.")] = "train",
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    force: Force = False,
    overrides: Overrides = [],  # noqa: B006
) -> None:
    """Count the pairs of each factor and part; with -o, write those of a part as a table for `data.pairs.file`."""
    if out is not None:
        require_place(out, replace=force)
    document = load(spec, overrides).spec
    ready = arrange(document.data, asked(document), document.seed, base=spec.parent)
    if out is not None:
        if part not in ready.pairs:
            known = ", ".join(ready.pairs) or "none: data.pairs is none"
            raise typer.BadParameter(f"there is no part {part!r} with pairs; parts: {known}", param_hint="--part")
        found = ready.pairs[part]
        text = pair_table_text(found, ready.labels, ready.facts, range(len(ready.facts.factors)))
        write_file(out, text, replace=force)
    counts = count_pairs(ready)
    if as_json:
        say_json(counts.to_json(), indent=2)
    elif out is not None:
        say(f"{out}: {len(found):,} pairs")
    else:
        for line in pair_table(counts):
            say(line)


def _data(target: str, size: int | None, overrides: list[str]) -> tuple[Data, Path]:
    """The data section meant by a name or a path, and the folder that its paths start from."""
    changes = [*overrides, *([f"data.image.size={size}"] if size is not None else [])]
    if target in BUILTIN:
        image = {"size": size} if size is not None else {}
        return Data.model_validate({"source": target, "image": image}), Path()
    path = Path(target)
    if not path.exists() and path.suffix not in (".yaml", ".yml"):
        raise typer.BadParameter(f"{target!r} is neither a built-in source ({', '.join(BUILTIN)}) nor a spec")
    return load(path, changes).spec.data, path.parent


def _faults_of_pairs(spec: Path, overrides: list[str]) -> list[Diagnostic]:
    """What is wrong with the pairs that a table lists or names tell."""
    document = load(spec, overrides).spec
    try:
        arrange(document.data, asked(document), document.seed, base=spec.parent)
    except DataError as error:
        return list(error.diagnostics)
    return []


def _open(data: Data, base: Path) -> Source:
    return resized(open_native(data.source, base, data.image.size, data.image.alpha), data.image.size)


def _described(target: str, facts: SourceFacts) -> list[str]:
    native = f"{facts.native_height} x {facts.native_width}"
    grid = "every combination of values once" if facts.grid_complete else "not a complete grid"
    sizes = f"{facts.height} x {facts.width} x {facts.channels}{_kind(facts.dtype)}"
    lines = [
        f"{target}: {facts.images:,} images of {sizes} (native {native})",
        f"fingerprint {facts.fingerprint[:16]}; {grid}",
    ]
    lines += [
        f"  {factor.name} {factor.size}{' cyclic' if factor.cyclic else ''}: {', '.join(factor.values)}"
        for factor in facts.factors
    ]
    lines += [f"  {factor.name}: {told}" for factor in facts.factors for told in factor.notices]
    if facts.edges:
        lines.append("  true graph: " + ", ".join(f"{cause} -> {effect}" for cause, effect in facts.edges))
    return [*lines, "class balance:"] if facts.factors else [*lines, "  no factors: the images are unlabelled"]


def _kind(dtype: str) -> str:
    """The type of pixels that are no bytes, to stand behind their number."""
    return "" if dtype == "uint8" else f" of {dtype}"


def _counted(values: tuple[str, ...], counts: Integers) -> str:
    return ", ".join(f"{value} {count:,}" for value, count in zip(values, counts, strict=True))
