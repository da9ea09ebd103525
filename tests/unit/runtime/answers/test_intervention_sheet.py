import numpy as np
import pytest
import torch

from causalvq.data.views.drawing import TEXT
from causalvq.runtime.answers.intervention_sheet import HIGHLIGHT, NAME, ROWS, highlight, intervention_sheet
from causalvq.runtime.feeding.pixel_scale import to_bytes


def test_pixels_become_bytes_and_back():
    pixels = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2) / 127.5 - 1

    np.testing.assert_array_equal(to_bytes(images), pixels)
    assert to_bytes(torch.tensor([-3.0, 3.0]).view(1, 1, 1, 2)).flatten().tolist() == [0, 255]


@pytest.mark.parametrize(("count", "side", "channels"), [(1, 16, 3), (8, 32, 1), (2, 200, 3)])
def test_a_sheet_has_room_for_every_picture(count, side, channels):
    images = np.zeros((count, side, side, channels), dtype=np.uint8)
    sheet = intervention_sheet("title", images, images, images + 255, ["note"] * count)

    assert sheet.mode == "RGB"
    assert sheet.width >= count * max(side, 96)
    assert sheet.height >= len(ROWS) * max(side, 96)


def test_each_row_shows_its_pictures():
    images, before, after = (np.full((1, 96, 96, 3), level, dtype=np.uint8) for level in (10, 90, 30))
    pixels = np.asarray(intervention_sheet("", images, before, after, [""]))
    column = pixels[:, pixels.shape[1] - 50].reshape(-1, 3).tolist()

    assert column.count([10, 10, 10]) == 96
    assert column.count([90, 90, 90]) == column.count([30, 30, 30]) == 96
    assert highlight(images, after)[0, 0, 0].tolist() in column


def test_what_changed_stands_out():
    before, after = (
        np.full((2, 2, 2, 3), 100, dtype=np.uint8)[:1].repeat(2, 0),
        np.full((2, 2, 2, 3), 100, dtype=np.uint8),
    )
    after[0, 0, 0, 1] = 255
    shown = highlight(before, after)

    assert tuple(shown[0, 0, 0]) == HIGHLIGHT
    assert set(map(tuple, shown.reshape(-1, 3)[1:].tolist())) == {(35, 35, 35)}


def test_what_changed_is_told_of_channels_that_are_not_shown():
    before = np.zeros((1, 8, 8, 5), dtype=np.uint8)
    after = before.copy()
    after[0, 2:4, 2:4, 4] = 255
    one, other = (
        np.asarray(intervention_sheet("t", before, before, image, ["n"], (0, 1, 2))) for image in (before, after)
    )
    top = 2 * TEXT + 3 * (96 + 4)  # of the last row of pictures

    np.testing.assert_array_equal(one[:top], other[:top])
    assert (other[top + 24 : top + 48, NAME + 24 : NAME + 48] == HIGHLIGHT).all()
