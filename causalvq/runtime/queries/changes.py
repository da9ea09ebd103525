"""What is to be changed in images -> the actions that do it, image by image.

`set` models reach a value directly. `step` models go up or down until they are there: how many steps that takes depends
on the image.

Axes: b images, V variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.change import Change, Walks
from causalvq.runtime.answers.naming import Naming, Value
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.run_diagnostics import NO_ACTION, NOT_ASKED, NOT_READ
from causalvq.runtime.transition import Transition

FARTHEST: Final = 1_000
"""Most steps of one change."""
STEPS: Final = re.compile(r"[+-][0-9]{1,9}")

Do = Mapping[str | int, Value] | Sequence[str]
"""What is done at once: values by factor, or words such as `mouth=open`, `mouth+2` and `push_left`; one word is one."""


def one_change(naming: Naming, factor: str | int, step: int | None, value: Value | None) -> Change:
    """A change of a factor: so many steps up, or down where they are negative; or a value to reach.

    Raises:
        QueryError: CVQ501 or CVQ502 when the run has no such factor, value or action.
    """
    position = naming.factor(factor)
    if (step is None) == (value is None) or step == 0 or abs(step or 0) > FARTHEST:
        raise_unclear(naming, position, step, value)
    if value is not None:
        return Change(position, value=naming.value(position, value))
    assert step is not None
    return Change(position, (naming.steps(position, 1 if step > 0 else -1),) * abs(step))


def raise_unclear(naming: Naming, factor: int, step: int | None, value: Value | None) -> None:
    """Say what can be asked of a factor; raises QueryError, CVQ502."""
    asked = [f"{name} {given}" for name, given in (("step", step), ("value", value)) if given is not None]
    message = f"the run has no such action on {naming.factors[factor]}"
    steps = f"ask for steps up or down, {FARTHEST:,} at most, or for a value"
    hint = "ask for a value" if naming.sets(factor) else steps
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
        made = [_read(naming, word) for word in ((do,) if isinstance(do, str) else do)]
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
    faults: list[QueryError] = []
    # Names may hold = and + themselves: the longest factor is meant that the word begins with and whose value follows.
    for name in sorted([*naming.factors, *map(str, range(len(naming.factors)))], key=len, reverse=True):
        rest = word.removeprefix(name)
        if rest != word and rest.startswith("="):
            factor = naming.factor(name)
            try:
                return Change(factor, value=naming.value(factor, rest[1:]))
            except QueryError as error:
                faults.append(error)
        elif rest != word and STEPS.fullmatch(rest) and int(rest):
            return one_change(naming, name, int(rest), None)
    if faults:
        raise faults[0]
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
) -> list[Walks | None]:
    """For each image, the actions of each change; None where no number of steps leads an image to a value.

    Raises:
        QueryError: CVQ511 when the value of a factor cannot be read from codes, or no image can be brought to it.
    """
    per_change = [_walks(change, codes, transition, values, naming) for change in changes]
    found: list[Walks | None] = []
    for image in range(len(codes)):
        own = [walk for walks in per_change if (walk := walks[image]) is not None]
        found.append(tuple(own) if len(own) == len(changes) else None)
    if found and not any(walks is not None for walks in found):
        raise _unreached(naming, changes, per_change)
    return found


def carry_out(
    codes: Int[Tensor, "b V"],
    changes: Sequence[Change],
    sequences: Sequence[Walks | None],
    transition: Transition,
    naming: Naming,
    seed: int | None,
    held: Bool[Tensor, " V"] | None = None,
) -> tuple[Int[Tensor, "b V"], Float[Tensor, " b"]]:
    """The codes after what is done to each image, and the log-probability in nats of their changes.

    Args:
        codes: before.
        changes: what is done at once.
        sequences: for each image, the actions of each change; see `sequences_of`. Images with None stay as they are.
        transition: of the model.
        naming: the names of the run.
        seed: of the draw of new states, where noise is endogenous; None: the most probable ones.
        held: variables that keep their codes though a cause of them changes.
    """
    after, chance = codes.clone(), torch.zeros(len(codes), device=codes.device)
    for walks in dict.fromkeys(sequences):
        if walks is None:
            continue
        rows = torch.tensor([row for row, own in enumerate(sequences) if own == walks], device=codes.device)
        # do(factor = value) cuts the factor off from its causes, even where it has the value before.
        kept = torch.zeros_like(codes[0], dtype=torch.bool) if held is None else held.clone()
        for change, walk in zip(changes, walks, strict=True):
            if not walk:
                kept |= set_by(change, walk, transition, naming)
        after[rows], chance[rows] = transition.predicted_together(codes[rows], walks, seed, kept)
    return after, chance


def set_by(change: Change, walk: tuple[int, ...], transition: Transition, naming: Naming) -> Bool[Tensor, " V"]:
    """The variables that a change sets: by its actions, or by any action on the factor where none is needed."""
    actions = walk or tuple(index for index, _ in naming.actions_on(change.factor))
    return transition.targets[list(actions)].any(0)


def _walks(
    change: Change,
    codes: Int[Tensor, "b V"],
    transition: Transition,
    values: Sequence[ValueTable | None],
    naming: Naming,
) -> list[tuple[int, ...] | None]:
    """The actions of one change for each image; None where there are none that make it."""
    if change.value is None:
        return [change.actions] * len(codes)
    if naming.sets(change.factor):
        return [(naming.action(change.factor, value=change.value),)] * len(codes)
    table, name = values[change.factor], naming.factors[change.factor]
    if table is None:
        message = f"the values of {name} are not known to the model, so none can be aimed at"
        hint = f"ask for actions: {', '.join(naming.offered(change.factor))}"
        raise QueryError(Diagnostic(NOT_READ, message, hint=hint))
    return _shortest(change, codes, transition, table, naming)


def _shortest(
    change: Change, codes: Int[Tensor, "b V"], transition: Transition, table: ValueTable, naming: Naming
) -> list[tuple[int, ...] | None]:
    """For each image, the fewest steps of one kind that lead to a value, up where both ways take as many."""
    walks: list[tuple[int, ...] | None] = [() if there else None for there in _has(table, codes, change.value)]
    reached = {action: codes for action, _ in naming.actions_on(change.factor)}
    for count in range(1, min(naming.plan.data.factors[change.factor].size, FARTHEST) + 1):
        if None not in walks:
            break
        for action, stood in tuple(reached.items()):
            codes = transition.predict(stood, torch.full((len(stood),), action, device=stood.device), None)
            for image, there in enumerate(_has(table, codes, change.value)):
                if there and walks[image] is None:
                    walks[image] = (action,) * count
            reached[action] = codes
    return walks


def _has(table: ValueTable, codes: Int[Tensor, "b V"], value: int | None) -> list[bool]:
    """Whether the codes of each image stand for a value."""
    return [found == value for found in table.values(codes).tolist()]


def _unreached(
    naming: Naming, changes: Sequence[Change], per_change: Sequence[Sequence[tuple[int, ...] | None]]
) -> QueryError:
    """The error when no image can be brought to a value: the first of those that most images cannot be brought to."""
    missing = [walks.count(None) for walks in per_change]
    change = changes[missing.index(max(missing))]
    factor = naming.plan.data.factors[change.factor]
    assert change.value is not None, "only walks to a value can fail"
    message = f"no number of steps leads {factor.name} to {factor.values[change.value]} from here"
    hint = "a value next to it may be read from the codes: see `causalvq inspect` for what the states stand for"
    return QueryError(Diagnostic(NOT_READ, message, hint=hint))
