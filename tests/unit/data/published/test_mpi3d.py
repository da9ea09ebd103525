import numpy as np
import pytest

from causalvq.data.published.mpi3d import Mpi3dSource
from causalvq.errors import DataError


@pytest.mark.parametrize(("count", "colours"), [(1_036_800, 6), (460_800, 4)])
def test_the_file_is_told_from_its_number_of_images(tmp_path, count, colours):
    path = tmp_path / "mpi3d.npz"
    np.savez(path, images=(np.arange(count) % 251).astype(np.uint8).repeat(3).reshape(count, 1, 1, 3))
    source = Mpi3dSource(path)

    assert source.facts.sizes == (colours, colours, 2, 3, 3, 40, 40)
    assert source.facts.grid_complete
    assert source.factors(np.array([41]))[0].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert source.images(np.array([count - 1]))[0, 0, 0, 0] == (count - 1) % 251
    assert len(next(source.chunks(1000))) == 1000


def test_another_number_of_images_is_refused(tmp_path):
    path = tmp_path / "mpi3d.npz"
    np.savez(path, images=np.zeros((100, 2, 2, 3), dtype=np.uint8))

    with pytest.raises(DataError, match=r"CVQ303.*460,800 \(complex\).*got: 100"):
        Mpi3dSource(path)
