"""Names that may stand at a path: variables of the text, factors, values and words of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from causalvq.dsl.text.nodes import Path
from causalvq.lsp.analysis.knowledge import Knowledge
from causalvq.lsp.naming.names import declarations, uses

if TYPE_CHECKING:
    from causalvq.data.facts import FactorFacts

MOST_SHOWN: Final = 12

OF_FACTORS: Final = (
    ("variables", "factor"),
    ("variables", "name"),
    ("data", "factors"),
    ("data", "factors", "name"),
    ("data", "cyclic"),
)
"""Keys whose values are names of factors, or mostly so."""

OF_THE_GRAPH: Final = (("required",), ("forbidden",), ("tiers",), ("prior", "edges"))


class Choice(NamedTuple):
    """A name.

    Args:
        text: the name.
        detail: what it is, in a few words.
        told: more of it.
        value: what to write behind it where it is a key.
    """

    text: str
    detail: str = ""
    told: str = ""
    value: str = ""


def names_for(known: Knowledge, path: Path) -> Iterator[Choice]:
    """The names that may be the value at a path."""
    plain = tuple(step for step in path if isinstance(step, str))
    if plain in OF_FACTORS:
        yield from factors(known)
    elif plain[:1] == ("graph",) and plain[1:] in OF_THE_GRAPH:
        if len(path) == len(plain) + 2 and (plain[-1] == "tiers" or path[-1] in (0, 1)):
            yield from variables(known)
            yield from factors(known)
    elif plain == ("data", "split", "by"):
        yield Choice("pairs", "each factor keeps its share of pairs in every part")
        yield Choice("images", "at random")
        yield from factors(known)
    elif plain in (("data", "pairs", "opposites"), ("data", "pairs", "alternatives")):
        for factor in known.compiled.factors if known.compiled is not None else ():
            yield from (Choice(word, f"an action on {factor.name}") for word in factor.words)
    elif plain[:2] == ("data", "imbalance") and len(plain) == 3:
        yield from (Choice(shares(one), values_of(one)) for one in found(known) if one.name == plain[2])


def keys_named(known: Knowledge, path: Path) -> Iterator[Choice]:
    """The names that may be keys of the mapping at a path."""
    if path == ("data", "imbalance"):
        for one in found(known):
            yield Choice(one.name, f"shares of {one.size} values", values_of(one), shares(one))
    elif path == ("interventions", "actions"):
        yield from (choice._replace(value="") for choice in factors(known))


def variables(known: Knowledge) -> Iterator[Choice]:
    """The variables: those that are declared, or those that the compiler has made."""
    declared = list(declarations(known.read.merged))
    yield from (Choice(one.name, "variable") for one in declared)
    plan = known.compiled.plan if known.compiled is not None else None
    if not declared and plan is not None:
        yield from (Choice(one.name, f"variable, {one.states} states") for one in plan.variables)


def factors(known: Knowledge) -> Iterator[Choice]:
    """The factors of the data; where these are not known, those that the text names."""
    facts = found(known)
    for one in facts:
        yield Choice(one.name, f"factor, {one.size} values, {one.order}", values_of(one))
    if not facts:
        names = dict.fromkeys(one.name for one in uses(known.read.merged) if one.kind == "factor" and one.declares)
        yield from (Choice(name, "factor") for name in names)


def found(known: Knowledge) -> tuple[FactorFacts, ...]:
    """The factors of the data, where they are known."""
    return known.compiled.factors if known.compiled is not None else ()


def values_of(factor: FactorFacts) -> str:
    """The values of a factor on a line."""
    return ", ".join(factor.values[:MOST_SHOWN]) + (", ..." if len(factor.values) > MOST_SHOWN else "")


def shares(factor: FactorFacts) -> str:
    """Equal shares of the values of a factor, which add to 1."""
    count = len(factor.values) or factor.size
    each = round(1 / count, 4)
    return "[" + ", ".join([*(f"{each:g}" for _ in range(count - 1)), f"{1 - each * (count - 1):.4g}"]) + "]"
