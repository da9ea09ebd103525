from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from benchmarks.strangers.sets import SETS, Stranger
from benchmarks.strangers.sets.bound import outcomes
from benchmarks.strangers.sets.faces import draw_faces, draw_leaves
from benchmarks.strangers.sets.made import Made
from benchmarks.strangers.sets.pictures import UNLABELLED, block, dish
from benchmarks.strangers.sets.portraits import RARE
from benchmarks.strangers.sets.stages import draw_desk, draw_stage
from causalvq.data.types import Integers

LARGE = {"stage", "desk", "attributes", "snapshots"}
FROM_REGISTRIES = {"views", "clothes"}
FEW = {"faces": 500, "leaves": 700}
LABELLED = [found.name for found in SETS if found.name not in {"levers", "doses", "clothes"} | LARGE]
SLOW = LARGE | FROM_REGISTRIES
EVERY = [pytest.param(found.name, marks=[pytest.mark.slow] * (found.name in SLOW)) for found in SETS]


@cache
def made(name: str) -> Made:
    if name not in FROM_REGISTRIES:
        return stranger(name).make()
    pytest.importorskip("OpenEXR")
    try:
        return stranger(name).make()
    except OSError as error:
        pytest.skip(f"the registry cannot be reached: {error}")


def stranger(name: str) -> Stranger:
    return next(found for found in SETS if found.name == name)


def test_there_are_as_many_to_tune_on_as_to_judge_by() -> None:
    groups = [found.group for found in SETS]
    assert groups.count("tuned") == groups.count("judged") >= 6
    assert len({found.name for found in SETS}) == len(SETS)
    assert all(found.about for found in SETS)


@pytest.mark.parametrize("name", EVERY)
def test_a_set_is_the_same_at_every_call(name: str) -> None:
    again = stranger(name).make()
    np.testing.assert_array_equal(again.images, made(name).images)
    np.testing.assert_array_equal(again.labels, made(name).labels)
    assert again.table == made(name).table


@pytest.mark.parametrize("name", EVERY)
def test_a_set_is_as_it_says(name: str) -> None:
    found = made(name)
    assert found.images.dtype == np.uint8
    assert found.images.shape[0] == len(found.labels)
    assert (found.images.ndim == 3) == (name in {"faces", "leaves", "portraits", "clothes"})
    assert len(found.images) == FEW.get(name, len(found.images))
    assert found.bound is None or 0.95 < found.bound <= 1
    for factor, column in zip(found.factors, found.labels.T, strict=bool(found.factors)):
        assert sorted(set(column.tolist())) == list(range(factor.size))


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in LABELLED])
def test_every_step_can_be_seen(name: str) -> None:
    found, chance = made(name), np.random.default_rng(0)
    seen: dict[int, list[float]] = {column: [] for column in range(len(found.factors))}
    for before in chance.integers(0, len(found.images), 300):
        for after in outcomes(found.labels, int(before), found.factors):
            change = np.abs(found.images[after].astype(int) - found.images[before].astype(int))
            seen[int(np.flatnonzero(found.labels[after] != found.labels[before])[0])].append(change.max())
    for column, changes in seen.items():
        assert changes, found.factors[column].name
        assert min(changes) > 0, found.factors[column].name


def test_what_a_camera_adds_is_new_in_each_photograph() -> None:
    found = made("room_camera")
    one, other = found.images[0].astype(int), found.images[1].astype(int)
    corner = np.abs(one[:4, :4] - other[:4, :4])  # of the wall, which the two have in common
    assert corner.mean() > 3


@pytest.mark.parametrize("draw", [draw_faces, draw_leaves])
def test_faces_and_leaves_of_one_cell_differ(draw: Callable[[Integers, np.random.Generator], np.ndarray]) -> None:
    same = draw(np.ones((2, 4), dtype=np.int64), np.random.default_rng(0)).astype(int)
    assert np.abs(same[0] - same[1]).mean() > 3


@pytest.mark.parametrize("name", ["portraits", "specimens"])
def test_a_grid_with_holes_has_three_cells_of_ten_and_a_rare_value(name: str) -> None:
    found = made(name)
    cells = np.prod([factor.size for factor in found.factors[:3]])
    assert len(found.images) - RARE == round(0.3 * cells)
    assert found.labels[:, 3].sum() == RARE
    assert len(np.unique(found.labels, axis=0)) == len(found.labels)


@pytest.mark.parametrize("draw", [draw_stage, draw_desk])
def test_effects_are_strongly_unequal(draw: Callable[[Integers], np.ndarray]) -> None:
    labels = np.zeros((6, 5), dtype=np.int64)
    labels[1:] = np.eye(5, dtype=np.int64)
    scene = draw(labels)
    shares = (np.abs(scene[1:] - scene[0]).max(-1) > 1 / 255).mean((1, 2))
    assert shares[0] > 0.45
    assert 0.002 < shares[1] < 0.01


def test_an_actor_is_partly_hidden_behind_a_pillar() -> None:
    before, after = np.zeros((9, 5), dtype=np.int64), np.zeros((9, 5), dtype=np.int64)
    before[:, 2] = after[:, 2] = np.arange(9)
    after[:, 4] = 3  # another posture at each place
    change = np.abs(draw_stage(after) - draw_stage(before)).max(-1).sum((1, 2))
    assert change.min() < 0.35 * change.max()


@pytest.mark.parametrize(("name", "words"), [("levers", 8), ("doses", 7)])
def test_pairs_are_isolated_and_a_third_has_no_word(name: str, words: int) -> None:
    found = made(name)
    images = [index for row in found.table for index in (row.x, row.y)]
    assert sorted(images) == list(range(len(found.images)))
    said = [row.action for row in found.table]
    assert said.count("") == len(said) // UNLABELLED
    assert len(set(said) - {""}) == words
    for row in found.table:
        assert (found.labels[row.x] != found.labels[row.y]).sum() == 1


@pytest.mark.parametrize("name", ["levers", "doses"])
def test_a_word_does_the_same_everywhere(name: str) -> None:
    found = made(name)
    effects: dict[str, set[tuple[int, int]]] = {}
    for row in found.table:
        column = int(np.flatnonzero(found.labels[row.x] != found.labels[row.y])[0])
        moved = found.labels[row.y, column] - found.labels[row.x, column]
        sets = row.action.startswith(("stain", "wash"))
        effects.setdefault(row.action, set()).add((column, int(found.labels[row.y, column] if sets else moved)))
    assert all(len(effect) == 1 for word, effect in effects.items() if word)


@pytest.mark.parametrize(("draw", "columns"), [(block, 4), (dish, 3)])
def test_x_and_y_share_what_no_word_names(draw: Callable[..., np.ndarray], columns: int) -> None:
    scenes = draw(np.ones((4, columns), dtype=np.int64), np.random.default_rng(0))
    np.testing.assert_array_equal(scenes[0], scenes[1])
    assert np.abs(scenes[0] - scenes[2]).mean() > 0.01
