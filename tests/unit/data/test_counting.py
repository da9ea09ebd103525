import json
from pathlib import Path

import numpy as np

from causalvq.data import arrange, count_pairs
from causalvq.data.pairs.meaning import STEPS
from causalvq.dsl.spec import Data

PARTS = ("train", "validation", "test")


def data(**fields):
    return Data.model_validate_json(json.dumps({"source": "critters", **fields}))


def test_pairs_are_counted_by_factor_and_part():
    ready = arrange(data(factors=["mouth", "eyes"]), STEPS, 0, base=Path())
    counts = count_pairs(ready)

    assert counts.factors == ("mouth", "eyes")
    assert dict(counts.images) == {"train": 11_520, "validation": 1440, "test": 1440}
    for part in PARTS:
        assert counts.of("eyes")[part] == (ready.pairs[part].factor == 1).sum()
        assert sum(counts.pairs[part]) == len(ready.pairs[part])
    assert counts.without(*PARTS) == ()
    assert counts.to_json()["pairs"]["mouth"] == dict(counts.of("mouth"))


def test_a_section_without_pairs_has_images_and_no_factors():
    counts = count_pairs(arrange(data(pairs="none"), STEPS, 0, base=Path()))

    assert (counts.factors, dict(counts.pairs), dict(counts.unknown)) == ((), {}, {})
    assert sum(counts.images.values()) == 14_400


def test_pairs_of_unknown_action_are_counted_apart_and_factors_without_pairs_are_named(tmp_path):
    labels = np.array([[0, 0], [1, 0], [0, 1], [1, 1]] * 2)
    np.savez(
        tmp_path / "mine.npz", images=np.zeros((8, 8, 8), dtype=np.uint8), labels=labels, factor_names=["hue", "size"]
    )
    (tmp_path / "pairs.csv").write_text("input,output,action\n0,1,hue+1\n2,3,hue+1\n4,5,\n")
    shares = {"by": "images", "train": 1.0, "validation": 0.0, "test": 0.0}
    section = data(source={"format": "npz", "path": "mine.npz"}, pairs={"file": "pairs.csv"}, split=shares)
    counts = count_pairs(arrange(section, STEPS, 0, base=tmp_path))

    assert dict(counts.unknown) == {"train": 1, "validation": 0, "test": 0}
    assert counts.pairs["train"] == (2, 0)
    assert counts.without("train") == ("size",)
