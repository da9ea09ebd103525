"""Source facts: which images, which factors actions change, how images are split and paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from causalvq.compiler.draft import Draft, Inputs, WithData
from causalvq.compiler.placement.action_kinds import asked
from causalvq.compiler.plan import DataPlan, FactorPlan
from causalvq.compiler.plan_faults import (
    ABSENT_DATA,
    IMBALANCE,
    NOTICED,
    RANGE,
    SHOW,
    SKIPPED,
    SPELLINGS,
    UNKNOWN_NAME,
    UNLABELLED,
    UNNAMEABLE,
    WORDS_IN_ORDER,
    fault,
)
from causalvq.data.facts import is_number
from causalvq.data.published.known_sets import ABSENT, what_to_put
from causalvq.data.views.composite import shown_channels
from causalvq.dsl.name_rule import cleaned, why_not
from causalvq.dsl.spec.sources import AnyFileSource
from causalvq.dsl.text.nodes import key_of_path
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import CompileError, Diagnostic

MOST_VALUES = 12
"""Values of a factor that a message names."""

MOST_NOTICES = 3
"""Of the values of a factor that a message tells."""

LATER = frozenset({"empty"})
"""Options of sources that the first plans do not have."""

PAIR_PARTS = ("file", "before", "after", "actions", "columns")


def facts(draft: Draft) -> WithData:
    """Set `data`.

    Raises:
        CompileError: when the spec names factors that the source does not have, or pairs need labels that are absent.
    """
    inputs = draft.inputs
    found = list(faults(inputs))
    if found:
        raise CompileError(*found)
    data = data_plan(inputs)
    names = ", ".join(f"{factor.name} ({factor.size})" for factor in data.factors)
    started = with_range(WithData(**draft.parts, data=data))
    return (
        started.warn(told_of(inputs))
        .because("name", inputs.spec.name, "name")
        .because("seed", str(inputs.spec.seed), "seed")
        .because("data.source", f"{data.images:,} images", "data.source")
        .because("data.height", sizes(data), "data.image.size", "data.source")
        .because("data.factors", names or "none", "data.factors", "data.source")
        .because("data.split", ", ".join(f"{k} {v:g}" for k, v in data.split.items()), "data.split")
        .because("data.split_by", data.split_by, "data.split.by")
        .because("data.pairs", f"{data.pairs}, {data.frequency}", "data.pairs")
        .because("data.neighbours", data.neighbours, "data.pairs.neighbours")
        .because("data.imbalance", ", ".join(data.imbalance) or "none", "data.imbalance")
        .because("data.opposites", words_told(data, data.opposites), "data.pairs.opposites")
        .because("data.alternatives", words_told(data, data.alternatives), "data.pairs.alternatives")
        .follow(("data.width", "data.size"), "data.image.size", "data.source")
        .follow(("data.channels", "data.images", "data.fingerprint", "data.sizes"), "data.source")
        .follow((*(f"data.pairs_{part}" for part in PAIR_PARTS), "data.frequency"), "data.pairs")
    )


def told_of(inputs: Inputs) -> Iterator[Diagnostic]:
    """What a person should know of the data that is no fault of theirs."""
    yield from absent(inputs)
    yield from skipped(inputs)
    yield from noticed(inputs)
    yield from spellings(inputs)
    yield from nearly_alike(inputs)
    yield from words_in_order(inputs)


def noticed(inputs: Inputs) -> Iterator[Diagnostic]:
    """How the data were read, where another reading is possible."""
    for told in inputs.facts.notices:
        yield Diagnostic(NOTICED, told, inputs.document.place("data.source"), severity="note")


def words_in_order(inputs: Inputs) -> Iterator[Diagnostic]:
    """Factors whose values are words that are declared to be in an order: which one it is."""
    for index, item in enumerate(() if inputs.spec.data.factors == "all" else inputs.spec.data.factors):
        if isinstance(item, str) or item.order != "ordered":
            continue
        factor = next(known for known in inputs.facts.factors if known.name == item.name)
        if not all(map(is_number, factor.values)):
            shown = ", ".join(factor.values[:MOST_VALUES]) + (", ..." if factor.size > MOST_VALUES else "")
            yield Diagnostic(
                WORDS_IN_ORDER,
                f"the values of {item.name} are words, and their order is taken to be that of the data: {shown}",
                inputs.document.place(f"data.factors[{index}].order"),
                hint="number them to have another order, or say order: none",
                severity="warning",
            )


def with_range(draft: WithData) -> WithData:
    """The draft with what pixels lie between, where the spec says it."""
    said = draft.data.range
    return draft if said is None else draft.because("data.range", f"{said[0]:g} to {said[1]:g}", "data.image.range")


def words_told(data: DataPlan, groups: Sequence[Sequence[str]] | None) -> str:
    """What the spec says of the user's own words for actions."""
    if groups is None and data.open_words:
        return "found when training starts"
    return ", ".join(" / ".join(group) for group in groups or ()) or "none"


def sizes(data: DataPlan) -> str:
    """`32 x 32 x 5 of uint16`; the type of bytes is not told."""
    return f"{data.height} x {data.width} x {data.channels}" + (f" of {data.dtype}" if data.dtype != "uint8" else "")


def absent(inputs: Inputs) -> Iterator[Diagnostic]:
    """A published set that is not there: its plan is shown, but cannot be trained."""
    if inputs.facts.fingerprint == ABSENT:
        yield Diagnostic(
            ABSENT_DATA,
            "the images are not there: the plan follows what is known of the published set, and cannot be trained",
            inputs.document.place("data.source"),
            hint=f"{what_to_put(inputs.spec.data.source)}, seen from the folder of the spec; then compile again",
            severity="warning",
        )


def skipped(inputs: Inputs) -> Iterator[Diagnostic]:
    """What was left out of the data, as the spec says."""
    if inputs.facts.skipped:
        message = f"left out, as data.source.missing says: {' and '.join(inputs.facts.skipped)}"
        yield Diagnostic(SKIPPED, message, inputs.document.place("data.source"), severity="note")


def spellings(inputs: Inputs) -> Iterator[Diagnostic]:
    """What was taken for one value, and declared values of no image."""
    for factor in inputs.facts.factors:
        if not factor.notices:
            continue
        more = len(factor.notices) - MOST_NOTICES
        told = (*factor.notices[:MOST_NOTICES], *([f"and {more} more"] if more > 0 else []))
        message = f"values of {factor.name}: {'; '.join(told)}"
        yield Diagnostic(SPELLINGS, message, inputs.document.place("data.source"), severity="warning")


def data_plan(inputs: Inputs) -> DataPlan:
    """The facts and the choices of the spec in one record."""
    spec, known = inputs.spec.data, inputs.facts
    columns = {factor.name: index for index, factor in enumerate(known.factors)}
    chosen = tuple(columns) if spec.chosen == "all" else spec.chosen
    return DataPlan(
        source=spec.source if isinstance(spec.source, str) else said(spec.source),
        size=spec.image.size,
        height=known.height,
        width=known.width,
        channels=known.channels,
        images=known.images,
        fingerprint=known.fingerprint,
        sizes=known.sizes,
        factors=tuple(
            FactorPlan(
                name=name,
                column=columns[name],
                size=known.factors[columns[name]].size,
                values=known.factors[columns[name]].values,
                cyclic=known.factors[columns[name]].cyclic,
                order=known.factors[columns[name]].declared if name not in spec.cyclic else None,
                words=known.factors[columns[name]].words,
            )
            for name in chosen
        ),
        split=spec.split.model_dump(exclude={"by"}),
        split_by=spec.split.by,
        pairs=spec.pairs.origin,
        pairs_file=spec.pairs.file,
        pairs_before=spec.pairs.before,
        pairs_after=spec.pairs.after,
        pairs_actions=spec.pairs.actions,
        pairs_columns={role: spec.pairs.columns[role] for role in sorted(spec.pairs.columns)},
        frequency=spec.pairs.frequency,
        neighbours=neighbours(inputs),
        opposites=spec.pairs.opposites,
        alternatives=spec.pairs.alternatives,
        imbalance={name: spec.imbalance[name] for name in sorted(spec.imbalance)},
        dtype=known.dtype,
        show=shown_channels(spec.image.show, known.channels),
        alpha=spec.image.alpha,
        range=spec.image.range,
        pairs_digest=inputs.pairs_digest,
    )


def neighbours(inputs: Inputs) -> Literal["present", "adjacent"]:
    """Where steps lead, as the spec says it or as labels suggest; labels that are not there suggest nothing."""
    wanted = inputs.spec.data.pairs.neighbours
    if wanted != "auto":
        return wanted
    return "present" if inputs.counts is None else inputs.counts.neighbours


def said(source: AnyFileSource) -> dict[str, Any]:
    """A source as plans have it, without later options that are not used: plans of before are as they were."""
    return {key: value for key, value in source.model_dump(mode="json").items() if key not in LATER or value}


def range_faults(inputs: Inputs) -> Iterator[Diagnostic]:
    """A range of pixels that is none, or of bytes, which have one."""
    given = inputs.spec.data.image.range
    if given is None:
        return
    if given[0] >= given[1]:
        message = "data.image.range is no range: the first number is the least"
        yield fault(inputs.document, RANGE, message, "data.image.range", expected="two numbers, the greater one last")
    if inputs.facts.dtype == "uint8":
        message = "the images are of bytes, which range from 0 to 255"
        yield fault(inputs.document, RANGE, message, "data.image.range", hint="leave out data.image.range")


def unnameable(inputs: Inputs) -> Iterator[Diagnostic]:
    """Factors whose name is none, or the name of another one."""
    seen: set[str] = set()
    for factor in inputs.facts.factors:
        why = why_not(cleaned(factor.name)) or ("another factor has it" if cleaned(factor.name) in seen else None)
        seen.add(cleaned(factor.name))
        if why is not None:
            message = f"a factor of the data cannot be called {factor.name[:80]!r}: {why}"
            hint = "rename it in the data, or leave it out: data.source.columns"
            yield fault(inputs.document, UNNAMEABLE, message, "data.source", hint=hint)


def nearly_alike(inputs: Inputs) -> Iterator[Diagnostic]:
    """Factors whose names differ in capitals alone."""
    groups: dict[str, list[str]] = {}
    for factor in inputs.facts.factors:
        groups.setdefault(factor.name.casefold(), []).append(factor.name)
    for names in groups.values():
        if len(names) > 1:
            message = f"the factors {' and '.join(names)} differ in capitals alone, and are kept apart"
            yield Diagnostic(UNNAMEABLE, message, inputs.document.place("data.source"), severity="warning")


def unnamed_values(inputs: Inputs) -> Iterator[Diagnostic]:
    """Actions of a table of pairs that are not of the kind that the spec asks for; labels of images would help."""
    actions, facts = asked(inputs.spec), inputs.facts
    wanted = inputs.spec.data.chosen
    for factor in () if facts.labelled else facts.factors:
        if factor.words or (wanted != "all" and factor.name not in wanted):
            continue
        kind = actions.kind(factor)
        if kind == "set" and factor.size < 2:
            message = f"the table of pairs names {factor.size} values of {factor.name}, and one alone cannot be set"
            remedy = "interventions.actions: step, or a table of the form input,output,factor,value"
        elif kind == "step" and factor.size == 1:
            message = f"the table of pairs names one value of {factor.name}, from which there is no step"
            remedy = f"the form input,output,factor,from,to, or actions {factor.name}+1 and {factor.name}-1"
        else:
            continue
        yield fault(inputs.document, UNLABELLED, message, "data.pairs.file", hint=remedy)


def faults(inputs: Inputs) -> Iterator[Diagnostic]:
    """Factors that are named but not there, and pairs that cannot be made."""
    document, spec = inputs.document, inputs.spec.data
    known = [factor.name for factor in inputs.facts.factors]
    uses = [] if spec.chosen == "all" else [(name, f"data.factors[{i}]") for i, name in enumerate(spec.chosen)]
    uses += [(name, f"interventions.actions.{key_of_path(name)}") for name in inputs.spec.interventions.by_factor]
    uses += [(name, f"data.imbalance.{key_of_path(name)}") for name in spec.imbalance]
    for name, path in uses:
        if name not in known:
            yield fault(
                document,
                UNKNOWN_NAME,
                f"the source has no factor {name}",
                path,
                expected=f"one of {', '.join(known)}" if known else "no factors: the images are unlabelled",
                hint=did_you_mean(name, known),
            )
    for factor in inputs.facts.factors:
        shares = spec.imbalance.get(factor.name)
        if shares is not None and len(shares) != factor.size:
            yield fault(
                document,
                IMBALANCE,
                f"data.imbalance gives {len(shares)} shares for the {factor.size} values of {factor.name}",
                f"data.imbalance.{key_of_path(factor.name)}",
                expected=f"a share for each of {', '.join(factor.values)}",
            )
    yield from unnameable(inputs)
    channels = inputs.facts.channels
    for index, channel in enumerate(spec.image.show or ()):
        if channel >= channels:
            only = "the images have one channel" if channels == 1 else f"the images have {channels} channels"
            yield fault(
                document,
                SHOW,
                f"channel {channel} cannot be shown: {only}, counted from 0",
                f"data.image.show[{index}]",
                expected=f"0 to {channels - 1}" if channels > 1 else "0",
            )
    yield from range_faults(inputs)
    yield from unnamed_values(inputs)
    if inputs.spec.interventions.labels == "full" and not (known and inputs.facts.labelled):
        yield fault(
            document,
            UNLABELLED,
            "the images have no labels to train on",
            "interventions.labels",
            hint="use interventions.labels: known",
            related=(("the source", "data.source"),),
        )
    if spec.pairs.origin == "factors" and not known:
        yield fault(
            document,
            UNLABELLED,
            "pairs are made from factors, but the images are unlabelled",
            "data.pairs",
            expected="a source with labels, or a table of pairs",
            hint="".join(f"{told}; or " for told in inputs.facts.notices)
            + "write pairs: none to train on images alone, or name the table, pairs: {file: FILE}, and its columns "
            "where they are called otherwise: columns: {before: COLUMN, after: COLUMN, action: COLUMN}",
            related=(("the source", "data.source"),),
        )
