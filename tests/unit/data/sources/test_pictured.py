import numpy as np
import pytest

from causalvq.data.facts import FactorFacts
from causalvq.data.sources.pictured import Pictured

SIZE = (FactorFacts("size", 2, ("9", "10")),)


@pytest.fixture
def source(folder):
    """The pictures of the folder by their names: blue_10, blue_9, red_10, red_9."""

    def open_it(**options):
        return Pictured(folder, sorted(folder.rglob("*.png")), np.array([[1], [0], [1], [0]]), SIZE, **options)

    return open_it


def test_files_have_the_labels_of_their_rows(source):
    assert source().factors(np.array([0, 3])).tolist() == [[1], [0]]
    assert source().images(np.array([2, 1]))[:, 0, 0].tolist() == [[200, 0, 0], [0, 0, 200]]


def test_the_native_size_is_kept_beside_the_one_that_is_handed_out(source):
    facts = source(size=8).facts

    assert (facts.height, facts.native_height, facts.dtype) == (8, 16, "uint8")


def test_what_decides_about_labels_is_part_of_the_identity(source, folder):
    plain = source().facts.fingerprint
    (folder / "table.csv").write_text("x")

    assert source(setting="pattern").facts.fingerprint != plain
    assert source(tables=[folder / "table.csv"]).facts.fingerprint != plain
    assert source().facts.fingerprint == plain


def test_a_file_is_found_by_its_path_and_a_broken_one_is_told(source, folder):
    (folder / "train" / "red_10.png").write_bytes(b"no image")
    found = source()

    assert found.index_of(folder / "train" / "red_10.png") == 2
    assert [fault.place.file for fault in found.broken()] == [str(folder / "train" / "red_10.png")]
