"""Which factor owns which variable of `layout: slots`, and whether the factors fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from causalvq.compiler.draft import Inputs
from causalvq.compiler.plan import DataPlan, FactorPlan, VariablePlan
from causalvq.compiler.plan_faults import (
    CODEBOOK_TOO_SMALL,
    TOO_FEW_VARIABLES,
    TOO_MANY_TARGETS,
    UNKNOWN_NAME,
    VECTOR_TOO_SHORT,
    fault,
)
from causalvq.dsl.spec import Variable
from causalvq.dsl.text.suggest import did_you_mean
from causalvq.errors import Diagnostic


def of_counted(count: int, max_targets: int, data: DataPlan) -> tuple[int | None, ...]:
    """The same number of variables for each factor, in order; the rest are free."""
    if data.pairs == "none" or not data.factors:
        return (None,) * count
    each = min(max_targets, count // len(data.factors))
    owned = tuple(factor for factor in range(len(data.factors)) for _ in range(each))
    return owned + (None,) * (count - len(owned))


def of_declared(declared: Sequence[Variable], data: DataPlan) -> tuple[int | None, ...]:
    """As declared; a variable that names no factor takes the one of its own name, or the next that has no variable."""
    if data.pairs == "none":
        return (None,) * len(declared)
    index = {factor.name: position for position, factor in enumerate(data.factors)}
    owners = [index[v.factor] if v.factor else index.get(v.name) for v in declared]
    homeless = [factor for factor in range(len(data.factors)) if factor not in owners]
    for position, owner in enumerate(owners):
        if owner is None and homeless:
            owners[position] = homeless.pop(0)
    return tuple(owners)


def unknown_factors(inputs: Inputs, data: DataPlan) -> Iterator[Diagnostic]:
    """Variables that stand for factors that are not there."""
    names = [factor.name for factor in data.factors]
    for index, variable in enumerate(inputs.spec.variables.declared):
        if variable.factor is not None and variable.factor not in names:
            yield fault(
                inputs.document,
                UNKNOWN_NAME,
                f"there is no factor {variable.factor} for the variable {variable.name}",
                f"variables[{index}].factor",
                expected=f"one of {', '.join(names)}",
                hint=did_you_mean(variable.factor, names),
            )


def too_few(inputs: Inputs, data: DataPlan, count: int) -> Iterator[Diagnostic]:
    """Fewer variables than factors that actions change."""
    if data.pairs != "none" and count < len(data.factors):
        yield fault(
            inputs.document,
            TOO_FEW_VARIABLES,
            f"{count} variable{'s' * (count != 1)} cannot hold {len(data.factors)} factors",
            "variables" if inputs.spec.variables.declared else "variables.count",
            expected=f"at least {len(data.factors)}: one for each factor",
            got=str(count),
            hint="add variables, or say data.pairs.opposites: words that undo each other are of one factor"
            if data.open_words
            else "add variables, or list fewer data.factors",
        )


def too_short(inputs: Inputs, placed: Sequence[VariablePlan]) -> Iterator[Diagnostic]:
    """Codes of more numbers than their vectors say; normalised vectors say one less than they are long."""
    dim, longest = inputs.spec.codebook.dim, max(placed, key=lambda variable: len(variable.levels))
    if longest.levels and dim <= len(longest.levels):
        yield fault(
            inputs.document,
            VECTOR_TOO_SHORT,
            f"a vector of {dim} cannot hold the {len(longest.levels)} numbers of a code of {longest.name}",
            "codebook.dim",
            expected=f"at least {len(longest.levels) + 1}",
            got=str(dim),
            related=(("how codes are made", "codebook.quantizer"),),
        )


def misfits(
    inputs: Inputs, data: DataPlan, placed: Sequence[VariablePlan], targets: Sequence[tuple[int, ...]]
) -> Iterator[Diagnostic]:
    """Factors without a variable, over the budget, or with more values than their variables have states."""
    for factor, row in zip(data.factors, targets, strict=False):
        yield from misfits_of(inputs, factor, row, [placed[index].states for index in row])


def misfits_of(inputs: Inputs, factor: FactorPlan, row: tuple[int, ...], states: list[int]) -> Iterator[Diagnostic]:
    """What is wrong with the variables of one factor."""
    most, declared = inputs.spec.interventions.sparsity.max_targets, inputs.spec.variables.declared
    if not row:
        yield fault(
            inputs.document,
            TOO_FEW_VARIABLES,
            f"no variable stands for the factor {factor.name}",
            "variables",
            hint=f"declare one with factor: {factor.name}, or leave the factor out of data.factors",
        )
    elif len(row) > most:
        yield fault(
            inputs.document,
            TOO_MANY_TARGETS,
            f"the factor {factor.name} has {len(row)} variables, but an action may set {most}",
            f"variables[{row[most]}]",
            hint=f"write max_targets: {len(row)}, or declare fewer",
            related=(("the budget", "interventions.sparsity.max_targets"),),
        )
    elif prod(states) < factor.size:
        yield fault(
            inputs.document,
            CODEBOOK_TOO_SMALL,
            f"the {factor.size} values of {factor.name} do not fit in {prod(states)} combinations of states",
            f"variables[{row[0]}]" if declared and declared[row[0]].states else "codebook.size",
            expected=f"states of {len(row)} variable{'s' * (len(row) != 1)} with a product of at least {factor.size}",
            got=" x ".join(map(str, states)),
            hint="more states, or more variables a factor with a larger max_targets",
        )
