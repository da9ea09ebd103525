from pathlib import Path

import numpy as np
import pytest
import yaml

from causalvq.bench.cells import cells_of, compiled
from causalvq.bench.set_values import values_of


def test_data_are_replaced_as_a_whole_with_paths_from_the_spec(suite):
    Path("specs").mkdir()
    (text,) = values_of(suite(), 0, Path("specs"), Path("out")).overrides

    key, _, value = text.partition("=")
    assert key == "data"
    assert yaml.safe_load(value)["source"] == {"format": "npz", "path": "../tiny.npz"}


def test_the_environment_is_asked_when_a_set_is_taken(suite, monkeypatch):
    away = ["sets[0].data.source.path=${env:IMAGES_OF_MINE}/tiny.npz"]
    missing = values_of(suite(overrides=away), 0, Path(), Path("out"))
    assert [str(one.code) for one in missing.faults] == ["CVQ129"]

    monkeypatch.setenv("IMAGES_OF_MINE", str(Path.cwd()))
    (found,) = values_of(suite(overrides=away), 0, Path(), Path("out")).overrides
    assert f"{Path.cwd()}/tiny.npz" in found


def test_a_path_is_looked_at_as_init_does_and_what_it_proposes_is_kept(suite):
    np.savez("mine.npz", **{**np.load("tiny.npz")})
    document = suite(overrides=["sets=[{name: mine, path: mine.npz}]", "seeds=[0]"])
    first = cells_of(document, Path("out"))

    assert [text.partition("=")[0] for text in first[0].overrides] == ["data", "variables", "seed"]
    assert [factor.name for factor in compiled(first[1]).plan.data.factors] == ["place", "shade", "ground"]
    kept = Path("out/sets/mine.yaml")
    kept.write_text(kept.read_text().replace("ground", "floor"))
    assert cells_of(document, Path("out"))[0].overrides != first[0].overrides


def test_a_path_with_nothing_fails_its_cells_alone(suite):
    document = suite(overrides=["sets+=[{name: mine, path: absent}]", "seeds=[0]"])
    cells = cells_of(document, Path("out"))

    assert [bool(cell.faults) for cell in cells] == [False, True, False, True]


@pytest.mark.parametrize("setting", ["interventions.actions=set"])
def test_values_of_a_set_come_before_those_of_a_spec(suite, setting):
    overrides = [f"sets[0].set=[{setting}]", "specs[1].set=[interventions.actions=step]"]
    found = cells_of(suite(overrides=overrides), Path("out"))

    assert [cell.overrides[1:-1] for cell in found[:2]] == [(setting,), (setting, "interventions.actions=step")]
