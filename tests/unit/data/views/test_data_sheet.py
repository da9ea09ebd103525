from pathlib import Path

import numpy as np

from causalvq.data import open_source
from causalvq.data.formats.npz import NpzSource
from causalvq.data.views.data_sheet import GAP, NAME, TEXT, contact_sheet


def tile(picture, row, column, side=64):
    top, left = row * (side + TEXT + 4), NAME + column * (side + GAP)
    return np.asarray(picture)[top : top + side, left : left + side]


def test_a_row_goes_through_the_values_of_its_factor_and_nothing_else():
    source = open_source("scenes", base=Path(), size=64)
    picture = contact_sheet(source, seed=3)
    base = source.factors(np.array([np.random.default_rng(3).integers(len(source))]))[0]

    for row, factor in enumerate(source.facts.factors):
        for value in range(factor.size):
            labels = base.copy()
            labels[row] = value
            np.testing.assert_array_equal(tile(picture, row, value), source.render(labels[None])[0])


def test_small_images_are_enlarged_by_whole_pixels():
    source = open_source("pendulum", base=Path(), size=24)
    picture = contact_sheet(source)

    first = tile(picture, 0, 0, side=72)
    np.testing.assert_array_equal(first, first[::3, ::3].repeat(3, axis=0).repeat(3, axis=1))


def test_a_value_without_images_stays_empty(arrays, write_npz):
    arrays["labels"][:, 1] = np.minimum(arrays["labels"][:, 1], 1)
    del arrays["grid_complete"]
    picture = contact_sheet(NpzSource(write_npz({**arrays, "images": arrays["images"] + 200})))

    assert len(np.unique(tile(picture, 1, 2).reshape(-1, 3), axis=0)) == 1
    assert (tile(picture, 1, 1) >= 200).all()


def test_of_many_values_sixteen_are_shown(write_npz):
    count = 40
    images = np.zeros((count, 8, 8, 1), dtype=np.uint8)
    picture = contact_sheet(
        NpzSource(write_npz({"images": images, "labels": np.arange(count)[:, None], "factor_names": np.array(["n"])}))
    )

    assert picture.size[0] == NAME + 16 * (64 + GAP)


def test_a_source_that_knows_its_mechanisms_shows_what_follows_from_an_action():
    source = open_source("pendulum", base=Path(), size=64)
    picture = contact_sheet(source, seed=0)
    labels = source.factors(np.arange(len(source)))
    possible = np.flatnonzero(source.observational(labels))
    base = labels[possible[np.random.default_rng(0).integers(len(possible))]][None]

    for row, factor in enumerate(source.facts.factors):
        for value in range(factor.size):
            after = source.do(base, row, np.array([value]))
            np.testing.assert_array_equal(tile(picture, row, value), source.render(after)[0])


def test_three_of_many_channels_are_shown_by_their_range(arrays, write_npz):
    images = np.zeros((6, 8, 8, 5), dtype=np.uint16)
    images[..., 4] = 1000 * np.arange(6)[:, None, None]
    images[..., 1] = 7
    source = NpzSource(write_npz({**arrays, "images": images}))
    picture = contact_sheet(source, show=(4, 0, 1))
    shown = {tuple(tile(picture, row, column)[0, 0]) for row in range(2) for column in range(2)}

    assert {pixel[1:] for pixel in shown} == {(0, 0)}
    assert len({pixel[0] for pixel in shown}) > 1
