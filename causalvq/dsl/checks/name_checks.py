"""Rules about names: variables, factors and where they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from causalvq.dsl.checks.registration import Check, Finding, remove_one
from causalvq.dsl.language_diagnostics import (
    AMBIGUOUS_NAME,
    REPEATED_ITEM,
    SAME_NAME_TWICE,
    TWO_ORDERS,
    UNKNOWN_FACTOR,
    UNKNOWN_GRAPH_NAME,
)
from causalvq.dsl.spec import CountedVariables, EdgeProbabilities, Spec
from causalvq.dsl.spec.data import Factor
from causalvq.dsl.text.nodes import key_of_path
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Hint, Remedy

MAX_HINTS = 3
"""Finding the closest of thousands of names takes a while; whoever mistook the names of a whole graph needs no more."""

MADE_NAME = re.compile(r".+\.[1-9]\d*|b[1-9]\d*(\.r[1-9]\d*\.c[1-9]\d*)?")
"""Names that the compiler gives to variables that are only counted, and to the books of a grid: for it to check."""


def repeated(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(index, first index) of every name that was there before."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if name in first:
            yield index, first[name]
        else:
            first[name] = index


def unique_variables(spec: Spec) -> Iterator[Finding]:
    """CVQ134: a variable's name is its own."""
    names = [variable.name for variable in spec.variables.declared]
    for index, first in repeated(names):
        yield Finding(
            f"two variables are named {names[index]}",
            f"variables[{index}].name",
            hint="give each variable a name of its own",
            related=(("the other one", f"variables[{first}].name"),),
        )


def unambiguous_names(spec: Spec) -> Iterator[Finding]:
    """CVQ146: a name that is a variable and also the factor of another variable could mean either in the graph."""
    owners = {variable.name: index for index, variable in reversed(list(enumerate(spec.variables.declared)))}
    for index, variable in enumerate(spec.variables.declared):
        other = owners.get(variable.factor) if variable.factor else None
        if other is not None and variable.factor != variable.name:
            yield Finding(
                f"{variable.factor} names a variable and also the factor of the variable {variable.name}",
                f"variables[{index}].factor",
                hint="rename the variable, or let it stand for the factor of its own name",
                related=(("the variable of that name", f"variables[{other}].name"),),
            )


def unique_list_items(spec: Spec) -> Iterator[Finding]:
    """CVQ147: lists of names that are sets."""
    factors = () if spec.data.chosen == "all" else spec.data.chosen
    metrics = () if spec.evaluate.metrics == "auto" else spec.evaluate.metrics
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("data.factors", factors),
        ("data.cyclic", spec.data.cyclic),
        ("evaluate.metrics", metrics),
    )
    for path, names in lists:
        for index, first in repeated(names):
            yield Finding(
                f"{names[index]} is listed twice in {path}",
                f"{path}[{index}]",
                hint=remove_one("remove one of the two", f"{path}[{index}]", f"{path}[{first}]"),
                related=(("the other one", f"{path}[{first}]"),),
            )


def known_factors(spec: Spec) -> Iterator[Finding]:
    """CVQ145: where `data.factors` is a list, variables and cyclic factors are of that list."""
    factors = spec.data.chosen
    if factors == "all":
        return
    uses = [(f"variables[{i}].factor", v.factor) for i, v in enumerate(spec.variables.declared) if v.factor]
    uses += [(f"data.cyclic[{i}]", name) for i, name in enumerate(spec.data.cyclic)]
    uses += [(f"interventions.actions.{key_of_path(name)}", name) for name in spec.interventions.by_factor]
    for path, name in uses:
        if name not in factors:
            yield Finding(
                f"{name} is not among the factors of this spec",
                path,
                expected=f"one of {', '.join(factors[:20])}",
                hint=did_you_mean(name, factors),
                related=(("the factors", "data.factors"),),
            )


def one_order(spec: Spec) -> Iterator[Finding]:
    """CVQ156: a factor has one order."""
    for index, item in enumerate(() if spec.data.factors == "all" else spec.data.factors):
        if isinstance(item, Factor) and item.order != "cyclic" and item.name in spec.data.cyclic:
            cyclic = f"data.cyclic[{spec.data.cyclic.index(item.name)}]"
            yield Finding(
                f"{item.name} is {item.order} here and cyclic elsewhere",
                f"data.factors[{index}].order",
                expected="one of the two",
                hint=Hint(
                    "remove it from data.cyclic, or say order: cyclic",
                    Remedy("remove", path=cyclic),
                    Remedy("write", "cyclic", f"data.factors[{index}].order"),
                ),
                related=(("cyclic here", cyclic),),
            )


def graph_names(spec: Spec) -> Iterator[tuple[str, str]]:
    """(path, name) of every name in the statements of the graph."""
    graph = spec.graph
    for key, edges in (("required", graph.required), ("forbidden", graph.forbidden)):
        for index, edge in enumerate(edges):
            for end in (0, 1):
                yield f"graph.{key}[{index}][{end}]", edge[end]
    for index, tier in enumerate(graph.tiers):
        for position, name in enumerate(tier):
            yield f"graph.tiers[{index}][{position}]", name
    if isinstance(graph.prior, EdgeProbabilities):
        for index, weighted in enumerate(graph.prior.edges):
            for end in (0, 1):
                yield f"graph.prior.edges[{index}][{end}]", str(weighted[end])


def known_graph_names(spec: Spec) -> Iterator[Finding]:
    """CVQ135: the graph speaks of variables and factors that exist; checked here where the text names all factors."""
    factors = spec.data.chosen
    if factors == "all":
        return
    known = {variable.name: None for variable in spec.variables.declared} | dict.fromkeys(factors)
    counted = isinstance(spec.variables, CountedVariables)
    unknown = [
        (path, name)
        for path, name in graph_names(spec)
        if name not in known and not (counted and MADE_NAME.fullmatch(name))
    ]
    for number, (path, name) in enumerate(unknown):
        yield Finding(
            f"no variable or factor is named {name}",
            path,
            expected="a name of `variables` or of `data.factors`",
            hint=did_you_mean(name, known) if number < MAX_HINTS else None,
        )


CHECKS = (
    Check(SAME_NAME_TWICE, (), unique_variables),
    Check(UNKNOWN_GRAPH_NAME, ("data.factors", "variables"), known_graph_names),
    Check(UNKNOWN_FACTOR, ("data.factors",), known_factors),
    Check(AMBIGUOUS_NAME, (), unambiguous_names),
    Check(REPEATED_ITEM, (), unique_list_items),
    Check(TWO_ORDERS, ("data.factors", "data.cyclic"), one_order),
)
