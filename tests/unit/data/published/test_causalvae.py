import numpy as np
import pytest
from PIL import Image

from causalvq.data.published.causalvae import CausalVaeSource
from causalvq.errors import DataError


@pytest.fixture
def folder(tmp_path):
    for part, names in (("train", ["a_-40_60_3_12", "a_-10_60_5_9", "a_40_100_8_4"]), ("test", ["a_0_80_4_10"])):
        (tmp_path / part).mkdir()
        for name in names:
            image = Image.new("RGBA", (96, 96), (10, 20, 30, 255))
            image.putpixel((0, 0), (0, 0, 0, 0))
            image.save(tmp_path / part / f"{name}.png")
    return tmp_path


def test_values_in_the_names_become_bins(folder):
    source = CausalVaeSource(folder, "pendulum", bins=2)

    assert [factor.name for factor in source.facts.factors] == [
        "pendulum_angle",
        "light_angle",
        "shadow_length",
        "shadow_position",
    ]
    assert source.factors(np.arange(4))[:, 0].tolist() == [0, 0, 1, 1]
    assert source.facts.factors[0].values == ("-20", "20")
    assert ("light_angle", "shadow_position") in source.facts.edges


def test_few_values_keep_their_own(folder):
    factor = CausalVaeSource(folder, "flow", bins=3).facts.factors[1]

    assert (factor.name, factor.values) == ("water_height", ("60", "80", "100"))


def test_images_are_laid_over_white(folder):
    image = CausalVaeSource(folder, "pendulum", bins=4).images(np.array([0]))[0]

    assert image.shape == (96, 96, 3)
    assert image[0, 0].tolist() == [255, 255, 255]
    assert image[5, 5].tolist() == [10, 20, 30]


def test_a_name_of_another_form_is_refused(folder):
    (folder / "train" / "b_1_2.png").write_bytes(b"")

    with pytest.raises(DataError, match=r"CVQ305 b_1_2\.png"):
        CausalVaeSource(folder, "pendulum", bins=4)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(DataError, match="CVQ301"):
        CausalVaeSource(tmp_path, "flow", bins=4)
