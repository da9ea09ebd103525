import numpy as np
from hues import ROWS, write_table

from causalvq.data.checking import check_source, class_balance
from causalvq.data.formats.npz import NpzSource
from causalvq.data.sources.folder import FolderSource


def test_a_whole_source_has_nothing_wrong(arrays, write_npz):
    assert check_source(NpzSource(write_npz(arrays))) == []


def test_the_fault_of_an_array_is_returned_and_not_raised(arrays, write_npz):
    images = np.zeros((6, 8, 8, 3), dtype=np.float32)
    images[4] = np.nan

    (fault,) = check_source(NpzSource(write_npz({**arrays, "images": images})))

    assert (fault.code, "image 4" in fault.message) == ("CVQ330", True)


def test_every_broken_file_is_listed_not_the_first_alone(folder):
    for name in ("blue_9.png", "red_9.png"):
        (folder / "train" / name).write_bytes(b"no image")

    assert [fault.code for fault in check_source(FolderSource(folder))] == ["CVQ308", "CVQ308"]


def test_the_images_of_each_value_are_counted(folder):
    source = FolderSource(write_table(folder, ROWS[:3]))

    hue, size = class_balance(source)
    assert (hue.tolist(), size.tolist()) == ([2, 1], [2, 1]), "blue before red, 9 before 10"
