import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from causalvq.data import prepare
from causalvq.data.pairs.meaning import SETS
from causalvq.dsl.spec import Data
from causalvq.runtime.evaluation.metrics.preserved import affected, kept_shares, nearest
from causalvq.runtime.feeding.feed import images_at

CPU = torch.device("cpu")


def drawn(source, **more):
    section = {"source": source, "image": {"size": 16}} | more
    return prepare(Data.model_validate_json(json.dumps(section)), SETS, 0, base=Path(), cache=None)


@pytest.fixture(scope="module")
def pendulum():
    return drawn("pendulum")


def some(data, factor, count=40):
    """Pairs whose action sets a factor."""
    pairs = data.pairs["train"]
    return pairs[np.flatnonzero(pairs.factor == factor)[:: max(1, (pairs.factor == factor).sum() // count)]]


def with_labels(data, labels):
    """The true images of labels, all of which the data have."""
    index = {tuple(row): number for number, row in enumerate(data.labels.tolist())}
    return images_at(data.images, np.array([index[tuple(row)] for row in labels.tolist()]), CPU)


def test_effects_follow_the_paths_of_the_true_graph(pendulum):
    assert affected(pendulum.facts).astype(int).tolist() == [[1, 0, 1, 1], [0, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_effects_of_effects_follow_too_even_by_way_of_a_factor_that_was_not_chosen(pendulum):
    edges = (("pendulum", "wind"), ("wind", "lamp"), ("lamp", "shadow_length"))
    row = affected(dataclasses.replace(pendulum.facts, edges=edges))[0]

    assert row.tolist() == [True, True, False, True]


def test_without_a_true_graph_nothing_follows(pendulum):
    assert (affected(dataclasses.replace(pendulum.facts, edges=None)) == np.eye(4)).all()


@pytest.mark.parametrize("factor", range(4))
def test_true_images_preserve_all(pendulum, factor):
    pairs = some(pendulum, factor)

    assert (kept_shares(images_at(pendulum.images, pairs.y, CPU), pendulum, pairs) == 1).all()


def test_a_factor_that_moved_with_another_is_counted(pendulum):
    pairs = some(pendulum, 0)
    labels = pendulum.labels[pairs.y].copy()
    labels[:, 1] = (labels[:, 1] + 4) % 8  # the lamp is the only other factor: shadows are effects

    assert (kept_shares(with_labels(pendulum, labels), pendulum, pairs) == 0).all()


def test_what_an_effect_does_is_not_counted(pendulum):
    pairs = some(pendulum, 0)
    labels = pendulum.labels[pairs.y].copy()
    labels[:, 2:] = (labels[:, 2:] + 3) % [8, 6]

    assert (kept_shares(with_labels(pendulum, labels), pendulum, pairs) == 1).all()


def test_one_of_three_others(pendulum):
    pairs = some(pendulum, 3)
    labels = pendulum.labels[pairs.y].copy()
    labels[:, 0] = (labels[:, 0] + 4) % 8

    assert kept_shares(with_labels(pendulum, labels), pendulum, pairs) == pytest.approx(2 / 3)


def test_a_little_blur_changes_no_value():
    data = drawn("scenes")
    pairs = some(data, 1)
    blurred = images_at(data.images, pairs.y, CPU) + 0.05 * torch.randn(len(pairs), 3, 16, 16)

    assert kept_shares(blurred, data, pairs).mean() > 0.99


def test_nuisance_factors_may_be_anything_and_are_not_scored():
    data = drawn("pendulum", factors=["pendulum", "lamp"])
    pairs = some(data, 0)

    assert data.labels.shape[1] == 2
    assert (kept_shares(images_at(data.images, pairs.y, CPU), data, pairs) == 1).all()


def test_where_no_factor_is_left_there_is_no_share():
    data = drawn("pendulum", factors=["pendulum", "shadow_length"])
    pairs = some(data, 0)

    assert np.isnan(kept_shares(images_at(data.images, pairs.y, CPU), data, pairs)).all()


def test_of_equal_images_the_preferred_one_is_nearest():
    candidates = np.zeros((5000, 2, 2, 3), dtype=np.uint8)
    candidates[4200:] = 200
    candidates[17] = 100
    images = torch.tensor([100, 200, 0, 190]).div(127.5).sub(1).view(4, 1, 1, 1).expand(4, 3, 2, 2)

    assert nearest(images, candidates, np.array([3, 4999, 4998, 0])).tolist() == [17, 4999, 0, 4200]


def test_the_nearest_is_the_one_that_looking_at_each_finds():
    draw = np.random.default_rng(0)
    candidates = draw.integers(0, 256, (300, 4, 4, 3), dtype=np.uint8)
    images = torch.from_numpy(draw.uniform(-1, 1, (20, 3, 4, 4)).astype(np.float32))
    squares = ((candidates / 127.5 - 1)[None] - images.permute(0, 2, 3, 1).numpy()[:, None]) ** 2

    assert (
        nearest(images, candidates, np.zeros(20, dtype=np.int64)).tolist() == squares.sum((2, 3, 4)).argmin(1).tolist()
    )
