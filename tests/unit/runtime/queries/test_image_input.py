import numpy as np
import pytest
import torch
from PIL import Image

from causalvq.data.formats.image_files import ImageFiles
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


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            BYTES[0, ..., 0],
            r"another shape than those of the run; expected: \[images, 16, 16, 3\] of uint8.*\[16, 16\]",
        ),
        (BYTES[None], "another shape"),
        (BYTES[:0], "there is no image"),
        ([], "another shape"),
        ("one.png", "these are no images"),
        (None, "these are no images"),
        ([BYTES[0], BYTES[0, :8]], "these are no images"),
        (Image.new("I;16", (16, 16), 40_000), "more than a byte a channel.*got: mode I;16"),
        (Image.new("F", (16, 16), 0.5), "more than a byte a channel"),
    ],
)
def test_what_are_no_images_is_told(read, given, message):
    with pytest.raises(QueryError, match=f"CVQ503 .*{message}"):
        read(given)


def test_lists_of_arrays_are_images(read):
    for given in (list(BYTES), tuple(EXPECTED), [EXPECTED[0].numpy(), EXPECTED[1].numpy()]):
        torch.testing.assert_close(read(given), EXPECTED, atol=1e-6, rtol=0)


def test_transparency_is_laid_over_white_as_it_is_of_files(read, plan, tmp_path):
    clear = Image.fromarray(np.concatenate([BYTES[0], np.full((16, 16, 1), 51, np.uint8)], -1), "RGBA")
    clear.save(tmp_path / "clear.png")
    with Image.open(tmp_path / "clear.png") as again:
        file = ImageFiles([tmp_path / "clear.png"], 16, plan().data.alpha).at(np.zeros(1, dtype=np.int64))
        torch.testing.assert_close(read(again), read(file))
    assert read(clear).mean() > 0.5  # a fifth of what is there, four fifths of white


def test_a_grey_run_takes_colours_as_grey(plan):
    data = plan().data.model_copy(update={"channels": 1})
    grey = as_images(Image.new("RGB", (16, 16), (255, 0, 0)), data, PixelScale(data), torch.device("cpu"))

    assert grey.shape == (1, 1, 16, 16)
    torch.testing.assert_close(grey.unique(), torch.tensor([76 / 127.5 - 1]))


def test_images_that_are_not_square_are_taken_at_their_size_alone(plan):
    data = plan().data.model_copy(update={"width": 24})
    scale, cpu = PixelScale(data), torch.device("cpu")

    assert as_images(Image.new("RGB", (24, 16)), data, scale, cpu).shape == (1, 3, 16, 24)
    with pytest.raises(QueryError, match=r"CVQ503 .*not square; expected: 16 x 24; got: 24 x 16"):
        as_images(Image.new("RGB", (16, 24)), data, scale, cpu)
