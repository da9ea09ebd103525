import numpy as np
import pytest

from causalvq.data.published.dsprites import DSpritesSource
from causalvq.errors import DataError

SIZES = (1, 3, 2, 4, 2, 2)


@pytest.fixture
def arrays():
    """A small dSprites: the published arrays, the pickled metadata among them."""
    classes = np.stack(np.unravel_index(np.arange(96), SIZES), axis=1).astype(np.int64)
    imgs = np.zeros((96, 64, 64), dtype=np.uint8)
    imgs[np.arange(96), classes[:, 5] * 10, classes[:, 4] * 10] = 1
    return {
        "imgs": imgs,
        "latents_classes": classes,
        "latents_values": classes * 0.5 + 1,
        "metadata": np.array({"author": "pickled"}, dtype=object),
    }


@pytest.fixture
def write(tmp_path):
    def save(arrays):
        path = tmp_path / "dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz"
        np.savez_compressed(path, **arrays)
        return path

    return save


def test_images_are_black_and_white_and_colour_is_left_out(arrays, write):
    source = DSpritesSource(write(arrays))
    indices = np.array([95, 0, 50])

    np.testing.assert_array_equal(source.images(indices), arrays["imgs"][indices][..., None] * 255)
    np.testing.assert_array_equal(source.factors(indices), arrays["latents_classes"][indices, 1:])
    np.testing.assert_array_equal(np.concatenate(list(source.chunks(50))), arrays["imgs"][..., None] * 255)
    assert [factor.name for factor in source.facts.factors] == ["shape", "scale", "orientation", "x", "y"]
    assert source.facts.factors[0].values == ("square", "ellipse", "heart")
    assert source.facts.factors[2].values == ("1", "1.5", "2", "2.5")
    assert source.facts.grid_complete
    assert source.facts.channels == 1


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("imgs", np.zeros((95, 64, 64), dtype=np.uint8), "CVQ303"),
        ("imgs", np.zeros((96, 64, 64)), "CVQ303"),
        ("latents_classes", np.zeros((96, 5), dtype=np.int64), "CVQ303"),
        ("latents_classes", np.zeros((96, 6)), "CVQ303"),
        ("latents_values", np.zeros((96, 5)), "CVQ303"),
        ("latents_values", np.full((96, 6), "one"), "CVQ303"),
        ("latents_classes", np.arange(96)[:, None] * np.array([0, 2, 1, 1, 1, 1]), "CVQ305"),
        ("latents_classes", np.array([{}] * 96, dtype=object), "CVQ304"),
    ],
)
def test_a_wrong_array_is_refused(arrays, write, name, value, code):
    with pytest.raises(DataError, match=code):
        DSpritesSource(write({**arrays, name: value}))


def test_pixels_that_are_not_0_or_1_are_refused(arrays, write):
    arrays["imgs"][3, 0, 0] = 255
    source = DSpritesSource(write(arrays))

    with pytest.raises(DataError, match="other values than 0 and 1"):
        source.images(np.array([3]))
