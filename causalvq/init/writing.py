"""The text of a spec that `causalvq init` proposes, its choices as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.dsl.describe.json_schema import MODELINE
from causalvq.dsl.spec import API_VERSION
from causalvq.dsl.text.yaml_writer import flow, scalar
from causalvq.init.reading.found_data import Reading
from causalvq.init.reading.inventory import Inventory

FREE_VARIABLES: Final = 4  # for what images show beside what a user's own words act on
SHOWN: Final = 6


def spec_text(
    data: Mapping[str, Any],
    facts: SourceFacts,
    actions: str,
    reading: Reading,
    found: Inventory,
    *,
    partial: bool = False,
) -> str:
    """The text of the spec.

    Args:
        data: the `data` section without `image`.
        facts: of the source, with the factors that actions change.
        actions: `step` or `set`, or `auto`.
        reading: how the data were read; its choices become comments.
        found: the inventory.
        partial: whether the actions of some pairs are to be inferred.
    """
    return "\n".join(lines(data, facts, actions, reading, found, partial)) + "\n"


def lines(
    data: Mapping[str, Any], facts: SourceFacts, actions: str, reading: Reading, found: Inventory, partial: bool
) -> Iterator[str]:
    """The lines of the spec."""
    yield MODELINE.rstrip()
    yield f"# Proposed from {one_line(found.path.name)}: {facts.images:,} images of {found.size_text(facts)}."
    if reading.labels:
        yield f"# Labels: {one_line(reading.labels)}."
    if reading.pairs_from:
        yield f"# Pairs: {one_line(reading.pairs_from)}."
    for column in reading.left_out:
        yield f"# Left out: {one_line(column.name)}, {one_line(column.why)}."
    for other in reading.others:
        yield f"# Or: {one_line(other)}."
    yield f"apiVersion: {API_VERSION}"
    yield f"name: {scalar(found.model_name)}"
    yield ""
    yield "data:"
    yield f"  source: {flow(data['source'])}"
    yield f"  image: {{size: {found.side}}}  # raise it when what matters is smaller than a pixel"
    words = sum(len(set(factor.words)) for factor in facts.factors)
    if not reading.pairs:
        names = tuple(in_order(factor) for factor in facts.factors)
        yield f"  factors: {flow(names)}  # leave out what is nuisance"
    elif any(factor.cyclic for factor in facts.factors):
        yield f"  cyclic: {flow(tuple(factor.name for factor in facts.factors if factor.cyclic))}"
    if "split" in data:
        told = "the parts that the data name" if reading.part else "so that no part has images of another's groups"
        yield f"  split: {flow(data['split'])}  # {told}"
    if "pairs" in data:
        yield f"  pairs: {flow(data['pairs'])}"
        if words:
            yield "  # Which actions undo each other is found when training starts, or said here, in pairs:"
            yield "  # opposites: [[UP, DOWN], ...], and alternatives: [[RED, BLUE], ...] for words that set a value."
    yield ""
    yield "variables:"
    if words:
        count = words + FREE_VARIABLES
        yield f"  count: {count}  # the first for what actions change, the others for the rest of an image"
    else:
        yield from (variable_line(factor) for factor in facts.factors)
    yield ""
    yield "codebook:"
    yield "  size: auto  # room for codes to be found; states that are not needed are gone when training ends"
    if actions != "auto" or partial:
        yield ""
        yield "interventions:"
    if actions != "auto":
        yield f"  actions: {actions}"
    if partial:
        yield "  labels: partial  # rows that do not say what was done are inferred"


def in_order(factor: FactorFacts) -> str | dict[str, str]:
    """A factor of a spec: its name, and its order where that is not what anyone would take it for."""
    plain = factor.declared is None and not factor.cyclic
    return factor.name if plain else {"name": factor.name, "order": factor.order}


def variable_line(factor: FactorFacts) -> str:
    """One variable for a factor."""
    values = ", ".join(factor.values[:SHOWN]) + (", ..." if factor.size > SHOWN else "")
    note = f"  # {factor.size} values: {one_line(values)}" if factor.size else ""
    return f"  - {{name: {scalar(factor.name)}, factor: {scalar(factor.name)}}}{note}"


def one_line(text: str) -> str:
    """A text that fits in a comment."""
    flat = re.sub(r"\s+", " ", "".join(sign if sign.isprintable() else " " for sign in text))
    return flat if len(flat) <= 160 else flat[:157] + "..."
