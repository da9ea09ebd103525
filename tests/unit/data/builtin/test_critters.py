from pathlib import Path

import numpy as np

from causalvq.data import open_source, source_facts


def test_critters_is_the_full_grid_of_seven_named_factors():
    facts = source_facts("critters", base=Path())

    assert (facts.height, facts.width, facts.channels, facts.images) == (32, 32, 3, 14_400)
    assert facts.sizes == (4, 5, 5, 3, 4, 4, 3)
    assert facts.factors[6].values == ("smile", "ooh", "teeth")
    assert facts.grid_complete


def test_every_critter_is_a_different_image():
    source = open_source("critters", base=Path())
    images = source.images(np.arange(len(source)))

    assert images.dtype == np.uint8
    assert images.shape == (14_400, 32, 32, 3)
    assert len({image.tobytes() for image in images}) == 14_400


def test_the_mouth_changes_few_pixels_and_the_background_many():
    source = open_source("critters", base=Path())
    smile, ooh, violet = source.images(np.array([0, 1, 3600])).astype(int)

    assert 0 < np.mean(np.any(smile != ooh, axis=-1)) < 0.03
    assert np.mean(np.any(smile != violet, axis=-1)) > 0.3


def test_a_size_averages_blocks_of_the_stored_images():
    stored = open_source("critters", base=Path()).images(np.array([5]))
    small = open_source("critters", base=Path(), size=16)

    expected = np.floor(stored.reshape(1, 16, 2, 16, 2, 3).mean(axis=(2, 4)) + 0.5)
    np.testing.assert_array_equal(small.images(np.array([5])), expected)
    assert (small.facts.height, small.facts.native_height) == (16, 32)
