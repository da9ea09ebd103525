"""Rules about actions, variables and their owners."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from causalvq.compiler.passes.actions import numbered_by
from causalvq.compiler.passes.direction import ordered
from causalvq.compiler.placement.action_kinds import kinds_in
from causalvq.compiler.placement.levels import levels_of
from causalvq.compiler.plan import (
    ActionPlan,
    BaselinePlan,
    CodebookPlan,
    DataPlan,
    GraphPlan,
    GridPlan,
    VariablePlan,
    has_layer,
)
from causalvq.dsl.spec import Layout

Actions = tuple[ActionPlan, ...]
Variables = tuple[VariablePlan, ...]
Targets = tuple[tuple[int, ...], ...]

MOST_VARIABLES = 4096


def actions_are_numbered(data: DataPlan, actions: Actions) -> Iterator[str]:
    """All ups then all downs, or factor by factor; none without pairs."""
    if data.pairs == "none":
        if actions:
            yield "there are actions, but no pairs to learn them from"
    elif actions != numbered_by(data.factors, kinds_in(actions, len(data.factors))):
        yield "the actions are not those of the factors, in their order"


def variables_have_names(variables: Variables, baseline: BaselinePlan | None) -> Iterator[str]:
    """Each its own; at least one where there are codes, and no more than a graph of them can be drawn up for."""
    least = int(baseline is None or baseline.coded)
    if not least <= len(variables) <= least * MOST_VARIABLES:
        yield f"{len(variables)} variables, not {least} to {least * MOST_VARIABLES}"
    if len({variable.name for variable in variables}) != len(variables):
        yield "two variables have the same name"


def owners_exist(data: DataPlan, variables: Variables) -> Iterator[str]:
    """A variable is owned by a factor of the plan, or free."""
    for variable in variables:
        if variable.factor is not None and variable.factor >= len(data.factors):
            yield f"variable {variable.name} is owned by factor {variable.factor}, which is not there"


def grid_is_whole(data: DataPlan, variables: Variables, grid: GridPlan | None, layout: Layout) -> Iterator[str]:
    """A grid holds all variables and divides the image; slots have none."""
    if (grid is not None) != (layout == "grid"):
        yield "grid and layout disagree"
    if grid is None:
        return
    if grid.books * grid.cells != len(variables):
        yield f"{grid.books} x {grid.height} x {grid.width} is not the number of variables"
    ratio = data.height // grid.height
    if (grid.height * ratio, grid.width * ratio) != (data.height, data.width):
        yield "the grid does not divide the image"


def targets_follow_owners(
    data: DataPlan, variables: Variables, targets: Targets, grid: GridPlan | None, baseline: BaselinePlan | None
) -> Iterator[str]:
    """An action on a factor may set the variables that the factor owns; those that nobody owns, in a grid or of a
    baseline, any may."""
    free = (grid is not None or baseline is not None) and all(variable.factor is None for variable in variables)
    if data.pairs == "none":
        if targets:
            yield "there are targets, but no actions"
        return
    if len(targets) != len(data.factors):
        yield f"targets has {len(targets)} rows for {len(data.factors)} factors"
        return
    for position, row in enumerate(targets):
        owned = tuple(i for i, variable in enumerate(variables) if free or variable.factor == position)
        if row != owned:
            yield f"the targets of {data.factors[position].name} are not the variables that it owns"


def directed_go_along_a_line(
    data: DataPlan, actions: Actions, directed: tuple[int, ...], spaced: tuple[int, ...], grid: GridPlan | None
) -> Iterator[str]:
    """Only factors whose values steps go up and down have a coordinate, all of them or none."""
    if directed not in ((), ordered(data, actions, grid)):
        yield "directed are not factors whose steps go along a line"
    if not set(spaced) <= set(directed):
        yield "spaced are not all directed"


def budget_holds(
    variables: Variables,
    targets: Targets,
    max_targets: int,
    grid: GridPlan | None,
    graph: GraphPlan,
    baseline: BaselinePlan | None,
) -> Iterator[str]:
    """No action sets more variables than the budget, and the budget is within the variables.

    Where the graph is made for each image a network chooses the targets of an action among those that it may set.
    """
    if baseline is not None:  # what nobody owns any action may change
        return
    if max_targets > len(variables):
        yield "max_targets is over the number of variables"
    chosen = has_layer(grid, graph)
    if not chosen and any(not 0 < len(row) <= max_targets for row in targets):
        yield "a factor has no target, or more than max_targets"


def values_fit(
    data: DataPlan, variables: Variables, targets: Targets, grid: GridPlan | None, baseline: BaselinePlan | None
) -> Iterator[str]:
    """The targets of a factor can tell its values apart; a baseline finds what it can."""
    if baseline is not None:
        return
    for factor, row in zip(data.factors, targets, strict=False):
        states = [variables[index].states for index in row if index < len(variables)]
        if grid is None and prod(states) < factor.size:
            yield f"the {factor.size} values of {factor.name} do not fit in {prod(states)} states"


def books_are_owned_whole(variables: Variables, grid: GridPlan | None) -> Iterator[str]:
    """The variables of one book of a grid have one owner."""
    if grid is None:
        return
    size = grid.cells
    for start in range(0, len(variables), size):
        if len({variable.factor for variable in variables[start : start + size]}) > 1:
            yield f"the book of {variables[start].name} has several owners"


def grid_shares_its_codebook(variables: Variables, codebook: CodebookPlan, grid: GridPlan | None) -> Iterator[str]:
    """All variables of a grid have the states of its codebooks."""
    if grid is not None and {variable.states for variable in variables} != {codebook.size}:
        yield "a variable of the grid has other states than its codebook"


def levels_follow(variables: Variables, codebook: CodebookPlan, grid: GridPlan | None) -> Iterator[str]:
    """The levels of a code's numbers are those of its quantiser and its states; a grid has none."""
    for variable in variables:
        if variable.levels != (levels_of(codebook.quantizer, variable.states) if grid is None else ()):
            yield f"the levels of {variable.name} are not those of {variable.states} states with {codebook.quantizer}"


RULES = (
    actions_are_numbered,
    variables_have_names,
    owners_exist,
    grid_is_whole,
    targets_follow_owners,
    directed_go_along_a_line,
    budget_holds,
    values_fit,
    books_are_owned_whole,
    grid_shares_its_codebook,
    levels_follow,
)
