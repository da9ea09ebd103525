import numpy as np
import pytest

from causalvq.data.published.smallnorb import STEMS, SmallNorbSource, read_matrix
from causalvq.errors import DataError

MAGIC = {np.dtype("u1"): 0x1E3D4C55, np.dtype("<i4"): 0x1E3D4C54}
INSTANCES = {"training": (4, 6, 7, 8, 9), "testing": (0, 1, 2, 3, 5)}


def write_matrix(path, array):
    sizes = [*array.shape, *(1,) * (3 - array.ndim)]
    header = np.array([MAGIC[array.dtype], array.ndim, *sizes], dtype="<i4")
    path.write_bytes(header.tobytes() + array.tobytes())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Both parts in full, with pictures of 2 x 2 pixels that tell their row."""
    folder = tmp_path_factory.mktemp("smallnorb")
    for part, stem in STEMS.items():
        grid = np.stack(np.unravel_index(np.arange(24_300), (5, 5, 9, 18, 6)), axis=1)
        grid = grid[np.random.default_rng(len(part)).permutation(24_300)]
        rows = np.arange(24_300)
        dat = np.stack([np.stack([rows % 256, rows // 256, grid[:, 0], grid[:, 4]], axis=1), grid[:, :4]], axis=1)
        info = np.stack([np.array(INSTANCES[part])[grid[:, 1]], grid[:, 2], grid[:, 3] * 2, grid[:, 4]], axis=1)
        write_matrix(folder / f"{stem}-dat.mat", dat.astype("u1").reshape(24_300, 2, 2, 2))
        write_matrix(folder / f"{stem}-cat.mat", grid[:, 0].astype("<i4"))
        write_matrix(folder / f"{stem}-info.mat", info.astype("<i4"))
    return folder


@pytest.mark.parametrize(("part", "instances"), [("training", 5), ("testing", 5), ("both", 10)])
def test_a_part_is_a_full_grid(folder, part, instances):
    facts = SmallNorbSource(folder, part).facts

    assert facts.sizes == (5, instances, 9, 18, 6)
    assert facts.grid_complete
    assert (facts.channels, facts.images) == (1, 4860 * instances)


def test_images_are_those_of_the_left_camera(folder):
    source = SmallNorbSource(folder)
    indices = np.array([24_300 + 700, 3, 24_299])
    pixels = source.images(indices).reshape(3, 4)
    labels = source.factors(indices)

    np.testing.assert_array_equal(pixels[:, 0] + 256 * pixels[:, 1].astype(int), [700, 3, 24_299])
    np.testing.assert_array_equal(pixels[:, 2:], labels[:, [0, 4]])


def test_instances_keep_their_published_numbers(folder):
    factor = SmallNorbSource(folder, "testing").facts.factors[1]

    assert factor.values == ("0", "1", "2", "3", "5")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x55\x4c\x3d\x1e\x01",
        np.array([0x1E3D4C53, 1, 4, 1, 1], dtype="<i4").tobytes() + b"....",
        np.array([0x1E3D4C55, 1, 5, 1, 1], dtype="<i4").tobytes() + b"....",
        np.array([0x1E3D4C55, 9, 1, 1, 1], dtype="<i4").tobytes() + b".",
        np.array([0x1E3D4C55, 1, -4, 1, 1], dtype="<i4").tobytes(),
        np.array([0x1E3D4C55, -1, 1, 1, 1], dtype="<i4").tobytes(),
    ],
)
def test_a_damaged_matrix_is_refused(tmp_path, data):
    path = tmp_path / "a-cat.mat"
    path.write_bytes(data)

    with pytest.raises(DataError, match="CVQ302"):
        read_matrix(path)


@pytest.mark.parametrize(
    ("kind", "array", "code"),
    [
        ("dat", np.zeros((4, 2, 2), dtype="u1"), "CVQ303"),
        ("dat", np.zeros((4, 2, 2, 2), dtype="<i4"), "CVQ303"),
        ("cat", np.zeros(5, dtype="<i4"), "CVQ303"),
        ("info", np.zeros((4, 3), dtype="<i4"), "CVQ303"),
        ("cat", np.full(4, 7, dtype="<i4"), "CVQ305"),
    ],
)
def test_matrices_that_do_not_go_together_are_refused(tmp_path, kind, array, code):
    right = {
        "dat": np.zeros((4, 2, 2, 2), dtype="u1"),
        "cat": np.arange(4, dtype="<i4"),
        "info": np.array([[4, 0, 0, 0], [6, 1, 2, 1], [7, 2, 4, 2], [8, 3, 6, 3]], dtype="<i4"),
    }
    for name, matrix in {**right, kind: array}.items():
        write_matrix(tmp_path / f"{STEMS['training']}-{name}.mat", matrix)

    with pytest.raises(DataError, match=code):
        SmallNorbSource(tmp_path, "training")


def test_a_missing_matrix_is_named(tmp_path):
    with pytest.raises(DataError, match=r"CVQ301 smallnorb-.*-dat\.mat does not exist"):
        SmallNorbSource(tmp_path)
