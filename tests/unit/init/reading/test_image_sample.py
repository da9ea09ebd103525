import numpy as np
import pytest
from PIL import Image

from causalvq.data.formats.npz import NpzSource
from causalvq.errors import DataError
from causalvq.init.reading.image_sample import read_sample, sample_images, spread


@pytest.mark.parametrize(("count", "places"), [(0, []), (1, [0]), (3, [0, 1, 2]), (64, list(range(64)))])
def test_few_are_all_looked_at(count, places):
    assert spread(count) == places


def test_of_many_64_are_looked_at_the_first_and_the_last_among_them():
    found = spread(10_000)

    assert len(found) == 64
    assert (found[0], found[-1]) == (0, 9999)
    assert max(np.diff(found)) - min(np.diff(found)) <= 1


def test_sizes_and_kinds_are_counted_and_faults_are_kept(tmp_path):
    paths = [tmp_path / f"{number}.png" for number in range(4)]
    for path, size in zip(paths, ((8, 10), (8, 10), (6, 20)), strict=False):
        Image.new("RGB", size).save(path)
    paths[3].write_bytes(b"no image")

    found = sample_images(paths)

    assert (dict(found.sizes), found.opened, found.smallest) == ({(10, 8): 2, (20, 6): 1}, 4, 6)
    assert [look.channels for look in found.looks] == [3]
    assert [fault.code for fault in found.faults] == ["CVQ308"]


def test_a_pixel_that_is_no_number_is_told_before_a_spec_is_written(tmp_path):
    images = np.zeros((200, 8, 8), dtype=np.float32)
    images[-1, 0, 0] = np.inf
    np.savez(tmp_path / "x.npz", images=images)

    with pytest.raises(DataError, match="CVQ330 image 199"):
        read_sample(NpzSource(tmp_path / "x.npz"))
