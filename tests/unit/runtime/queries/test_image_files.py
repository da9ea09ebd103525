import numpy as np
import pytest
import torch
from PIL import Image

from causalvq.errors import DataError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.queries.image_files import changeable, held_out_images, read_images
from causalvq.runtime.queries.trained_run import TrainedRun
from causalvq.runtime.runs.run import Run


def sample_images(run, action, count):
    """As commands choose them."""
    images = held_out_images(run, 512)
    return changeable(images, run.would_change(images, (Change(run.plan.actions[action].factor, (action,)),)), count)


def test_samples_are_of_the_test_split_and_can_change(run, data):
    images = sample_images(run, 0, 5)
    ours = images_at(data.images, data.split.test, torch.device("cpu"))

    assert len(images) == 5
    assert all(any(torch.equal(image, own) for own in ours) for image in images)
    assert run.apply(images, 0).changed[:, 0].all()


def test_samples_of_an_action_that_changes_nothing(run):
    images = sample_images(run, 1, 4)

    assert len(images) == 4
    assert not run.apply(images, 1).changed.any()


def test_no_more_samples_than_there_are(run, data):
    assert len(sample_images(run, 1, 10_000)) == len(data.split.test)


def picture(folder, name, pixels):
    path = folder / name
    Image.fromarray(pixels).save(path)
    return path


def test_images_are_read_as_those_of_the_data(run, tmp_path):
    square = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    grey = square[..., 0]
    wide = np.pad(square.repeat(2, axis=0).repeat(2, axis=1), ((0, 0), (10, 10), (0, 0)))
    clear = np.dstack([square, np.zeros((16, 16), dtype=np.uint8)])
    paths = [
        picture(tmp_path, name, pixels)
        for name, pixels in (("a.png", square), ("b.png", grey), ("c.bmp", wide), ("d.png", clear))
    ]
    read = read_images(run, paths)

    assert read.shape == (4, 3, 16, 16)
    as_bytes = ((read + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(as_bytes[0], square)
    np.testing.assert_array_equal(as_bytes[1], np.dstack([grey] * 3))
    np.testing.assert_array_equal(as_bytes[2], square)
    assert (as_bytes[3] == 255).all()


def with_images(run, **facts):
    """The same run, as if its images were others."""
    data = run.plan.data.model_copy(update=facts)
    return TrainedRun(
        Run(run.run.path, run.plan.model_copy(update={"data": data}), run.run.base), run.model, (), run.device
    )


def test_a_run_of_grey_images_reads_colours_as_grey(run, tmp_path):
    pixels = np.full((16, 16, 3), (255, 0, 0), dtype=np.uint8)
    read = read_images(with_images(run, channels=1), [picture(tmp_path, "red.png", pixels)])

    assert read.shape == (1, 1, 16, 16)
    assert read.unique().tolist() == [pytest.approx(76 / 127.5 - 1)]


def test_images_that_are_not_square_are_not_guessed_at(run, tmp_path):
    wide = with_images(run, width=20)
    right = picture(tmp_path, "right.png", np.zeros((16, 20, 3), dtype=np.uint8))
    wrong = picture(tmp_path, "wrong.png", np.zeros((32, 40, 3), dtype=np.uint8))

    assert read_images(wide, [right]).shape == (1, 3, 16, 20)
    with pytest.raises(DataError, match=r"wrong.png: CVQ303.*expected: 16 x 20; got: 32 x 40"):
        read_images(wide, [wrong])


def test_every_file_that_is_no_image_is_named(run, tmp_path):
    good = picture(tmp_path, "good.png", np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8))
    (tmp_path / "text.png").write_text("no image")
    (tmp_path / "short.png").write_bytes(good.read_bytes()[:300])

    with pytest.raises(DataError) as caught:
        read_images(run, [good, tmp_path / "absent.png", tmp_path / "text.png", tmp_path / "short.png"])
    assert [(one.code, one.place.file[len(str(tmp_path)) + 1 :]) for one in caught.value.diagnostics] == [
        ("CVQ301", "absent.png"),
        ("CVQ308", "text.png"),
        ("CVQ308", "short.png"),
    ]
