import numpy as np
import torch

from causalvq.data.views.drawing import GROUND
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.strips import GAP, MOST_ACROSS, NAME, SIDE, labelled_rows, strips


def images(*levels):
    return torch.stack([torch.full((3, 16, 16), level) for level in levels])


def test_images_stand_in_their_row_enlarged_by_whole_pixels(plan):
    sheet = np.asarray(labelled_rows([images(-1.0, 1.0), images(1.0)], [], [], Naming(plan(), ())))
    step = SIDE + GAP

    assert sheet.shape == (GAP + 2 * step, GAP + 2 * step, 3)
    assert sheet[GAP : GAP + SIDE, GAP : GAP + SIDE].max() == 0
    assert sheet[GAP : GAP + SIDE, GAP + step : GAP + step + SIDE].min() == 255
    assert sheet[GAP + step : GAP + step + SIDE, GAP : GAP + SIDE].min() == 255
    assert (sheet[GAP + step :, GAP + step :] == GROUND).all(), "rows may differ in length"


def test_names_have_a_column_and_notes_a_line(plan):
    naming = Naming(plan(), ())
    bare = labelled_rows([images(0.0)], [], [], naming)
    named = labelled_rows([images(0.0)], ["before"], [["note"]], naming)

    assert named.width == bare.width + NAME - GAP
    assert named.height > bare.height
    assert (np.asarray(named)[:, :NAME] != GROUND).any()


def test_many_images_are_broken_into_lines(plan):
    sheet = strips([images(*[0.0] * (MOST_ACROSS + 1))] * 2, Naming(plan(), ()))

    assert sheet.width == GAP + MOST_ACROSS * (SIDE + GAP)
    assert sheet.height == GAP + 4 * (SIDE + GAP)
