import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from causalvq.runtime.feeding.pixel_scale import PixelScale, normalise_bytes, to_bytes


def prepared(data, images, rows=None):
    """The tiny data with other images."""
    train = np.arange(len(images)) if rows is None else rows
    return dataclasses.replace(data, images=images, split=dataclasses.replace(data.split, train=train))


def scale(plan, dtype, channels):
    return PixelScale(plan().data.model_copy(update={"dtype": dtype, "channels": channels}))


def measured(plan, data, images, rows=None):
    made = scale(plan, images.dtype.name, images.shape[-1])
    made.measure(prepared(data, images, rows))
    return made


def test_bytes_are_halved_about_zero_and_keep_no_numbers(plan, data):
    images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    made = measured(plan, data, images)
    normal = made.normalise(torch.from_numpy(images))

    assert made.state_dict() == {}
    assert torch.equal(normal, normalise_bytes(torch.from_numpy(images)))
    np.testing.assert_array_equal(normal.permute(0, 2, 3, 1).numpy(), images.astype(np.float32) / 127.5 - 1)
    np.testing.assert_array_equal(made.restore(normal), images)


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_other_types_fill_the_range_that_the_training_split_has(plan, data, dtype):
    images = np.random.default_rng(0).uniform((100, 5000), (300, 60_000), (40, 16, 16, 2)).astype(dtype)
    images[30:] = 65_535
    made = measured(plan, data, images, rows=np.arange(30))
    normal = made.normalise(torch.from_numpy(images))

    assert normal.shape == (40, 2, 16, 16)
    assert normal.dtype == torch.float32
    inside = normal[:30].permute(1, 0, 2, 3).flatten(1)
    assert (inside.abs() < 1).float().mean() > 0.95
    torch.testing.assert_close(inside.mean(1), torch.zeros(2), atol=0.02, rtol=0)
    assert (normal[30:] == 1).all()


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_what_is_inside_comes_back(plan, data, dtype):
    images = (
        np.random.default_rng(0).uniform((0, -4 * (dtype == "float32")), (60_000, 9), (40, 16, 16, 2)).astype(dtype)
    )
    before = images.copy()
    made = measured(plan, data, images)
    low, high = ((made.middle + sign * made.reach).double().numpy() for sign in (-1, 1))
    restored = made.restore(made.normalise(torch.from_numpy(images)))

    np.testing.assert_array_equal(images, before)
    assert restored.dtype == dtype
    tolerance = 0.51 if dtype == "uint16" else 1e-6 * (high - low).max()
    np.testing.assert_allclose(restored, images.clip(low, high), atol=tolerance)


@given(
    st.sampled_from([-3e38, -1.0, 0.0, 1e-42, 7.0, 3e38]), st.sampled_from([-3e38, 0.0, 1e-45, 1e-39, 1.0, 7.0, 3e38])
)
def test_no_range_makes_a_pixel_that_is_no_number(plan, data, one, other):
    images = np.full((4, 8, 8, 1), one, dtype=np.float32)
    images[:, :4] = other
    made = measured(plan, data, images)
    normal = made.normalise(torch.tensor([[[[one]], [[other]], [[0.0]], [[3e38]]]]).view(1, 2, 2, 1))

    assert normal.isfinite().all()
    assert (normal.abs() <= 1).all()
    assert np.isfinite(made.restore(normal)).all()


def test_a_channel_that_never_changes_is_nothing(plan, data):
    images = np.full((4, 8, 8, 1), 1234, dtype=np.uint16)
    made = measured(plan, data, images)

    assert (made.normalise(torch.from_numpy(images)) == 0).all()
    np.testing.assert_array_equal(made.restore(torch.zeros(4, 1, 8, 8)), images)


def test_the_range_goes_with_the_weights(plan, data):
    images = np.random.default_rng(0).normal(size=(20, 8, 8, 3)).astype(np.float32)
    made, other = measured(plan, data, images), scale(plan, "float32", 3)
    other.load_state_dict(made.state_dict())

    assert set(made.state_dict()) == {"middle", "reach"}
    assert torch.equal(*(one.normalise(torch.from_numpy(images)) for one in (made, other)))


def test_people_are_shown_bytes():
    assert to_bytes(torch.tensor([-3.0, -1, 0, 1, 3]).view(1, 1, 1, 5)).flatten().tolist() == [0, 0, 128, 255, 255]


def test_pixels_without_a_range_are_not_taken_for_bytes():
    with pytest.raises((AssertionError, TypeError)):
        normalise_bytes(torch.zeros(1, 2, 2, 1, dtype=torch.uint16))


@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_a_range_that_a_spec_declares_is_taken(plan, data, dtype):
    images = np.random.default_rng(0).uniform(100, 200, (4, 16, 16, 2)).astype(dtype)
    declared = plan().data.model_copy(update={"dtype": dtype, "channels": 2, "range": (0.0, 400.0)})
    made = PixelScale(declared)
    made.measure(prepared(data, images))

    wanted = torch.from_numpy(images.astype(np.float32)).permute(0, 3, 1, 2) / 200 - 1
    torch.testing.assert_close(made.normalise(torch.from_numpy(images)), wanted)
