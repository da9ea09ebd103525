"""From data to a spec that trains: read, choose, write, and try what was written before anyone sees it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from pydantic import ValidationError

from causalvq.atomic_files import LONGEST, process_lives, write_atomically
from causalvq.compiler.artifacts.compilation import Compilation, compile_document
from causalvq.compiler.capability.trainability import unsupported
from causalvq.data.data_faults import diagnostic
from causalvq.data.facts import SourceFacts
from causalvq.data.pairs.meaning import Actions
from causalvq.data.pairs.pair_table import PairTable
from causalvq.data.preparation import listed_pairs, noted
from causalvq.data.registry import open_native
from causalvq.data.source import Source
from causalvq.data.tables.table import whole
from causalvq.data.views.span import range_text
from causalvq.dsl.language_diagnostics import NOT_WRITTEN
from causalvq.dsl.loader import load
from causalvq.dsl.name_rule import cleaned, why_not
from causalvq.dsl.spec import Data
from causalvq.errors import CompileError, DataError, Diagnostic, Place, SpecError
from causalvq.init.choosing import ENOUGH, counted, paired_factors
from causalvq.init.options import Options
from causalvq.init.orders import ordered_facts
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.image_sample import read_sample
from causalvq.init.reading.init_faults import INCOMPLETE, NOT_TAKEN, NOTHING_SAID, no_factor
from causalvq.init.reading.inventory import Inventory, take_inventory
from causalvq.init.report import Report
from causalvq.init.writing import spec_text
from causalvq.system_faults import refused

Kinds = Literal["auto", "step", "set"]
READ: Final = frozenset({"npz", "arrays", "hdf5", "folder"})
"""Formats of a stranger's own, of which some images are read before a spec is written."""

BY_FACTOR: Final = ("bins", "one_hot", "empty")
"""Options of sources that say something of each factor."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spec for some data.

    Args:
        text: of the spec.
        report: what was found, taken and left aside.
    """

    text: str
    report: Report


@dataclass(frozen=True, slots=True)
class Draft:
    """What a spec is written from.

    Args:
        data: the `data` section, without `image`.
        facts: of the source.
        actions: kind of the actions; auto where the order of the factors decides.
        reading: how the data were read.
        dropped: factors that are left out because no two images differ in them alone.
        partial: whether a table leaves open what some of its pairs are.
    """

    data: Mapping[str, Any]
    facts: SourceFacts
    actions: Kinds
    reading: Reading
    dropped: tuple[str, ...] = ()
    partial: bool = False


def propose(data: Path, spec: Path, options: Options) -> Proposal:
    """A spec for a folder or a file, which compiles and whose plan can be trained.

    Args:
        data: the folder or file with the images.
        spec: where the text will be written; paths in it are relative to its folder.
        options: what the user says beside the path.

    Raises:
        DataError: CVQ320 when nothing says what was done to what, CVQ322 when there are no data, CVQ323 when images
            have no row; what reading raises.
        CompileError: what is wrong with the only spec there could be, for example too few pairs.
    """
    found = take_inventory(data, options)
    drafts = list(drafted(found, spec, options))
    first: CompileError | DataError | None = None
    for draft in drafts:
        require_nameable(draft.facts, found.path)
        text = spec_text(draft.data, draft.facts, draft.actions, draft.reading, found, partial=draft.partial)
        try:
            made = tried(text, spec)
        except (CompileError, DataError) as error:
            first = first or error
            continue
        return Proposal(text, Report(found, draft.reading, draft.facts, draft.dropped, made))
    assert first is not None, "there is a draft for each kind of actions"
    raise first


def require_nameable(facts: SourceFacts, place: Path) -> None:
    """Refuse factors that no spec could name.

    Raises:
        DataError: CVQ321, one diagnostic for each.
    """
    faults = [
        diagnostic(
            NOT_TAKEN,
            f"a factor of the data cannot be called {factor.name[:80]!r}: {why}",
            place,
            hint="rename it in the data",
        )
        for factor in facts.factors
        if (why := why_not(cleaned(factor.name))) is not None
    ]
    if faults:
        raise DataError(*faults)


def tried(text: str, spec: Path) -> Compilation:
    """Compile a text as if it stood where it will be written.

    Raises:
        CompileError: when no plan can be made of it, or none that can be trained.
        DataError: when the data are not what it says.
        SpecError: CVQ126 when nothing can be written there.
    """
    for left in spec.parent.glob(".*.trial"):  # by a process that was killed
        if not process_lives(left.name.removesuffix(".trial").rpartition(".")[2]):
            left.unlink(missing_ok=True)
    trial = spec.with_name(f".{spec.name[:LONGEST]}.{os.getpid()}.trial")
    try:
        write_atomically(trial, text)
    except OSError as error:
        raise SpecError(refused(NOT_WRITTEN, "the file cannot be written", error, spec)) from error
    try:
        made = compile_document(load(trial))
        missing = unsupported(made.plan)
    except (CompileError, DataError, SpecError) as error:
        raise type(error)(*(placed(one, trial, spec) for one in error.diagnostics)) from None
    finally:
        trial.unlink(missing_ok=True)
    if missing:
        raise CompileError(*missing)
    return replace(made, warnings=tuple(placed(one, trial, spec) for one in made.warnings))


def placed(told: Diagnostic, trial: Path, spec: Path) -> Diagnostic:
    """What is said of the text that is tried, said of the file that it will be."""

    def moved(place: Place) -> Place:
        return replace(place, file=str(spec)) if place.file == str(trial) else place

    related = tuple(replace(one, place=moved(one.place)) for one in told.related)
    return replace(told, place=moved(told.place) if told.place else None, related=related)


def drafted(found: Inventory, spec: Path, options: Options) -> Iterator[Draft]:
    """The drafts of an inventory, the likeliest kind of actions first."""
    reading = found.reading
    base = spec.parent
    root = os.path.relpath(found.path, base)
    require_complete(reading, found, options)
    reading = replace(reading, columns=tuple(map(nameable, reading.columns)))
    if reading.columns and not reading.factors:
        raise no_factor(found.path, reading.labels, reading.columns, "rename what cannot stand in a spec")
    section = section_of(reading, root, options)
    native = open_native(data_of(section).source, base, None if found.one_size else found.side)
    if reading.source["format"] in READ:
        read_sample(native)
    if native.facts.dtype != "uint8":
        reading = replace(reading, pixels=range_text(native))
    if reading.pairs:
        table, left = listed_pairs(data_of(section), base, native)
        assert table is not None, "a reading with pairs says where they come from"
        partial = any(row.factor is None and row.word is None for row in table.rows)
        for kind in (options.actions,) if options.actions else kinds_of(table):
            facts = noted(native.facts, table, left)
            if not facts.factors:
                facts = replace(facts, factors=table.factors(), labelled=False)
            yield Draft(section, facts, kind, reading, partial=partial)
        return
    kind = options.actions or "auto"
    if reading.part is None and reading.group is not None:
        yield from in_groups(section, native, kind, reading, found, base)
        note = f"split: {{by: {reading.group}}} would keep its groups together, and leave a factor without pairs"
        reading = replace(reading, notes=(*reading.notes, note))
    yield with_factors(section, native, kind, reading, found)
    if reading.part is not None:
        note = f"the parts that {reading.part} names leave a factor without pairs: parts are drawn by pairs instead"
        drawn = replace(reading, part=None, notes=(*reading.notes, note))
        without = {name: value for name, value in section.items() if name != "split"}
        yield with_factors(without, native, kind, drawn, found)


def in_groups(
    section: Mapping[str, Any], native: Source, kind: Kinds, reading: Reading, found: Inventory, base: Path
) -> Iterator[Draft]:
    """Drafts whose split keeps groups together: with pairs of one group each where these are enough, or of any."""
    group = str(reading.group)
    split = {"by": group}
    together = f"{group}: its groups stay together, so that no part of the split has images of another's"
    factors = [column.name for column in reading.factors]
    held = {**section, "source": narrowed(section["source"], [*factors, group])}
    source = open_native(data_of(held).source, base, None if found.one_size else found.side)
    labels = source.factors(np.arange(len(source), dtype=np.int64))
    facts = ordered_facts(source, labels)
    kinds = [Actions(kind).kind(factor) for factor in facts.factors]
    counts = counted(labels, facts.sizes, range(len(facts.factors)), kinds)
    if min(counts[: len(factors)]) >= ENOUGH:
        kept = replace(reading, notes=(*reading.notes, f"{together}; two images of a pair are of one {group}"))
        own = replace(facts, factors=facts.factors[: len(factors)])
        yield Draft({**held, "factors": factors, "split": split}, own, kind, kept)
    note = f"{together}; two images of a pair may be of two of them"
    noted = replace(reading, notes=(*reading.notes, note))
    yield with_factors({**section, "split": split}, native, kind, noted, found)


def with_factors(section: Mapping[str, Any], native: Source, kind: Kinds, reading: Reading, found: Inventory) -> Draft:
    """A draft whose pairs are made from factors, as many of these as have pairs.

    Raises:
        DataError: CVQ320 when none has.
    """
    labels = native.factors(np.arange(len(native), dtype=np.int64))
    facts = ordered_facts(native, labels)
    kinds = [Actions(kind).kind(factor) for factor in facts.factors]
    kept, _ = paired_factors(labels, facts.sizes, kinds)
    names = [factor.name for factor in facts.factors]
    if not kept:
        told = ", ".join(f"{factor.name} ({factor.size})" for factor in facts.factors) or "none"
        raise DataError(
            diagnostic(
                NOTHING_SAID,
                "no two images differ in one factor alone, so that nothing says what an action does",
                found.path,
                expected="images that are alike in all factors but one, or a table of pairs",
                got=f"factors {told}",
                hint="take fewer columns, cut measurements into fewer bins, or write a table of pairs: two columns "
                "of images and what was done, named before, after and action or by data.pairs.columns",
            )
        )
    dropped = tuple(name for column, name in enumerate(names) if column not in kept)
    if not dropped:
        return Draft(section, facts, kind, reading)
    chosen = [names[column] for column in kept]
    source = narrowed(section["source"], chosen)
    facts = replace(facts, factors=tuple(facts.factors[column] for column in kept))
    return Draft({**section, "source": source, "factors": chosen}, facts, kind, reading, dropped)


def narrowed(source: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A source with some of its factors, the others not being labels at all, so that they may differ within a pair."""
    key = "attributes" if source["format"] == "celeba" else "columns"
    kept = {name: value for name, value in source.items() if name not in BY_FACTOR or not isinstance(value, Mapping)}
    parts = {
        name: {factor: said for factor, said in source[name].items() if factor in names}
        for name in BY_FACTOR
        if isinstance(source.get(name), Mapping)
    }
    return {**kept, key: list(names)} | {name: part for name, part in parts.items() if part}


def section_of(reading: Reading, root: str, options: Options) -> dict[str, Any]:
    """The `data` section of a reading, paths relative to the folder of the spec."""
    source = dict(reading.source)
    source["path"] = joined(root, str(source["path"]))
    columns = reading.columns
    if columns and not reading.pairs:
        factors = [column.name for column in reading.factors]
        if len(factors) < len(columns):
            source = narrowed(source, factors)
        bins = {column.name: column.bins for column in reading.factors if column.bins is not None}
        if bins:
            source["bins"] = bins
    if options.missing == "skip" and source["format"] == "folder" and (columns or "file" in reading.pairs):
        source["missing"] = options.missing
    section: dict[str, Any] = {"source": source}
    if reading.part is not None:
        section["split"] = {"by": reading.part}
    pairs = dict(reading.pairs)
    for key in ("file", "actions"):
        if key in pairs and source["format"] == "folder":
            pairs[key] = joined(root, pairs[key])
    if pairs:
        section["pairs"] = pairs
    return section


def data_of(section: Mapping[str, Any]) -> Data:
    """The section as the language reads it, in which a list is a list however Python holds it."""
    said = json.dumps(section, ensure_ascii=False)
    if whole(said) != said:
        message = "what was found has a name that is not UTF-8, which no spec can hold"
        raise DataError(diagnostic(NOT_TAKEN, message, got=whole(said)[:300], hint="rename the file or the folder"))
    try:
        return Data.model_validate_json(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where, message = ".".join(map(str, first["loc"])), first["msg"]
        hint = "rename the file or the column that it speaks of"
        raise DataError(
            diagnostic(NOT_TAKEN, f"what was found cannot be said in a spec: {where}: {message}", hint=hint)
        ) from None


def joined(root: str, path: str) -> str:
    """A path below a folder, with `/`."""
    return Path(os.path.normpath(Path(root) / path)).as_posix()


def nameable(column: Any) -> Any:
    """A column whose name cannot stand in a spec is left out."""
    fault = why_not(cleaned(column.name))
    if column.kind in ("left out", "part") or fault is None:
        return column
    return replace(column, kind="left out", why=f"its name cannot stand in a spec: {fault}")


def require_complete(reading: Reading, found: Inventory, options: Options) -> None:
    """Refuse rows without images and images without labels, unless they may be left out.

    Raises:
        DataError: CVQ323.
    """
    if reading.incomplete and options.missing != "skip":
        of_pairs = bool(reading.pairs)
        what = (
            "images before and after do not match"
            if of_pairs
            else f"labels and images do not match in {reading.labels}"
            if len(reading.incomplete) > len(reading.stand_ins)
            else f"{reading.labels} does not say all of each image"
        )
        raise DataError(
            diagnostic(
                INCOMPLETE,
                f"{what}: {' and '.join(reading.incomplete)}",
                found.path,
                expected="an image after for each before"
                if of_pairs
                else "a row for each image, an image for each row, and a value in each cell",
                hint="complete them, or leave such rows and images out: --missing skip" + kept_hint(reading),
            )
        )


def kept_hint(reading: Reading) -> str:
    """What to say so that cells that are taken for no value are values."""
    marks = [text for texts in reading.stand_ins.values() for text in texts]
    return f"; or take {' and '.join(dict.fromkeys(marks))} for values like others: --missing keep" if marks else ""


def kinds_of(table: PairTable) -> tuple[Kinds, ...]:
    """The kinds of actions that a table of pairs may be of, the likelier first."""
    rows = [row for row in table.rows if row.factor is not None]
    if table.words:
        return ("auto",)
    if any(row.step for row in rows):
        return ("step",)
    return ("step", "set") if any(row.before is not None for row in rows) else ("set", "step")
