import numpy as np
import pytest
from PIL import Image

from causalvq.data.published.nvidia import FALCOR3D, ISAAC3D, Falcor3dSource, Isaac3dSource
from causalvq.errors import DataError

SETS = [(Falcor3dSource, "train-rec.labels", FALCOR3D), (Isaac3dSource, "labels.npy", ISAAC3D)]


def write(folder, table, labels, images=None):
    (folder / "images").mkdir()
    for row in range(images if images is not None else len(labels)):
        Image.new("RGB", (128, 128), (row, 0, 0)).save(folder / "images" / f"{row:06d}.png")
    with (folder / table).open("wb") as file:
        np.save(file, labels)


@pytest.mark.parametrize(("source", "table", "names"), SETS)
def test_values_are_numbered_and_images_found_by_row(tmp_path, source, table, names):
    labels = np.array([[column * 0.25 * (row % 2 + 1) + row % 2 for column in range(len(names))] for row in range(4)])
    write(tmp_path, table, labels)
    opened = source(tmp_path)

    assert tuple(factor.name for factor in opened.facts.factors) == names
    np.testing.assert_array_equal(opened.factors(np.arange(4)), np.tile([[0], [1], [0], [1]], len(names)))
    np.testing.assert_array_equal(opened.images(np.array([3, 1]))[:, 0, 0, 0], [3, 1])
    assert opened.facts.factors[2].values == ("0.5", "2")


@pytest.mark.parametrize(("source", "table", "names"), SETS)
def test_damaged_tables_are_refused(tmp_path, source, table, names):
    write(tmp_path, table, np.eye(len(names)), images=len(names) - 1)
    with pytest.raises(DataError, match=r"CVQ303 there are not as many images as labels"):
        source(tmp_path)

    path = tmp_path / table
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match="CVQ302"):
        source(tmp_path)

    path.write_bytes(b"no npy")
    with pytest.raises(DataError, match="CVQ302"):
        source(tmp_path)

    with path.open("wb") as file:
        np.save(file, np.zeros((4, 3)))
    with pytest.raises(DataError, match="CVQ303"):
        source(tmp_path)

    with path.open("wb") as file:
        np.save(file, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="CVQ304"):
        source(tmp_path)

    path.unlink()
    with pytest.raises(DataError, match="CVQ301"):
        source(tmp_path)
