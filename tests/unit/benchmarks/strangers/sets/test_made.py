from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.strangers.sets.made import Made, Row, full_grid, named, ordered, wheel, write_set
from causalvq.data.pairs.pair_table import read_pair_table
from causalvq.data.registry import open_source
from causalvq.dsl.spec import Folder, Npz


def test_labelled_images_become_an_npz_that_reads_back(tmp_path: Path) -> None:
    factors = (ordered("place", 3), wheel("hue", 4), named("thing", 2, "thing"))
    labels = full_grid(factors)
    images = np.asfortranarray(np.random.default_rng(0).integers(0, 256, (24, 8, 8, 3), dtype=np.uint8))
    path = write_set(Made(images, labels, factors), tmp_path / "set")
    source = open_source(Npz(format="npz", path=str(path)), base=tmp_path, size=8)
    every = np.arange(24)
    np.testing.assert_array_equal(source.images(every), images)
    np.testing.assert_array_equal(source.factors(every), labels)
    assert [factor.cyclic for factor in source.facts.factors] == [False, True, False]
    assert source.facts.factors[1].values == ("0", "90", "180", "270")
    assert source.facts.factors[2].values == ("thing 01", "thing 02")


def test_pairs_become_a_folder_with_a_table(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 3), dtype=np.uint8)
    made = Made(images, np.zeros((4, 1), np.int64), table=(Row(0, 1, "push"), Row(2, 3, "")))
    folder = write_set(made, tmp_path / "set")
    source = open_source(Folder(format="folder", path=str(folder)), base=tmp_path, size=8)
    np.testing.assert_array_equal(source.images(np.arange(4)), images)
    rows = read_pair_table(folder / "pairs.csv").rows
    assert [(row.x, row.y, row.word) for row in rows] == [
        ("00000.png", "00001.png", "push"),
        ("00002.png", "00003.png", None),
    ]
