import os
import shutil

import pytest

from causalvq.dsl.loader import load
from causalvq.errors import DataError
from causalvq.lsp.analysis.data_watch import OpenData, stamps


@pytest.fixture
def folder(tiny, tmp_path):
    for name in ("tiny.yaml", "tiny.npz"):
        shutil.copy(tiny / name, tmp_path / name)
    return tmp_path


def test_data_are_read_once_until_they_change(folder):
    data = OpenData()
    first = data.inputs(load(folder / "tiny.yaml"))
    assert data.inputs(load(folder / "tiny.yaml", ["train.steps=9"])).facts is first.facts
    assert data.inputs(load(folder / "tiny.yaml", ["data.split.by=images", "seed=4"])).facts == first.facts
    assert data.reads == 1

    os.utime(folder / "tiny.npz", ns=(1, 1))
    data.inputs(load(folder / "tiny.yaml"))
    assert data.reads == 2


def test_data_that_vanish_are_told_of_and_come_back(folder):
    data = OpenData()
    data.inputs(load(folder / "tiny.yaml"))
    (folder / "tiny.npz").rename(folder / "other.npz")
    with pytest.raises(DataError):
        data.inputs(load(folder / "tiny.yaml"))

    (folder / "other.npz").rename(folder / "tiny.npz")
    assert data.inputs(load(folder / "tiny.yaml")).facts.images == 288


def test_few_sources_are_kept(folder):
    data = OpenData()
    for size in (8, 9, 10, 8):
        data.inputs(load(folder / "tiny.yaml", [f"data.image.size={size}"]))

    assert data.reads == 4


def test_a_folder_changes_with_its_tables_and_is_looked_at_once_a_second(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "labels.csv").write_text("x\n")
    now = [0.0]
    data = OpenData(lambda: now[0])
    first = data.stamp(tmp_path)
    (tmp_path / "a" / "labels.csv").write_text("x,y\n")
    assert data.stamp(tmp_path) == first

    now[0] = 2.0
    assert data.stamp(tmp_path) != first
    assert list(stamps(tmp_path / "gone")) == [None]


def test_somebody_who_knows_better_makes_it_look_again(tmp_path):
    data = OpenData(lambda: 0.0)
    first = data.stamp(tmp_path)
    (tmp_path / "b").mkdir()
    data.forget_stamps()

    assert data.stamp(tmp_path) != first
