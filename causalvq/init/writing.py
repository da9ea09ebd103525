"""The text of a spec that `causalvq init` proposes, its choices as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from causalvq.data.facts import FactorFacts, SourceFacts
from causalvq.data.pair_table import OWN
from causalvq.dsl.printing import flow, scalar
from causalvq.dsl.schema import MODELINE
from causalvq.dsl.spec import API_VERSION
from causalvq.init.inventory import Inventory
from causalvq.init.reading import Reading

FREE_VARIABLES: Final = 7  # for what images show beside the one factor of a user's own actions
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
        actions: `step` or `set`.
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
    own = is_own(facts)
    if not reading.pairs:
        names = tuple(factor.name for factor in facts.factors)
        yield f"  factors: {flow(names)}  # leave out what is nuisance"
    cyclic = tuple(factor.name for factor in facts.factors if factor.cyclic)
    if cyclic:
        yield f"  cyclic: {flow(cyclic)}"
    if "split" in data:
        yield f"  split: {flow(data['split'])}  # the parts that the data name"
    if "pairs" in data:
        yield f"  pairs: {flow(data['pairs'])}"
    yield ""
    yield "variables:"
    if own:
        yield f"  count: {1 + FREE_VARIABLES}  # the first for what actions change, the others for the rest of an image"
    else:
        yield from (variable_line(factor) for factor in facts.factors)
    yield ""
    yield "codebook:"
    yield "  size: auto  # room for codes to be found; states that are not needed are gone when training ends"
    if actions != "step" or partial:
        yield ""
        yield "interventions:"
    if actions != "step":
        yield f"  actions: {actions}"
    if partial:
        yield "  labels: partial  # rows that do not say what was done are inferred"


def is_own(facts: SourceFacts) -> bool:
    """Whether actions have names of the user's own."""
    return not facts.labelled and [factor.name for factor in facts.factors] == [OWN]


def variable_line(factor: FactorFacts) -> str:
    """One variable for a factor."""
    values = ", ".join(factor.values[:SHOWN]) + (", ..." if factor.size > SHOWN else "")
    note = f"  # {factor.size} values: {one_line(values)}" if factor.size else ""
    return f"  - {{name: {scalar(factor.name)}, factor: {scalar(factor.name)}}}{note}"


def one_line(text: str) -> str:
    """A text that fits in a comment."""
    flat = re.sub(r"\s+", " ", "".join(sign if sign.isprintable() else " " for sign in text))
    return flat if len(flat) <= 160 else flat[:157] + "..."
