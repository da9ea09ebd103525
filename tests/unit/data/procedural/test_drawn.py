"""What every drawn source promises."""

from pathlib import Path

import numpy as np
import pytest

from causalvq.data import Truth, open_source, source_facts

NAMES = ["scenes", "shapes3d", "pendulum"]


@pytest.fixture(params=NAMES)
def source(request):
    return open_source(request.param, base=Path(), size=24)


def some(source, count=40):
    return np.random.default_rng(0).integers(0, len(source), count)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [("scenes", (4, 6, 4, 5, 5, 3)), ("shapes3d", (10, 10, 10, 8, 4, 15)), ("pendulum", (8, 8, 8, 6))],
)
def test_the_factors_are_a_complete_grid_of_named_values(name, sizes):
    facts = source_facts(name, base=Path(), size=40)

    assert facts.sizes == sizes
    assert facts.images == np.prod(sizes)
    assert (facts.height, facts.width, facts.channels, facts.native_height) == (40, 40, 3, 40)
    assert all(len(set(factor.values)) == factor.size for factor in facts.factors)


def test_an_index_is_a_cell_of_the_grid_and_its_image_the_truth(source):
    indices = some(source)
    labels = source.factors(indices)

    assert isinstance(source, Truth)
    np.testing.assert_array_equal(np.ravel_multi_index(tuple(labels.T), source.facts.sizes), indices)
    np.testing.assert_array_equal(source.images(indices), source.render(labels))


def test_the_same_picture_is_drawn_twice(source):
    again = open_source(source_name(source), base=Path(), size=24)

    np.testing.assert_array_equal(source.images(some(source)), again.images(some(source)))


def test_every_value_of_every_factor_looks_different(source):
    middle = np.array([size // 2 for size in source.facts.sizes])
    for column, size in enumerate(source.facts.sizes):
        labels = np.repeat(middle[None], size, axis=0)
        labels[:, column] = np.arange(size)
        images = source.render(labels).astype(int)
        for value in range(size - 1):
            assert np.abs(images[value] - images[value + 1]).max() > 16, (column, value)


def test_a_larger_picture_shows_the_same_scene(source):
    indices = some(source, 8)
    large = open_source(source_name(source), base=Path(), size=48).images(indices)
    shrunk = large.reshape(8, 24, 2, 24, 2, 3).mean(axis=(2, 4))

    assert np.abs(shrunk - source.images(indices)).mean() < 3


def test_chunks_are_the_images_in_order():
    source = open_source("pendulum", base=Path(), size=8)
    chunks = list(source.chunks(1000))

    assert [len(chunk) for chunk in chunks] == [1000, 1000, 1000, 72]
    np.testing.assert_array_equal(chunks[3], source.images(np.arange(3000, 3072)))


def test_the_fingerprint_tells_sources_and_sizes_apart():
    prints = {source_facts(name, base=Path(), size=size).fingerprint for name in NAMES for size in (16, 32)}

    assert len(prints) == 6


def source_name(source):
    return type(source).__name__.lower()
