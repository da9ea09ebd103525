import numpy as np
import pytest
from PIL import Image

from causalvq.data.published.causal3dident import Causal3dIdentSource
from causalvq.errors import DataError

LATENTS = np.random.default_rng(0).uniform(-1, 1, (12, 10))


def write(folder, which, latents, images=12):
    np.save(folder / f"raw_latents_{which}.npy", latents)
    (folder / f"images_{which}").mkdir()
    for row in range(images):
        Image.new("RGB", (16, 16), (row, which, 0)).save(folder / f"images_{which}" / f"{row:05d}.png")


def test_latents_are_binned_and_the_class_is_a_factor(tmp_path):
    write(tmp_path, 0, LATENTS)
    write(tmp_path, 3, -LATENTS)
    source = Causal3dIdentSource(tmp_path, bins=4)
    labels = source.factors(np.arange(24))
    both = np.concatenate([LATENTS, -LATENTS])

    assert source.facts.factors[0].values == ("0", "3")
    assert source.facts.sizes == (2, *[4] * 10)
    np.testing.assert_array_equal(labels[:, 0], [0] * 12 + [1] * 12)
    width = np.ptp(both[:, 1]) / 4
    centres = np.array([float(value) for value in source.facts.factors[2].values])
    assert (np.abs(centres[labels[:, 2]] - both[:, 1]) <= width / 2 + 1e-3).all()
    np.testing.assert_array_equal(source.images(np.array([13]))[0, 0, 0], [1, 3, 0])


def test_one_class_is_no_factor(tmp_path):
    write(tmp_path, 2, LATENTS)

    assert len(Causal3dIdentSource(tmp_path, bins=3).facts.factors) == 10


@pytest.mark.parametrize(
    ("latents", "images", "code"),
    [
        (LATENTS[:, :9], 12, "CVQ303"),
        (LATENTS.astype(int), 12, "CVQ303"),
        (LATENTS, 11, "CVQ303"),
        (np.full((12, 10), np.inf), 12, "CVQ305"),
        (np.array([[{}] * 10], dtype=object), 1, "CVQ304"),
    ],
)
def test_wrong_latents_are_refused(tmp_path, latents, images, code):
    write(tmp_path, 0, latents, images)

    with pytest.raises(DataError, match=code):
        Causal3dIdentSource(tmp_path, bins=4)


def test_a_folder_without_latents_is_refused(tmp_path):
    with pytest.raises(DataError, match="CVQ301"):
        Causal3dIdentSource(tmp_path, bins=4)
