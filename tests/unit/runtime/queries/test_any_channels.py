"""Five channels of 16 bits through training and queries: the range is measured once and goes with the model."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch
from PIL import Image
from safetensors.torch import load_file

from causalvq.compiler import compile_spec
from causalvq.data import PairSampler
from causalvq.dsl import load as load_spec
from causalvq.errors import DataError, QueryError
from causalvq.runtime.evaluation.metrics.preserved import nearest
from causalvq.runtime.evaluation.pair_scores import coded_pairs, image_errors
from causalvq.runtime.feeding.feed import PairFeed, images_at
from causalvq.runtime.queries.answer_files import write_intervention, write_made, write_traversal
from causalvq.runtime.queries.image_files import held_out_images, read_images
from causalvq.runtime.queries.sweep import sweep, write_sweep
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.session import open_session

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tiny, tmp_path_factory):
    """The tiny spec, of images with two channels more: three dim ones, and two that are fifty times as bright."""
    folder = tmp_path_factory.mktemp("deep")
    text = (tiny / "tiny.yaml").read_text().replace("steps: 120", "steps: 6")
    (folder / "tiny.yaml").write_text(text.replace("path: tiny.npz}", "path: tiny.npz}, image: {show: [4, 0, 1]}"))
    with np.load(tiny / "tiny.npz") as arrays:
        images = arrays["images"].astype(np.uint16)
        deep = np.concatenate([2 * images, 100 * images[..., :2]], axis=-1)
        np.savez(folder / "tiny.npz", **{**arrays, "images": deep})
    return folder


def begun(folder, *overrides):
    made = compile_spec(load_spec(folder / "tiny.yaml", overrides))
    return open_session(create_run(made, "", folder, folder / "runs"))


@pytest.fixture(scope="module")
def session(folder):
    session = begun(folder)
    list(fit(session.run, session.model, session.data, session.device))
    session.finish()
    return session


@pytest.fixture
def run(session):
    return load(session.run.path)


def test_a_training_starts_with_the_range_of_its_training_split(folder, session):
    fresh = begun(folder)
    train = session.data.images[session.data.split.train]

    torch.testing.assert_close(fresh.model.pixels.middle, session.model.pixels.middle, rtol=0, atol=0)
    for channel in range(5):
        low, high = train[..., channel].min(), train[..., channel].max()
        middle, reach = (float(kept[channel]) for kept in (fresh.model.pixels.middle, fresh.model.pixels.reach))
        assert middle == pytest.approx((low / 2 + high / 2), rel=0.05)
        assert reach == pytest.approx((high / 2 - low / 2), rel=0.1)


def test_batches_are_normalised_by_it(session):
    pairs, normalise = session.data.pairs["train"], session.model.pixels.normalise
    batch = PairFeed(session.data.images, pairs, PairSampler(pairs, 8, 0), CPU, normalise=normalise).batch(3)
    rows = PairSampler(pairs, 8, 0).batch(3)

    expected = normalise(torch.from_numpy(session.data.images[pairs.x[rows]]))
    assert torch.equal(batch.x, expected)
    assert batch.x.shape == (8, 5, 16, 16)
    assert -1 <= batch.x.min() < -0.5 < 0 < batch.x.max() <= 1


def test_the_model_holds_its_range(session, run):
    kept = load_file(session.run.model / "model.safetensors")

    assert torch.equal(kept["pixels.middle"], session.model.pixels.middle)
    assert torch.equal(run.model.pixels.reach, session.model.pixels.reach)


def test_the_plan_counts_what_is_kept(session):
    plan = session.run.plan
    kept = sum(tensor.numel() for tensor in session.model.pixels.state_dict().values())

    assert [layer.buffers for layer in plan.network.layers if layer.kind == "range"] == [kept] == [10]
    assert plan.cost.data_bytes == session.data.images.nbytes


def test_a_resumed_training_has_the_same_range_and_ends_alike(folder):
    paused = begun(folder)
    stop = iter([False, False, True])
    list(fit(paused.run, paused.model, paused.data, paused.device, stop=lambda: next(stop)))
    again = open_session(paused.run)
    again.model.pixels.middle.zero_()  # what was measured anew gives way to what the checkpoint holds
    list(fit(again.run, again.model, again.data, again.device))

    straight = begun(folder)
    list(fit(straight.run, straight.model, straight.data, straight.device))
    for name, value in straight.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[name], value), name


def test_errors_are_of_normalised_pixels(session):
    coded = coded_pairs(session.model, session.data, CPU)
    scores = image_errors(session.model, coded, session.data.images, CPU)
    pairs, normalise = session.data.pairs["test"], session.model.pixels.normalise
    x, y = (images_at(session.data.images, rows, CPU, normalise) for rows in (pairs.x, pairs.y))

    assert scores["copy_mse"].mean() == pytest.approx(float((x - y).square().mean()), rel=1e-5)
    assert 0 < scores["reconstruction_mse"].mean() < 4


def test_the_nearest_image_is_found_in_normalised_pixels(session):
    images, normalise = session.data.images, session.model.pixels.normalise
    rows = np.array([5, 200, 17])

    assert nearest(images_at(images, rows, CPU, normalise), images, rows, normalise).tolist() == rows.tolist()


def test_queries_take_pixels_as_the_data_have_them(run, session):
    pixels = session.data.images[:4]
    images = run.normalise(pixels)

    assert torch.equal(images, images_at(session.data.images, np.arange(4), CPU, session.model.pixels.normalise))
    low, high = ((run.model.pixels.middle + sign * run.model.pixels.reach).numpy() for sign in (-1, 1))
    np.testing.assert_allclose(run.restore(images), pixels.clip(low, high), atol=0.51)
    assert torch.equal(run.images(pixels), images)
    assert run.reconstruct(pixels).images.shape == (4, 5, 16, 16)
    with pytest.raises(QueryError, match=r"CVQ503.*expected: floats in \[-1, 1\]: run.normalise\(pixels\)"):
        run.encode(pixels.transpose(0, 3, 1, 2).astype(np.float32))
    for wrong in (pixels.astype(np.uint8), pixels[..., :3]):
        with pytest.raises(QueryError, match=r"CVQ503.*expected: 5 channels, last, of uint16"):
            run.normalise(wrong)


def test_an_answer_shows_three_channels_and_keeps_all(run, tmp_path):
    result = run.apply(held_out_images(run, 2), 0)
    answer = write_intervention(run, result, tmp_path / "answer")
    after = result.images

    assert [path.rsplit("/", 1)[1] for path in answer["stacks"]] == ["after_00.tif", "after_01.tif"]
    for number, (picture, stack) in enumerate(zip(answer["images"], answer["stacks"], strict=True)):
        with Image.open(picture) as image:
            shown = np.asarray(image)
        expected = ((after[number] + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()
        np.testing.assert_array_equal(shown, expected[..., [4, 0, 1]])
        np.testing.assert_array_equal(np.moveaxis(tifffile.imread(stack), 0, -1), run.restore(after)[number])
    again = read_images(run, [tmp_path / "answer" / "after_00.tif"])
    torch.testing.assert_close(again, after[:1], atol=1e-2, rtol=0)  # a step of the dimmest channel


def test_bytes_of_one_or_three_channels_need_no_stack(trained, tmp_path):
    assert write_intervention(trained, trained.apply(held_out_images(trained, 1), 0), tmp_path)["stacks"] == []


def test_files_of_other_pixels_are_refused(run, tmp_path):
    Image.fromarray(np.zeros((16, 16, 3), dtype=np.uint8)).save(tmp_path / "rgb.png")
    tifffile.imwrite(tmp_path / "four.tif", np.zeros((4, 16, 16), dtype=np.uint16), photometric="minisblack")

    with pytest.raises(DataError) as caught:
        read_images(run, [tmp_path / "rgb.png", tmp_path / "four.tif"])
    assert [(one.code, one.expected, one.got) for one in caught.value.diagnostics] == [
        ("CVQ303", "5 channels of uint16", "3 channels of uint8"),
        ("CVQ303", "5 channels of uint16", "4 channels of uint16"),
    ]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_pixels_of_floats_that_are_not_finite_are_refused_where_they_enter(folder, tmp_path, value):
    with np.load(folder / "tiny.npz") as arrays:
        np.savez(tmp_path / "tiny.npz", **{**arrays, "images": arrays["images"].astype(np.float32)})
    (tmp_path / "tiny.yaml").write_text((folder / "tiny.yaml").read_text())
    session = begun(tmp_path)
    run = TrainedRun(session.run, session.model, [[""] * 6] * 3, CPU)
    pixels = np.ones((16, 16, 5), dtype=np.float32)
    pixels[3, 4, 1] = value
    tifffile.imwrite(tmp_path / "x.tif", pixels.transpose(2, 0, 1))

    with pytest.raises(QueryError, match="CVQ503 the pixels are not finite"):
        run.normalise(pixels[None])
    with pytest.raises(DataError, match=r"x\.tif: CVQ330"):
        read_images(run, [tmp_path / "x.tif"])


def test_every_query_answers_in_all_channels(run, tmp_path):
    images = held_out_images(run, 2)
    pixels = run.restore(images)

    assert (pixels.dtype, pixels.shape) == ("uint16", (2, 16, 16, 5))
    torch.testing.assert_close(run.images(pixels), images, rtol=0, atol=1e-4)
    assert torch.equal(run.codes(pixels), run.encode(images).codes)
    assert run.retrieve(pixels, pixels).actions(0) == ()
    assert run.counterfactual(pixels, "shade", step=1).images.shape == images.shape
    made = write_made(run, run.sample(3, seed=1), tmp_path / "sample", "sample")
    with tifffile.TiffFile(tmp_path / "sample" / "sample_02.tif") as stack:
        assert stack.asarray().dtype == "uint16"
    with Image.open(made["images"][2]) as shown:
        assert (shown.mode, shown.size) == ("RGB", (16, 16))
    assert set(write_traversal(run, images[:1], [0, 2], tmp_path / "traverse")["variables"]) == {"place", "ground"}
    swept = write_sweep(run, sweep(run, images, 1), tmp_path / "sweep", film=True)
    written = [Path(path) for row in swept["images"] for path in row if path is not None]
    assert written
    assert all(path.with_suffix(".tif").exists() for path in written)
