import json

import numpy as np
import pytest
import torch
from PIL import Image

from causalvq.data.views.drawing import TEXT
from causalvq.errors import QueryError
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.answer_files import MARGIN
from causalvq.runtime.queries.sweep import MOST_STEPS, sweep, write_sweep

CAPTION = TEXT + 2 * MARGIN


@pytest.fixture
def images(data):
    return images_at(data.images, data.split.test[:3], torch.device("cpu"))


def reading(run, codes, monkeypatch):
    """The run, if its encoder read these codes."""
    monkeypatch.setattr(run.model, "encode", lambda images: torch.tensor(codes)[: len(images)])
    return run


def test_all_values_of_a_factor(stepping, run_of, images, monkeypatch):
    run = reading(run_of(stepping), [[0, 0, 0], [2, 1, 0], [5, 1, 1]], monkeypatch)
    found = sweep(run, images, 0)

    assert (found.values, found.missing) == (("far left", "left", "right", "far right"), ())
    assert found.reached.tolist() == [[True] * 4, [True] * 4, [False] * 4]
    for value in range(4):
        assert torch.equal(found.images[:2, value], run.intervene(images[:2], 0, value=value).images)
    assert (found.images[2] == 0).all()


def test_an_image_that_cannot_be_brought_to_a_value_has_no_file(stepping, run_of, images, monkeypatch, tmp_path):
    stepping.transition.effects[0, 0, 2] = stepping.transition.effects[0, 0, 3] = 0  # right is not left upwards
    run = reading(run_of(stepping), [[0, 0, 0], [3, 1, 0]], monkeypatch)
    answer = write_sweep(run, sweep(run, images[:2], 0), tmp_path / "out", film=True)

    assert (answer["values"], answer["missing"]) == (["far left", "left", "right", "far right"], [])
    assert [[path is not None for path in row] for row in answer["images"]] == [[True] * 3 + [False], [True] * 4]
    written = [path for row in answer["images"] for path in row if path is not None]
    assert len(written) == len(set(written)) == len(list((tmp_path / "out").glob("value_*.png"))) == 7
    assert json.loads((tmp_path / "out" / "answer.json").read_text()) == answer
    with Image.open(answer["film"]) as film:
        assert film.size == (2 * 192, 192 + CAPTION)


def test_values_that_no_image_can_be_brought_to(stepping, run_of, images, monkeypatch):
    stepping.transition.effects[0, 0, 2] = 0
    run = reading(run_of(stepping), [[0, 0, 0]], monkeypatch)

    assert sweep(run, images[:1], 0).missing == ("far right",)
    with pytest.raises(QueryError, match="CVQ511"):
        sweep(reading(run, [[5, 0, 0]], monkeypatch), images[:1], 0)


def test_without_known_values_steps_are_taken_both_ways(stepping, run_of, images, monkeypatch):
    run = reading(run_of(stepping, counted=False), [[1, 0, 0], [1, 1, 1]], monkeypatch)
    found = sweep(run, images[:2], 0)

    assert found.values == ("-1", "0", "+1", "+2")
    assert torch.equal(found.images[:, 1], images[:2])
    assert torch.equal(found.images[:, 3], run.intervene(images[:2], 0, step=2).images)


def test_a_cycle_is_gone_round_once(stepping, run_of, images, monkeypatch):
    effects = stepping.transition.effects
    effects[0, 0, 3, 0] = effects[3, 0, 0, 3] = 10
    run = reading(run_of(stepping, counted=False), [[1, 0, 0]], monkeypatch)

    assert sweep(run, images[:1], 0).values == ("0", "+1", "+2", "+3")


def test_a_film_of_many_images_shows_some(stepping, run_of, images, monkeypatch, tmp_path):
    run = reading(run_of(stepping), [[0, 0, 0]] * 400, monkeypatch)
    answer = write_sweep(run, sweep(run, images[:1].repeat(400, 1, 1, 1), 1), tmp_path / "out", film=True)

    assert len(answer["images"]) == 400
    with Image.open(answer["film"]) as film, Image.open(answer["sheet"]) as sheet:
        assert film.width == 16 * (film.height - CAPTION)
        assert sheet.height < 64 * 130
    with Image.open(answer["images"][-1][-1]) as last:
        assert np.asarray(last).shape == (16, 16, 3)
    assert MOST_STEPS < 1000
