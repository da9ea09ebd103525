import base64
import io

import numpy as np
import pytest
from PIL import Image

from causalvq.report.drawing.embedded import Shown


@pytest.mark.parametrize("channels", [1, 3])
def test_exact_images_come_back_as_they_were(channels):
    pixels = np.random.default_rng(0).integers(0, 256, (8, 6, channels), dtype=np.uint8)
    kind, _, content = Shown(pixels, "noise").source(100).partition(";base64,")

    assert kind == "data:image/png"
    again = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
    assert np.array_equal(again.reshape(pixels.shape), pixels)


def test_images_that_may_differ_are_smaller():
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)

    assert len(Shown(pixels, "noise").source(50)) < len(Shown(pixels, "noise").source(100)) / 2


@pytest.mark.parametrize(
    ("height", "width", "shown"), [(32, 32, (96, 96)), (16, 8, (96, 48)), (128, 128, (128, 128)), (640, 320, (160, 80))]
)
def test_small_images_are_enlarged_by_whole_numbers_and_large_ones_made_to_fit(height, width, shown):
    found = Shown(np.zeros((height, width, 1), dtype=np.uint8), "black")

    assert (found.height, found.width) == shown
