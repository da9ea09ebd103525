"""What every baseline is given: the pairs that ours was trained, validated and scored with, and their images.

Axes: N images, P pairs, H, W pixels, C channels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.strangers.sets.made import Made
from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.meaning import Actions
from causalvq.data.preparation import prepare
from causalvq.data.types import Flags, Images, Integers
from causalvq.dsl.spec import Data
from causalvq.runtime.evaluation.pair_scores import MAX_PAIRS, representative
from causalvq.runtime.training.session import load_data

UNSEEN = -1  # the class of an action that no training pair has


@dataclass(frozen=True, eq=False)
class Part:
    """Pairs of one part of the split, and the classes of their actions.

    Args:
        x: int64 [P], image before.
        y: int64 [P], image after.
        action: int64 [P], class of the action; `UNSEEN` where no training pair has it.
        factor: int64 [P], the factor that the action is on.
    """

    x: Integers
    y: Integers
    action: Integers
    factor: Integers

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, rows: Flags) -> Part:
        """The pairs where a mask is true."""
        return Part(self.x[rows], self.y[rows], self.action[rows], self.factor[rows])


@dataclass(frozen=True, eq=False)
class Supplied:
    """Images of the size in which the user has them, and pairs whose action is known.

    Args:
        images: uint8 [N, H, W, C].
        train: to learn from.
        validation: to choose by; may be empty.
        test: to be scored on.
        factors: int64 [classes], the factor of each class of actions.
    """

    images: Images
    train: Part
    validation: Part
    test: Part
    factors: Integers

    def accuracy(self, predicted: Integers) -> tuple[float, float]:
        """Shares of the test pairs whose class, and whose factor, is the predicted one (int64 [P])."""
        hits = predicted == self.test.action
        return float(hits.mean()), float((self.factors[predicted] == self.test.factor).mean())


def supplied(made: Made, data: Path, plan: Plan | None, base: Path, seed: int) -> Supplied | None:
    """The pairs of a plan; where it has none, those of a spec that one would write by hand.

    Args:
        made: the set.
        data: its files.
        plan: what ours was trained by, or None.
        base: the folder that the plan's paths start from.
        seed: of the split where there is no plan.

    Returns:
        None when there is nothing to learn or to score.
    """
    found = load_data(plan, base) if plan is not None and plan.actions else None
    if found is None or not len(found.pairs["train"]) or not len(found.pairs["test"]):
        found = prepare(by_hand(made, data), Actions(), seed, base=base, cache=None)
    parts = {name: known(found.pairs[name]) for name in ("train", "validation", "test")}
    if not len(parts["train"]) or not len(parts["test"]):
        return None
    numbers, factors = classes(parts["train"])
    train, validation, test = (part_of(parts[name], numbers) for name in ("train", "validation", "test"))
    return Supplied(native(made, found.images), train, validation, test, factors)


def by_hand(made: Made, data: Path) -> Data:
    """The data section that a patient user would write after reading the manual."""
    source = {"format": "folder" if made.table else made.files, "path": str(data)}
    section: dict[str, Any] = {"source": source}
    if made.table:
        section["pairs"] = {"from": "file", "file": str(data / "pairs.csv")}
    return Data.model_validate_json(json.dumps(section))


def native(made: Made, images: Images) -> Images:
    """The images in the size in which they were made, whatever size the plan gives them."""
    whole = made.images if made.images.ndim == 4 else made.images[..., None]
    return np.array(images) if images.shape == whole.shape else whole  # a copy: what is mapped cannot be written


def known(pairs: Pairs) -> Pairs:
    """At most as many pairs as ours is scored on, of known action, evenly spaced."""
    return representative(pairs[pairs.factor >= 0], MAX_PAIRS)[0]


Action = tuple[int, int, int]


def actions(pairs: Pairs) -> list[Action]:
    """Factor, direction and, of what has no direction, the value of each pair's action."""
    value = np.where(pairs.direction == 0, pairs.value, 0)
    return list(zip(pairs.factor.tolist(), pairs.direction.tolist(), value.tolist(), strict=True))


def classes(train: Pairs) -> tuple[Mapping[Action, int], Integers]:
    """The class of each action that training pairs have, and the factor of each class."""
    found = sorted(set(actions(train)))
    return {action: number for number, action in enumerate(found)}, np.array([factor for factor, _, _ in found])


def part_of(pairs: Pairs, numbers: Mapping[Action, int]) -> Part:
    """Pairs with the classes of their actions."""
    action = np.array([numbers.get(action, UNSEEN) for action in actions(pairs)], dtype=np.int64)
    return Part(pairs.x, pairs.y, action, pairs.factor)
