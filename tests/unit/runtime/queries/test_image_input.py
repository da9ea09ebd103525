import numpy as np
import pytest
import torch
from PIL import Image

from causalvq.errors import QueryError
from causalvq.runtime.feeding.pixel_scale import PixelScale
from causalvq.runtime.queries.image_input import as_images

BYTES = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)


EXPECTED = torch.from_numpy(BYTES).permute(0, 3, 1, 2).float() / 127.5 - 1


@pytest.fixture
def read(plan):
    data = plan().data
    return lambda given: as_images(given, data, PixelScale(data), torch.device("cpu"))


@pytest.mark.parametrize(
    "given",
    [
        BYTES,
        torch.from_numpy(BYTES),
        EXPECTED,
        EXPECTED.double().numpy(),
        EXPECTED.numpy().astype(">f4"),
        [Image.fromarray(one) for one in BYTES],
    ],
    ids=["bytes", "tensor of bytes", "floats", "doubles", "big-endian", "pictures"],
)
def test_images_as_people_have_them_are_the_same_to_the_model(read, given):
    torch.testing.assert_close(read(given), EXPECTED, atol=1e-6, rtol=0)


def test_one_image_is_a_batch_of_one(read):
    assert read(BYTES[0]).shape == read(EXPECTED[0]).shape == read(Image.fromarray(BYTES[0])).shape == (1, 3, 16, 16)


def test_a_larger_picture_is_resized_and_converted(read):
    assert read(Image.new("L", (40, 32), 255)).unique().tolist() == [1.0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (BYTES[:, :8], "another size than those of the run"),
        (BYTES[..., :1], "the pixels are not like those of the data; expected: 3 channels, last, of uint8"),
        (BYTES.astype(np.int64), r"expected: floats in \[-1, 1\]"),
        (EXPECTED * 127, "got: up to 12"),
        (torch.full((1, 3, 16, 16), torch.nan), "the pixels are not finite"),
    ],
)
def test_images_that_the_model_does_not_know_are_told(read, given, message):
    with pytest.raises(QueryError, match=f"CVQ503 .*{message}"):
        read(given)
