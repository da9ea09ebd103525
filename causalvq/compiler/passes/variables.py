"""Place the variables: names, owners and states."""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.draft import WithActions, WithData, WithVariables
from causalvq.compiler.placement import grids
from causalvq.compiler.placement.baselines import baseline_of, codebook_of, codes_of
from causalvq.compiler.placement.levels import levels_of
from causalvq.compiler.placement.owners import misfits, of_counted, of_declared, too_few, too_short, unknown_factors
from causalvq.compiler.placement.room import codes_needed, doubled, room_for
from causalvq.compiler.plan import BaselinePlan, CodebookPlan, DataPlan, GridPlan, VariablePlan
from causalvq.compiler.plan_faults import GRID_COUNT, TOO_FEW_BOOKS, fault, refuse
from causalvq.dsl.spec import Variable
from causalvq.errors import CompileError, Diagnostic

UNLABELLED = 8
"""Codes of a variable when no factor says how many values there are to tell apart."""


def variables(draft: WithActions) -> WithVariables:
    """Set `baseline`, `variables`, `grid`, `targets`, `codebook`.

    Raises:
        CompileError: when the variables cannot hold the factors, or no grid has this many.
    """
    data, spec = draft.data, draft.inputs.spec
    baseline = baseline_of(draft)
    if baseline is not None:
        return of_baseline(draft, baseline)
    grid = grid_of(draft) if draft.layout == "grid" else None
    placed = cells(grid, cell_states(draft), book_owners(draft)) if grid is not None else slots(draft)
    targets = targets_of(placed, data, free=grid is not None and spec.variables.ownership == "free")
    if grid is None or draft.scope == "global":  # tables of counts set every target; a causal layer chooses some
        refuse(misfits(draft.inputs, data, placed, targets))
    size = max(one.states for one in placed) if spec.codebook.size == "auto" else spec.codebook.size
    codebook = CodebookPlan(**spec.codebook.model_dump() | {"size": size})
    made = WithVariables(**draft.parts, baseline=None, variables=placed, grid=grid, codebook=codebook, targets=targets)
    return noted(made)


def of_baseline(draft: WithActions, baseline: BaselinePlan) -> WithVariables:
    """The codes of a baseline, if it has any: an action may change all of them, since none is anybody's."""
    codes = codes_of(draft, baseline)
    refuse(too_short(draft.inputs, codes) if baseline.kind == "vq_vae" else ())
    made = WithVariables(
        **draft.parts,
        baseline=baseline,
        variables=codes,
        grid=None,
        codebook=codebook_of(draft, baseline, codes),
        targets=targets_of(codes, draft.data, free=True),
    )
    told = f"{baseline.kind}, {baseline.latents:,} numbers" if baseline.latents else baseline.kind
    return (
        made.because("baseline", told, "model.kind", "model.latents")
        .because("variables", f"{len(codes):,} codes, owned by no factor" if codes else "none", "model.kind")
        .follow(
            ("codebook.size", "codebook.dim", "codebook.quantizer", "codebook.commitment"), "codebook", "model.kind"
        )
        .follow(("layout", "grid", "targets", "max_targets", "target_penalty"), "model.kind")
    )


def noted(draft: WithVariables) -> WithVariables:
    """The decisions of this pass."""
    variables, targets, codebook = draft.variables, draft.targets, draft.codebook
    owned = sum(variable.factor is not None for variable in variables)
    lies = grids.described(draft.grid) if draft.grid is not None else "none"
    draft = draft.because("grid", lies, "variables", "data.image.size")
    for index in range(len(draft.inputs.spec.variables.declared)):
        draft = draft.because(f"variables[{index}]", variables[index].name, f"variables[{index}]")
    counts = " or ".join(str(count) for count in sorted({len(row) for row in targets})) or "none"
    return (
        draft.because("variables", f"{len(variables):,}, {owned} of them owned by factors", "variables")
        .because("layout", draft.layout, "variables.layout")
        .because("targets", f"{counts} for each factor", "interventions.sparsity.max_targets", "variables")
        .because("max_targets", str(draft.max_targets), "interventions.sparsity.max_targets")
        .because(
            "target_penalty",
            f"{draft.inputs.spec.interventions.sparsity.penalty:g} nats",
            "interventions.sparsity.penalty",
        )
        .because("codebook.size", size_told(draft), "codebook.size", "data.factors")
        .because("codebook.commitment", f"{codebook.commitment:g}", "codebook.commitment")
        .because("codebook.dim", f"vectors of {codebook.dim}", "codebook.dim")
        .because("codebook.quantizer", told(codebook, variables), "codebook.quantizer")
    )


def size_told(draft: WithVariables) -> str:
    """The number of states, and where the compiler chose it, what for."""
    if draft.inputs.spec.codebook.size != "auto":
        return f"{draft.codebook.size} states"
    counts = " or ".join(str(count) for count in sorted({variable.states for variable in draft.variables}))
    return f"{counts} states, {size_reason(draft)}"


def size_reason(draft: WithVariables) -> str:
    """What states are for."""
    told = {values_told(draft, variable.factor) for variable in draft.variables}
    reasons = {True: "one for each value", False: "room for values to be found"}
    return " or ".join(reasons[one] for one in (True, False) if one in told)


def told(codebook: CodebookPlan, variables: Sequence[VariablePlan]) -> str:
    """The quantiser, and where its codes are numbers, the levels of these: `fsq, levels 8 or 8 x 4`."""
    levels = dict.fromkeys(" x ".join(map(str, variable.levels)) for variable in variables if variable.levels)
    return f"{codebook.quantizer}, levels {' or '.join(levels)}" if levels else codebook.quantizer


def slots(draft: WithActions) -> tuple[VariablePlan, ...]:
    """One vector a variable; factors own variables in order.

    Raises:
        CompileError: when a variable stands for a factor that is not there, or a code does not fit in its vector.
    """
    inputs, data = draft.inputs, draft.data
    declared = inputs.spec.variables.declared
    refuse(unknown_factors(inputs, data))
    refuse(too_few(inputs, data, inputs.spec.variables.count))
    owners = (
        of_declared(declared, data) if declared else of_counted(inputs.spec.variables.count, draft.max_targets, data)
    )
    states = slot_states(draft, owners)
    placed = named(declared, owners, states) if declared else counted(owners, data, states)
    quantizer = inputs.spec.codebook.quantizer
    levelled = tuple(one.model_copy(update={"levels": levels_of(quantizer, one.states)}) for one in placed)
    refuse(too_short(inputs, levelled))
    return levelled


def slot_states(draft: WithActions, owners: Sequence[int | None]) -> tuple[int, ...]:
    """The states of each variable that says none of its own; a free one has as many as the largest.

    Of images without labels nobody knows how many values there are: a free variable, and one of a factor of which a
    table says steps alone, have as many as a variable without pairs.
    """
    size = draft.inputs.spec.codebook.size
    if size != "auto":
        return (size,) * len(owners)
    needed = {
        position: codes_needed(factor.size if factor.size > 1 else UNLABELLED, owners.count(position))
        for position, factor in enumerate(draft.data.factors)
        if position in owners
    }
    known = list(needed.values()) if draft.inputs.facts.labelled else [UNLABELLED, *needed.values()]
    most = max(known, default=UNLABELLED)
    return tuple(chosen(draft, most if owner is None else needed[owner], owner) for owner in owners)


def cell_states(draft: WithActions) -> int:
    """The states of every variable of a grid: any of them may have to tell all values of a factor apart."""
    size = draft.inputs.spec.codebook.size
    if size != "auto":
        return size
    return chosen(draft, max((factor.size for factor in draft.data.factors), default=UNLABELLED), None)


def chosen(draft: WithActions, codes: int, owner: int | None) -> int:
    """How many states the compiler gives to a variable that needs so many codes, of a factor or of none."""
    states = max(2, codes) if values_told(draft, owner) else room_for(max(2, codes))
    return doubled(states) if draft.inputs.spec.codebook.quantizer == "lfq" else states


def values_told(draft: WithActions, owner: int | None) -> bool:
    """Whether the index of a state is a value, which training is told, of all that the variable can have.

    Words that set values may leave some unnamed. A variable of no factor is told as the others are, where all are.
    """
    actions, data = draft.actions, draft.data
    if draft.layout != "slots":
        return False
    if draft.inputs.spec.interventions.labels == "full":
        return True
    if owner is None:
        return bool(actions) and all(action.kind == "set" for action in actions)
    return any(action.kind == "set" and action.factor == owner for action in actions) and not data.factors[owner].words


def named(
    declared: Sequence[Variable], owners: Sequence[int | None], states: Sequence[int]
) -> tuple[VariablePlan, ...]:
    """Declared variables keep their names, and the states that they say."""
    return tuple(
        VariablePlan(name=variable.name, factor=owner, states=variable.states or size)
        for variable, owner, size in zip(declared, owners, states, strict=True)
    )


def counted(owners: Sequence[int | None], data: DataPlan, states: Sequence[int]) -> tuple[VariablePlan, ...]:
    """Counted variables are named after their factor, with a number where it owns several: `mouth`, `mouth.2`.

    No such name is that of another factor.
    """
    made: list[VariablePlan] = []
    seen: dict[int | None, int] = {}
    factors = {factor.name for factor in data.factors}
    for owner, size in zip(owners, states, strict=True):
        seen[owner] = seen.get(owner, 0) + 1
        stem = "free" if owner is None else data.factors[owner].name
        alone = owner is not None and owners.count(owner) == 1
        name = stem if alone else f"{stem}.{seen[owner]}"
        while not alone and name in factors:
            name += "_"
        made.append(VariablePlan(name=name, factor=owner, states=size))
    return tuple(made)


def cells(grid: GridPlan, size: int, owners: Sequence[int]) -> tuple[VariablePlan, ...]:
    """The variables of a grid by book, row and column, counted from 1: `b1.r4.c6`.

    Args:
        grid: books, height and width.
        size: states of each.
        owners: the factor of each of the first books; the others are free.
    """
    owner = dict(enumerate(owners, 1))
    return tuple(
        VariablePlan(name=f"b{book}.r{row}.c{column}", factor=owner.get(book), states=size)
        for book in range(1, grid.books + 1)
        for row in range(1, grid.height + 1)
        for column in range(1, grid.width + 1)
    )


def book_owners(draft: WithData) -> range:
    """The factor of each of the first books of a grid; none where books are free.

    Raises:
        CompileError: when factors own books and there are fewer books than factors.
    """
    spec, data = draft.inputs.spec.variables, draft.data
    if spec.ownership == "free" or data.pairs == "none":
        return range(0)
    if spec.books < len(data.factors):
        raise CompileError(
            fault(
                draft.inputs.document,
                TOO_FEW_BOOKS,
                f"{spec.books} book{'s' * (spec.books != 1)} cannot be owned by {len(data.factors)} factors",
                "variables.books",
                expected=f"at least {len(data.factors)}: one for each factor",
                got=str(spec.books),
                hint="write more books (and a count of books x height x width), or ownership: free",
            )
        )
    return range(len(data.factors))


def targets_of(placed: Sequence[VariablePlan], data: DataPlan, *, free: bool) -> tuple[tuple[int, ...], ...]:
    """The variables that an action on each factor may set: those it owns, or all where masks are learnt (`free`)."""
    if data.pairs == "none":
        return ()
    if free:
        return (tuple(range(len(placed))),) * len(data.factors)
    rows: list[list[int]] = [[] for _ in data.factors]
    for index, variable in enumerate(placed):
        if variable.factor is not None:
            rows[variable.factor].append(index)
    return tuple(map(tuple, rows))


def grid_of(draft: WithData) -> GridPlan:
    """The grid of the spec's count and books.

    Raises:
        CompileError: when there is none.
    """
    spec, data = draft.inputs.spec, draft.data
    halvings = len(spec.model.encoder.widths or (0,)) - 1
    size = (data.height, data.width)
    found = grids.find(spec.variables.count, *size, spec.variables.books, halvings)
    if found is None:
        raise CompileError(no_grid(draft, halvings))
    refuse(too_few(draft.inputs, data, spec.variables.count))
    return found


def no_grid(draft: WithData, halvings: int) -> Diagnostic:
    """No grid has this many variables; says which counts near it, or which books, would do."""
    data, spec = draft.data, draft.inputs.spec.variables
    size = (data.height, data.width)
    near = grids.nearest(spec.count, *size, spec.books, halvings)
    other = grids.other_books(spec.count, *size, halvings)
    shown = " or ".join(map(grids.described, near))
    widths = (("the encoder halves the image", "model.encoder.widths"),) if halvings else ()
    return fault(
        draft.inputs.document,
        GRID_COUNT,
        f"no grid of {spec.count:,} variable{'s' * (spec.count != 1)} in {spec.books} book{'s' * (spec.books != 1)} "
        f"divides an image of {data.height} x {data.width}",
        "variables.count",
        expected=shown or f"sides that divide by {2**halvings}",
        got=f"{spec.count:,}",
        hint=f"or write books: {other.books} for {grids.described(other)}" if other else None,
        related=(("the image", "data.image.size"), *widths),
    )
