"""Place the variables: names, owners and states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from causalvq.compiler.draft import Draft, Inputs
from causalvq.compiler.faults import CODEBOOK_TOO_SMALL, TOO_FEW_VARIABLES, TOO_MANY_TARGETS, UNKNOWN_NAME, fault
from causalvq.compiler.plan import CodebookPlan, DataPlan, FactorPlan, VariablePlan
from causalvq.dsl import did_you_mean
from causalvq.dsl.spec import Variable
from causalvq.errors import CompileError, Diagnostic


def variables(draft: Draft) -> Draft:
    """Set `variables`, `targets`, `codebook`.

    Raises:
        CompileError: when the variables cannot hold the factors.
    """
    inputs, data = draft.inputs, draft.data
    assert data is not None
    spec = inputs.spec
    declared = spec.variables.declared
    refuse(unknown_factors(inputs, data))
    owners = owners_of_declared(declared, data) if declared else owners_of_counted(inputs, data)
    placed = named(declared, owners, spec.codebook.size) if declared else counted(owners, data, spec.codebook.size)
    targets = targets_of(placed, data)
    refuse(misfits(inputs, data, placed, targets))
    owned = sum(variable.factor is not None for variable in placed)
    return (
        draft.put(variables=placed, targets=targets, codebook=CodebookPlan(**spec.codebook.model_dump()))
        .because("variables", f"{len(placed)}, {owned} of them owned by factors", "variables", "data.factors")
        .because("targets", budget(targets), "interventions.sparsity.max_targets", "variables")
        .because("codebook.size", f"{spec.codebook.size} states", "codebook.size")
        .because("codebook.dim", f"vectors of {spec.codebook.dim}", "codebook.dim")
        .because("codebook.quantizer", spec.codebook.quantizer, "codebook.quantizer")
    )


def refuse(found: Iterator[Diagnostic]) -> None:
    """Raise what was found, if anything."""
    diagnostics = tuple(found)
    if diagnostics:
        raise CompileError(*diagnostics)


def budget(targets: Sequence[Sequence[int]]) -> str:
    """How many variables the actions may set, in words."""
    counts = sorted({len(row) for row in targets})
    return f"{' or '.join(map(str, counts))} for each factor" if counts else "none"


def owners_of_counted(inputs: Inputs, data: DataPlan) -> tuple[int | None, ...]:
    """The same number of variables for each factor, in order; the rest are free."""
    count = inputs.spec.variables.count
    if data.pairs == "none" or not data.factors:
        return (None,) * count
    each = min(inputs.spec.interventions.sparsity.max_targets, count // len(data.factors))
    owned = tuple(factor for factor in range(len(data.factors)) for _ in range(each))
    return owned + (None,) * (count - len(owned))


def owners_of_declared(declared: Sequence[Variable], data: DataPlan) -> tuple[int | None, ...]:
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


def named(declared: Sequence[Variable], owners: Sequence[int | None], size: int) -> tuple[VariablePlan, ...]:
    """Declared variables keep their names."""
    return tuple(
        VariablePlan(name=variable.name, factor=owner, states=variable.states or size)
        for variable, owner in zip(declared, owners, strict=True)
    )


def counted(owners: Sequence[int | None], data: DataPlan, size: int) -> tuple[VariablePlan, ...]:
    """Counted variables are named after their factor, with a number where it owns several: `mouth`, `mouth.2`."""
    made: list[VariablePlan] = []
    for position, owner in enumerate(owners):
        number = owners[:position].count(owner) + 1
        single = owner is not None and owners.count(owner) == 1
        stem = "free" if owner is None else data.factors[owner].name
        made.append(VariablePlan(name=stem if single else f"{stem}.{number}", factor=owner, states=size))
    return tuple(made)


def targets_of(placed: Sequence[VariablePlan], data: DataPlan) -> tuple[tuple[int, ...], ...]:
    """The variables that each factor owns; no rows when there are no actions."""
    if data.pairs == "none":
        return ()
    rows: list[list[int]] = [[] for _ in data.factors]
    for index, variable in enumerate(placed):
        if variable.factor is not None:
            rows[variable.factor].append(index)
    return tuple(map(tuple, rows))


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


def misfits(
    inputs: Inputs, data: DataPlan, placed: Sequence[VariablePlan], targets: Sequence[tuple[int, ...]]
) -> Iterator[Diagnostic]:
    """Factors without a variable, over the budget, or with more values than their variables have states."""
    if targets and len(placed) < len(data.factors):
        yield fault(
            inputs.document,
            TOO_FEW_VARIABLES,
            f"{len(placed)} variables cannot hold {len(data.factors)} factors",
            "variables.count" if not inputs.spec.variables.declared else "variables",
            expected=f"at least {len(data.factors)}: one for each factor",
            got=str(len(placed)),
            hint="add variables, or list fewer data.factors",
        )
        return
    for factor, row in zip(data.factors, targets, strict=False):
        yield from misfits_of(inputs, factor, row, [placed[index].states for index in row])


def misfits_of(inputs: Inputs, factor: FactorPlan, row: tuple[int, ...], states: list[int]) -> Iterator[Diagnostic]:
    """What is wrong with the variables of one factor."""
    most = inputs.spec.interventions.sparsity.max_targets
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
        by_name = inputs.spec.variables.declared
        yield fault(
            inputs.document,
            CODEBOOK_TOO_SMALL,
            f"the {factor.size} values of {factor.name} do not fit in {prod(states)} combinations of states",
            f"variables[{row[0]}]" if by_name and by_name[row[0]].states else "codebook.size",
            expected=f"states of {len(row)} variable{'s' * (len(row) != 1)} with a product of at least {factor.size}",
            got=" x ".join(map(str, states)),
            hint="more states, or more variables a factor with a larger max_targets",
        )
