"""What the model does to images: what codes keep, what each action changes, what each variable is for.

Axes: n images, C, H, W pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from jaxtyping import Float
from torch import Tensor

from causalvq.data.types import Images
from causalvq.data.views.composite import composite
from causalvq.report.drawing.embedded import Shown
from causalvq.report.run_subject import Missing, Subject, spread
from causalvq.report.sections.report_section import Made, first
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.intervention_sheet import highlight
from causalvq.runtime.feeding.pixel_scale import to_bytes

RECONSTRUCTED: Final = 8
EXAMPLES: Final = 3
"""Images that each action is shown on."""
MOST_FACTORS: Final = 64
MOST_VARIABLES: Final = 64
MOST_STATES: Final = 12


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures that belong together, under a name.

    Args:
        name: of a factor or variable.
        about: a line beside it; empty for none.
        groups: pictures that stand side by side.
        done: the name of what is done to images; empty where nothing is.
    """

    name: str
    about: str
    groups: tuple[tuple[Shown, ...], ...]
    done: str = ""

    def only(self, most: int) -> Row:
        """The same with so many groups at most."""
        return replace(self, groups=self.groups[:most])


def reconstruction_section(subject: Subject) -> Made:
    """Test images, and the same decoded from their codes."""
    chosen = spread(len(subject.numbers), RECONSTRUCTED)
    images = subject.images[chosen]
    decoded = subject.trained.decode(subject.codes[chosen]).images
    pairs = zip(chosen, _bytes(subject, images), _bytes(subject, decoded), strict=True)
    groups = tuple(
        (
            Shown(image, subject.told(position), f"image {subject.numbers[position]}"),
            Shown(again, f"{subject.told(position)}, decoded from its codes alone", "from codes"),
        )
        for position, image, again in pairs
    )
    return Made(Row("", "", groups), first(len(groups), len(subject.data.split.test), "test images"))


def intervention_section(subject: Subject) -> Made:
    """One action on each factor, on images that it changes: before, after, and the pixels that changed."""
    run, plan = subject.trained, subject.plan
    if not plan.actions:
        raise Missing("The plan has no actions, so nothing can be done to an image.")
    factors = range(min(len(plan.data.factors), MOST_FACTORS))
    rows = tuple(_on_factor(subject, factor) for factor in factors if run.naming.actions_on(factor))
    return Made(rows, first(len(rows), len(plan.data.factors), "factors"))


def _on_factor(subject: Subject, factor: int) -> Row:
    """The action on a factor that changes most of the images that are looked at, on some of them."""
    run = subject.trained
    offered = [Change(factor, (index,)) for index, _ in run.naming.actions_on(factor)[:MOST_STATES]]
    moved = {change: run.moved_by(subject.codes, (change,)) for change in offered}
    change = max(offered, key=lambda one: sum(moved[one]))
    able = [place for place, here in enumerate(moved[change]) if here] or list(range(len(subject.numbers)))
    chosen = [able[place] for place in spread(len(able), EXAMPLES)]
    found = run.done(subject.images[chosen], (change,))
    before, after = _bytes(subject, found.given), _bytes(subject, found.images)
    changed = highlight(to_bytes(found.given), to_bytes(found.images))
    done = found.title()
    groups = tuple(
        (
            Shown(before[number], f"before: {subject.told(position)}", "before"),
            Shown(after[number], f"after {done}: {found.notes[number]}", f"after: {found.notes[number]}"),
            Shown(changed[number], f"pixels that {done} changed, in pink on the darkened image", "change"),
        )
        for number, position in enumerate(chosen)
    )
    seen = sum(moved[change])
    return Row(run.naming.factors[factor], f"changes {seen} of {len(subject.numbers)} images looked at", groups, done)


def traversal_section(subject: Subject) -> Made:
    """Each variable of one image through its states."""
    run, plan = subject.trained, subject.plan
    chosen = spread(len(plan.variables), MOST_VARIABLES)
    rows, cut = [], 0
    for variable in chosen:
        made = run.traverse(subject.images[:1], variable)
        states = spread(len(made.images), MOST_STATES)
        cut += len(made.images) > len(states)
        pictures = _bytes(subject, made.images[states])
        name = plan.variables[variable].name
        groups = tuple(
            (Shown(picture, f"{name} set to {made.notes[state]}", made.notes[state]),)
            for picture, state in zip(pictures, states, strict=True)
        )
        rows.append(Row(name, f"{len(made.images)} states met in training", groups))
    left_out = first(len(chosen), len(plan.variables), "variables")
    left_out += (f"Of {cut} variables {MOST_STATES} states are shown.",) if cut else ()
    return Made(tuple(rows), left_out)


def _bytes(subject: Subject, images: Float[Tensor, "n C H W"]) -> Images:
    """Images as people see them, uint8 [n, H, W, 1 or 3]."""
    return composite(to_bytes(images), subject.plan.data.show)
