"""What is to be changed in images -> the actions that do it, image by image.

`set` models reach a value directly. `step` models go up or down until they are there: how many steps that takes depends
on the image.

Axes: b images, V variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.run_diagnostics import NO_ACTION, NOT_ASKED, NOT_READ
from causalvq.runtime.transition import Transition

FARTHEST: Final = 1_000
"""Steps after which a walk is given up."""

Do = Mapping[str | int, str | int] | Sequence[str]
"""What is done at once: values by factor, or words such as `mouth=open`, `mouth+2` and `push_left`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one factor.

    Args:
        factor: its position.
        actions: one after the other; none where a value is to be reached.
        value: index of the value to reach; None where actions are told.
    """

    factor: int
    actions: tuple[int, ...] = ()
    value: int | None = None


def one_change(naming: Naming, factor: str | int, step: int | None, value: str | int | None) -> Change:
    """A change of a factor: so many steps up, or down where they are negative; or a value to reach.

    Raises:
        QueryError: CVQ501 or CVQ502 when the run has no such factor, value or action.
    """
    position = naming.factor(factor)
    if (step is None) == (value is None) or step == 0:
        raise_unclear(naming, position, step, value)
    if value is not None:
        return Change(position, value=naming.value(position, value))
    assert step is not None
    return Change(position, (naming.steps(position, 1 if step > 0 else -1),) * abs(step))


def raise_unclear(naming: Naming, factor: int, step: int | None, value: str | int | None) -> None:
    """Say what can be asked of a factor; raises QueryError, CVQ502."""
    asked = [f"{name} {given}" for name, given in (("step", step), ("value", value)) if given is not None]
    message = f"the run has no such action on {naming.factors[factor]}"
    hint = "ask for a value" if naming.sets(factor) else "ask for steps up or down, or for a value"
    expected = ", ".join(naming.offered(factor))
    raise QueryError(Diagnostic(NO_ACTION, message, expected=expected, got=" and ".join(asked) or None, hint=hint))


def changes_of(naming: Naming, do: Do) -> tuple[Change, ...]:
    """What is to be done at once.

    Raises:
        QueryError: CVQ501 or CVQ502 for what the run does not have; CVQ510 when a factor is told twice.
    """
    if isinstance(do, Mapping):
        made = [Change(naming.factor(name), value=naming.value(naming.factor(name), to)) for name, to in do.items()]
    else:
        made = [_read(naming, word) for word in do]
    for factor in {change.factor for change in made}:
        if sum(change.factor == factor for change in made) > 1:
            message = f"{naming.factors[factor]} is to be changed twice at once"
            raise QueryError(Diagnostic(NOT_ASKED, message, hint="say once what it shall become"))
    return tuple(made)


def _read(naming: Naming, word: str) -> Change:
    """`factor=value`, `factor+steps`, `factor-steps`, or the name of an action."""
    actions = [action.name for action in naming.plan.actions]
    if word in actions:
        index = actions.index(word)
        return Change(naming.plan.actions[index].factor, (index,))
    # Names may hold = and + themselves: the longest factor that the word begins with is meant.
    for name in sorted(naming.factors, key=len, reverse=True):
        rest = word.removeprefix(name)
        if rest == word:
            continue
        if rest.startswith("="):
            factor = naming.factor(name)
            return Change(factor, value=naming.value(factor, rest[1:]))
        if re.fullmatch(r"[+-]\d{1,4}", rest) and int(rest):
            return one_change(naming, name, int(rest), None)
    if "=" in word:
        naming.factor(word.rpartition("=")[0])  # says that there is none, and what there is
    naming.named(word)
    raise AssertionError(word)


def sequences_of(
    changes: Sequence[Change],
    codes: Int[Tensor, "b V"],
    transition: Transition,
    values: Sequence[ValueTable | None],
    naming: Naming,
) -> list[tuple[tuple[int, ...], ...]]:
    """For each image, the actions of each change; no action where it has the value already.

    Raises:
        QueryError: CVQ511 when the value of a factor cannot be read from codes, or cannot be reached.
    """
    per_change = [_walks(change, codes, transition, values, naming) for change in changes]
    return [tuple(walks[image] for walks in per_change) for image in range(len(codes))]


def carry_out(
    codes: Int[Tensor, "b V"],
    sequences: Sequence[tuple[tuple[int, ...], ...]],
    transition: Transition,
    seed: int | None,
    held: Bool[Tensor, " V"] | None = None,
) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
    """The codes after what is done to each image, and the log-probability in nats of their changes.

    Args:
        codes: before.
        sequences: for each image, the actions of each change; see `sequences_of`.
        transition: of the model.
        seed: of the draw of new states, where noise is endogenous; None: the most probable ones.
        held: variables that keep their codes though a cause of them changes.
    """
    after, chance = codes.clone(), torch.zeros(len(codes), device=codes.device)
    for walks in dict.fromkeys(sequences):
        rows = torch.tensor([row for row, own in enumerate(sequences) if own == walks], device=codes.device)
        after[rows], chance[rows] = transition.predicted_together(codes[rows], walks, seed, held)
    return after, chance


def _walks(
    change: Change,
    codes: Int[Tensor, "b V"],
    transition: Transition,
    values: Sequence[ValueTable | None],
    naming: Naming,
) -> list[tuple[int, ...]]:
    """The actions of one change for each image."""
    if change.value is None:
        return [change.actions] * len(codes)
    if naming.sets(change.factor):
        return [(naming.action(change.factor, value=change.value),)] * len(codes)
    table, name = values[change.factor], naming.factors[change.factor]
    if table is None:
        message = f"the values of {name} are not known to the model, so none can be aimed at"
        hint = f"ask for actions: {', '.join(naming.offered(change.factor))}"
        raise QueryError(Diagnostic(NOT_READ, message, hint=hint))
    met: dict[tuple[int, ...], tuple[int, ...]] = {}
    walks = []
    for image in codes:
        key = tuple(image.tolist())
        if key not in met:
            met[key] = _walk(change, image, transition, table, naming)
        walks.append(met[key])
    return walks


def _walk(
    change: Change, start: Int[Tensor, " V"], transition: Transition, table: ValueTable, naming: Naming
) -> tuple[int, ...]:
    """The fewest steps up or down that lead to a value."""
    if int(table.values(start[None])) == change.value:
        return ()
    ways = {naming.steps(change.factor, direction): start for direction in (1, -1)}
    seen = {(action, tuple(start.tolist())) for action in ways}
    size = naming.plan.data.factors[change.factor].size
    for count in range(1, min(size, FARTHEST) + 1):
        if not ways:
            break
        stood = torch.stack(list(ways.values()))
        reached = transition.predict(stood, torch.tensor([*ways], device=start.device), None)
        for action, codes in zip([*ways], reached, strict=True):
            if int(table.values(codes[None])) == change.value:
                return (action,) * count
            here = (action, tuple(codes.tolist()))
            ways[action] = codes
            if here in seen:  # the end of the line, or once round
                del ways[action]
            seen.add(here)
    factor = naming.plan.data.factors[change.factor]
    wanted = factor.values[change.value or 0]
    message = f"no number of steps leads {factor.name} to {wanted} from here"
    hint = "a value next to it may be read from the codes: see `causalvq inspect` for what the states stand for"
    raise QueryError(Diagnostic(NOT_READ, message, hint=hint))
