import numpy as np
import pytest

from causalvq.data.checking import check_source
from causalvq.data.published.cars3d import Cars3dSource
from causalvq.errors import DataError

savemat = pytest.importorskip("scipy.io").savemat
SHAPE = (128, 128, 3, 24, 4)


def content(number):
    """The `im` of one car: a different grey for each view."""
    views = (np.arange(96, dtype=np.uint8) + 50 * number).reshape(24, 4)
    return np.broadcast_to(views, SHAPE).copy()


@pytest.fixture
def cars(tmp_path):
    """Two cars, in another order in the list than by name."""
    folder = tmp_path / "cars"
    folder.mkdir()
    (folder / "list.txt").write_text("car_002_mesh\ncar_001_mesh\n")
    for number in (1, 2):
        savemat(folder / f"car_00{number}_mesh.mat", {"im": content(number)})
    return folder


@pytest.mark.parametrize("inside", [True, False])
def test_views_are_read_in_the_order_of_the_list(cars, inside):
    source = Cars3dSource(cars if inside else cars.parent)
    indices = np.array([191, 0, 30, 96])
    elevation, azimuth, car = source.factors(indices).T

    expected = [content((2, 1)[c])[..., a, e] for e, a, c in zip(elevation, azimuth, car, strict=True)]
    np.testing.assert_array_equal(source.images(indices), np.stack(expected))
    assert source.facts.sizes == (4, 24, 2)
    assert source.facts.factors[2].values == ("car_002_mesh", "car_001_mesh")
    assert source.facts.grid_complete


def test_a_car_of_the_list_that_is_missing_is_named(cars):
    (cars / "car_001_mesh.mat").unlink()

    with pytest.raises(DataError, match=r"CVQ301 car_001_mesh\.mat does not exist"):
        Cars3dSource(cars)


def test_a_folder_without_a_list_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"CVQ301 list\.txt"):
        Cars3dSource(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:3000]), "CVQ302"),
        (lambda path: path.write_bytes(b"no matrix"), "CVQ302"),
        (lambda path: savemat(path, {"im": np.zeros((2, 2), dtype=np.uint8)}), "CVQ303"),
        (lambda path: savemat(path, {"other": 1}), "CVQ303"),
    ],
)
def test_a_damaged_car_is_found_when_it_is_read(cars, spoil, code):
    spoil(cars / "car_001_mesh.mat")
    source = Cars3dSource(cars)

    assert source.images(np.array([0])).shape == (1, 128, 128, 3)
    with pytest.raises(DataError, match=code):
        source.images(np.array([96]))


def test_all_damaged_cars_are_listed_by_a_check(cars):
    for number in (1, 2):
        (cars / f"car_00{number}_mesh.mat").write_bytes(b"no matrix")

    assert [fault.place.file[-16:] for fault in check_source(Cars3dSource(cars))] == [
        "car_002_mesh.mat",
        "car_001_mesh.mat",
    ]


def test_a_list_that_is_not_text_is_refused(cars):
    (cars / "list.txt").write_bytes(b"\xff\xfe")

    with pytest.raises(DataError, match=r"CVQ302 list\.txt is not text"):
        Cars3dSource(cars)
