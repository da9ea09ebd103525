from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.strangers.sets.made import Made, Row, write_set
from benchmarks.strangers.supplied import UNSEEN, Supplied, classes, part_of, supplied
from causalvq.compiler import compile_spec
from causalvq.data import Pairs
from causalvq.dsl import load
from causalvq.runtime.training.session import load_data

SPEC = """\
apiVersion: causalvq/v1
name: trivial
data: {source: {format: npz, path: set/images.npz}, image: {size: 8}, split: {train: 0.6, validation: 0.2, test: 0.2}}
variables: {count: 2}
codebook: {size: 4}
model: {encoder: {widths: [8]}}
"""


def test_the_baselines_get_the_pairs_of_the_plan_and_the_images_as_they_came(tmp_path: Path, trivial: Made) -> None:
    data = write_set(trivial, tmp_path / "set")
    (tmp_path / "spec.yaml").write_text(SPEC)
    plan = compile_spec(load(tmp_path / "spec.yaml"))
    given = supplied(trivial, data, plan, tmp_path, seed=0)
    ours = load_data(plan, tmp_path)
    assert given is not None
    for name in ("train", "validation", "test"):
        part, pairs = getattr(given, name), ours.pairs[name]
        np.testing.assert_array_equal(part.x, pairs.x)
        np.testing.assert_array_equal(part.y, pairs.y)
        np.testing.assert_array_equal(part.factor, pairs.factor)
    np.testing.assert_array_equal(given.images, trivial.images)  # not the 8 pixels of the plan
    assert given.factors.tolist() == [0, 0, 1, 1]


def test_without_a_plan_the_split_is_that_of_a_spec_by_hand(tmp_path: Path, trivial: Made) -> None:
    given = supplied(trivial, write_set(trivial, tmp_path / "set"), None, tmp_path, seed=0)
    assert given is not None
    assert len(given.train) > len(given.test) > 0


def test_pairs_without_a_word_are_not_supplied(tmp_path: Path, trivial: Made) -> None:
    count = len(trivial.images) // 2
    words = ("push", "pull", "")
    table = tuple(Row(2 * pair, 2 * pair + 1, words[pair % 3]) for pair in range(count))
    told = replace(trivial, factors=(), table=table)
    given = supplied(told, write_set(told, tmp_path / "set"), None, tmp_path, seed=0)
    assert given is not None
    assert len(given.factors) == 2
    assert len(given.train) + len(given.validation) + len(given.test) == pytest.approx(count * 2 / 3, abs=1)


def test_a_class_is_a_factor_and_a_direction_or_a_value() -> None:
    column = np.array([0, 0, 1, 1])
    steps = Pairs(column, column, column, np.array([1, -1, 1, 1]), np.array([1, 0, 1, 2]))
    numbers, factors = classes(steps)
    assert factors.tolist() == [0, 0, 1]
    assert part_of(steps, numbers).action.tolist() == [1, 0, 2, 2]
    values = Pairs(column, column, column, np.zeros(4, int), np.array([0, 2, 2, 2]))
    assert part_of(values, classes(values)[0]).action.tolist() == [0, 1, 2, 2]
    assert part_of(values, numbers).action.tolist() == [UNSEEN] * 4


def test_accuracy_counts_actions_and_factors(given: Supplied) -> None:
    assert given.accuracy(given.test.action) == (1, 1)
    assert given.accuracy(given.test.action ^ 1) == (0, 1)
