"""How many pairs each factor has in each part of the split, and whether that is enough to train and to score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from causalvq.compiler.draft import Inputs, WithData
from causalvq.compiler.plan_faults import FEW_PAIRS, NO_PAIRS, NO_VALIDATION_PAIRS, UNKNOWN_ACTIONS, fault, refuse
from causalvq.data.facts import PairCounts
from causalvq.data.parts.targets import LEAST
from causalvq.errors import Diagnostic

FEW: Final = 50
"""Fewer pairs of a factor than this are warned of."""
OF_FEW: Final = ((5, "0.04 to 0.95"), (10, "0.48 to 0.97"), (20, "0.34 to 1.00"), (50, "0.99 to 1.00"))
"""Pairs of training, at most, and which share of the actions of a factor with so few, among others with many, was found
on images that were not trained on, in five trainings: docs/results.md, `python -m benchmarks few_pairs`."""


NEEDED: Final = ("train", "test")
"""The parts that a factor must have pairs in: one to learn it from, one to score it on."""


LISTED: Final = "list pairs in a table, pairs: {file: FILE, columns: {before: COLUMN, after: COLUMN, action: COLUMN}}"
"""How pairs are told that cannot be made from factors."""


def pairs(draft: WithData) -> WithData:
    """Tell the pairs of each factor, and warn where there are few.

    Raises:
        CompileError: when training would have nothing to learn a factor from or nothing to score it on, would not know
            the actions that it needs, or could not tell when to stop.
    """
    inputs, counts = draft.inputs, draft.inputs.counts
    if counts is None or not counts.factors:
        return draft
    refuse([*lacking(inputs, counts), *unknown_actions(inputs, counts), *unstoppable(inputs, counts)])
    for factor in counts.factors:
        found = counts.of(factor)
        told = ", ".join(f"{part} {count:,}" for part, count in found.items())
        draft = draft.told(f"pairs of {factor}: {told}", *map(inputs.origin, ("data.factors", "data.pairs")))
    for told in exceeded(inputs, counts):
        draft = draft.told(told, inputs.origin("data.split"))
    return draft.warn(few(inputs, counts))


def lacking(inputs: Inputs, counts: PairCounts) -> Iterator[Diagnostic]:
    """Parts without any pair, or else factors without one in a part that needs them."""
    empty = [part for part in NEEDED if not any(counts.pairs[part])]
    split = inputs.spec.data.split
    for part in empty:
        keeping = ", or split: {by: pairs}" if split.by != "pairs" and getattr(split, part) else ""
        yield fault(
            inputs.document,
            NO_PAIRS,
            f"the {part} part of the split has no pair of images that differ by one action",
            "data.split",
            got=f"{counts.images[part]:,} images",
            hint=f"use more images, fewer factors, or a larger data.split.{part}{keeping}"
            + (f", or {LISTED}" if inputs.spec.data.pairs.origin == "factors" else ""),
            related=(("the pairs", "data.pairs"),),
        )
    for factor in () if empty else counts.without(*NEEDED):
        found = counts.of(factor)
        where = " or of ".join(part for part in NEEDED if not found[part])
        yield fault(
            inputs.document,
            NO_PAIRS,
            f"no two images of {where} differ by one action on {factor}",
            place(inputs, factor),
            expected="pairs to train on and to score with",
            got=", ".join(f"{part} {count:,}" for part, count in found.items()),
            hint=remedy(inputs, factor, some=any(found.values())),
        )


def place(inputs: Inputs, factor: str) -> str:
    """The path of the spec that names a factor."""
    named = inputs.spec.data.chosen
    return "data.factors" if named == "all" else f"data.factors[{named.index(factor)}]"


def remedy(inputs: Inputs, factor: str, *, some: bool) -> str:
    """What to write so that a factor has pairs; `some`: it has them in some part."""
    data = inputs.spec.data
    ways = [f"leave {factor} out of data.factors"]
    if some and data.split.by != "pairs":
        ways.append("split: {by: pairs}")
    if data.pairs.origin == "file":
        ways.append(f"list more pairs of {factor}")
    else:
        if inputs.spec.interventions.actions != "set" and data.pairs.neighbours == "adjacent":
            ways.append("pairs: {neighbours: present}")
        ways.append("put its values, or those of the other factors, into fewer bins")
        ways.append(LISTED)
    return ", or ".join(ways)


def few(inputs: Inputs, counts: PairCounts) -> Iterator[Diagnostic]:
    """Warnings of factors with so few pairs that little is learned of them, or little is known of their scores."""
    for factor in counts.factors:
        found = counts.of(factor)
        total = sum(found.values())
        if total < FEW:
            said, hint = f"{factor} has only {total:,} pairs in all", remedy(inputs, factor, some=True)
        elif found["test"] < LEAST and inputs.spec.data.split.by != "pairs":
            said, hint = (
                f"{factor} has only {found['test']:,} pairs to be scored with",
                "split: {by: pairs}, which keeps more",
            )
        else:
            continue
        got = ", ".join(f"{part} {count:,}" for part, count in found.items())
        if found["train"] < FEW:
            share = next(share for most, share in OF_FEW if found["train"] <= most)
            got += f"; of the actions of factors with so few, {share} were found in trials (docs/results.md)"
        if found["test"]:
            got += f"; its accuracy will be known to within {min(0.5, 0.98 / found['test'] ** 0.5):.2f} at best"
        told = fault(inputs.document, FEW_PAIRS, said, place(inputs, factor), got=got, hint=hint)
        yield replace(told, severity="warning")


def exceeded(inputs: Inputs, counts: PairCounts) -> Iterator[str]:
    """Held-out parts that took more than their share of images, so that each factor has pairs in them."""
    data, total = inputs.spec.data, sum(counts.images.values())
    for part in ("validation", "test"):
        share = getattr(data.split, part)
        if data.split.by == "pairs" and not data.imbalance and counts.images[part] > share * total + 1:
            yield f"{part} takes {counts.images[part] / total:.1%} of the images, so that each factor has pairs in it"


def unknown_actions(inputs: Inputs, counts: PairCounts) -> Iterator[Diagnostic]:
    """Pairs of unknown action where none may be, and none where some are to be inferred."""
    given, unknown = inputs.spec.interventions, counts.unknown
    if any(unknown.values()) and given.labels != "partial":
        yield fault(
            inputs.document,
            UNKNOWN_ACTIONS,
            "the table has pairs of unknown action",
            "data.pairs",
            got=f"{sum(unknown.values()):,} of them",
            hint="fill the empty cells of the table of pairs, or write interventions.labels: partial",
        )
    if given.labels == "partial" and given.known_share == 1 and not unknown["train"]:
        yield fault(
            inputs.document,
            UNKNOWN_ACTIONS,
            "the action of every training pair is known, so there is none to infer",
            "interventions.labels",
            hint="use interventions.labels: known, or give a known_share",
        )


def unstoppable(inputs: Inputs, counts: PairCounts) -> Iterator[Diagnostic]:
    """A plateau that shall end training, or a phase, without held-out pairs to go by."""
    train = inputs.spec.train
    auto = train.steps == "auto" and inputs.document.given("train.steps")
    asking = {"early_stop": train.early_stop is not None, "steps": auto}
    key = next((name for name, asks in asking.items() if asks), None)
    if key is not None and not any(counts.pairs["validation"]):
        otherwise = {"early_stop": "early_stop: null", "steps": "a number of train.steps"}
        yield fault(
            inputs.document,
            NO_VALIDATION_PAIRS,
            f"the validation part of the split has no pairs, by which train.{key} could tell a plateau",
            f"train.{key}",
            got=f"{counts.images['validation']:,} images",
            hint=f"a larger data.split.validation, or {otherwise[key]}",
            related=(("the split", "data.split"),),
        )
