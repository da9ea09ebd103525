import json
from pathlib import Path

import numpy as np
import pytest

from causalvq.data import arrange, count_pairs, data_facts, prepare, split_images, step_pairs
from causalvq.data.pairs.meaning import SETS, STEPS, Actions
from causalvq.dsl.spec import Data
from causalvq.errors import DataError


def data(**fields):
    return Data.model_validate_json(json.dumps({"source": "critters", **fields}))


def test_the_pairs_of_a_part_stay_in_it():
    ready = prepare(data(), STEPS, seed=0, base=Path(), cache=None)

    assert ready.images.shape == (14_400, 32, 32, 3)
    assert [len(ready.split[part]) for part in ("train", "validation", "test")] == [11_520, 1440, 1440]
    for part, pairs in ready.pairs.items():
        assert np.isin(pairs.x, ready.split[part]).all()
        assert np.isin(pairs.y, ready.split[part]).all()
        assert len(pairs) > 0


def test_chosen_factors_are_counted_in_the_order_of_the_spec():
    ready = prepare(data(factors=["mouth", "background"]), SETS, seed=0, base=Path(), cache=None)
    pairs = ready.pairs["train"]

    assert [factor.name for factor in ready.facts.factors] == ["mouth", "background"]
    np.testing.assert_array_equal(ready.labels[pairs.y, pairs.factor], pairs.value)
    np.testing.assert_array_equal(ready.labels[pairs.x] != ready.labels[pairs.y], np.eye(2, dtype=bool)[pairs.factor])


def test_declared_imbalance_thins_the_training_part_alone():
    spec = data(imbalance={"mouth": [0.8, 0.1, 0.1]})
    ready, plain = (prepare(each, STEPS, seed=0, base=Path(), cache=None) for each in (spec, data()))

    shares = np.bincount(ready.labels[ready.split.train, 6]) / len(ready.split.train)
    np.testing.assert_allclose(shares, [0.8, 0.1, 0.1], atol=0.001)
    np.testing.assert_array_equal(ready.split.test, plain.split.test)


def test_declared_cyclic_factors_wrap():
    facts = data_facts(data(cyclic=["eyes"]), base=Path())
    ready = prepare(data(cyclic=["eyes"], factors=["eyes"]), STEPS, seed=0, base=Path(), cache=None)
    pairs = ready.pairs["train"]

    assert [factor.cyclic for factor in facts.factors] == [False] * 5 + [True, False]
    assert ((pairs.direction == 1) & (ready.labels[pairs.y, 0] == 0)).any()


def test_pairs_of_the_pendulum_carry_their_consequences():
    ready = prepare(data(source="pendulum", image={"size": 16}), SETS, seed=0, base=Path(), cache=None)
    pairs = ready.pairs["train"]
    of_lamp = pairs.factor == 1

    assert (ready.labels[pairs.x[of_lamp], 2] != ready.labels[pairs.y[of_lamp], 2]).mean() > 0.3


def test_no_pairs_are_made_when_none_are_wanted():
    assert prepare(data(pairs={"from": "none"}), STEPS, seed=0, base=Path(), cache=None).pairs == {}


def test_a_table_of_pairs_over_unlabelled_images_brings_the_factors(tmp_path, write_npz, arrays):
    write_npz({"images": arrays["images"]})
    (tmp_path / "pairs.csv").write_text("input,output,factor,from,to\n0,1,hue,0,1\n1,0,hue,1,0\n2,3,hue,1,2\n3,4,,,\n")
    spec = data(
        source={"format": "npz", "path": "images.npz"},
        pairs={"from": "file", "file": "pairs.csv"},
        split={"train": 1.0, "validation": 0.0, "test": 0.0},
    )

    ready = prepare(spec, STEPS, seed=0, base=tmp_path, cache=tmp_path / "cache")

    assert ready.facts.factors == data_facts(spec, base=tmp_path).factors
    assert [(factor.name, factor.size) for factor in ready.facts.factors] == [("hue", 3)]
    assert ready.pairs["train"].direction.tolist() == [1, -1, 1]
    assert (ready.unknown["train"].x.tolist(), ready.unknown["train"].y.tolist()) == ([3], [4])
    assert len(list((tmp_path / "cache").glob("*/images.npy"))) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"factors": ["mout"]}, "did you mean mouth?"),
        ({"cyclic": ["mout"]}, "did you mean mouth?"),
        ({"imbalance": {"mout": [0.5, 0.5]}}, "did you mean mouth?"),
        ({"imbalance": {"mouth": [0.5, 0.5]}}, "3 shares that add to 1"),
        ({"imbalance": {"mouth": [0.5, 0.5, 0.5]}}, "3 shares that add to 1"),
    ],
)
def test_what_the_source_does_not_have_is_named(fields, words):
    with pytest.raises(DataError) as caught:
        prepare(data(**fields), STEPS, seed=0, base=Path(), cache=None)

    assert words in str(caught.value)


def test_images_that_do_not_fit_in_memory_ask_for_a_cache():
    with pytest.raises(DataError, match=r"CVQ309.*cache"):
        prepare(data(source="shapes3d", factors=["shape"]), STEPS, seed=0, base=Path(), cache=None)


def test_the_protocol_of_the_paper_is_a_preset():
    spec = data(split="paper", pairs="paper")

    assert spec.split.model_dump() == {"by": "images", "train": 0.7, "validation": 0.15, "test": 0.15}
    assert (spec.pairs.origin, spec.pairs.neighbours, spec.pairs.frequency) == ("factors", "adjacent", "by_value")


def test_pairs_of_the_users_own_are_not_lost_to_the_split(tmp_path):
    np.savez(tmp_path / "mine.npz", images=np.zeros((200, 8, 8), dtype=np.uint8))
    lines = [f"{row},{row + 1},push" for row in range(0, 100, 2)] + [
        f"{row},{row + 1},pull" for row in range(100, 200, 2)
    ]
    (tmp_path / "pairs.csv").write_text("input,output,action\n" + "\n".join(lines) + "\n")
    mine = data(source={"format": "npz", "path": "mine.npz"}, pairs={"file": "pairs.csv"})
    ready = prepare(mine, SETS, seed=0, base=tmp_path, cache=None)

    assert [len(ready.pairs[part]) for part in ("train", "validation", "test")] == [80, 10, 10]


def holes(tmp_path, **fields):
    """A section over 300 of 8 x 8 x 8 combinations, and the labels."""
    every = np.stack(np.unravel_index(np.arange(512), (8, 8, 8)), axis=1)
    labels = every[np.sort(np.random.default_rng(0).permutation(512)[:300])]
    names = np.array(["person", "azimuth", "elevation"])
    np.savez(tmp_path / "holes.npz", images=np.zeros((300, 8, 8), dtype=np.uint8), labels=labels, factor_names=names)
    return data(source={"format": "npz", "path": "holes.npz"}, **fields), labels


def test_a_split_by_images_and_adjacent_pairs_are_what_they_were_before_there_was_a_choice(tmp_path):
    section, labels = holes(tmp_path, split={"by": "images"}, pairs={"neighbours": "adjacent"})
    ready = arrange(section, STEPS, seed=4, base=tmp_path)

    split = split_images(300, {"train": 0.8, "validation": 0.1, "test": 0.1}, 4)
    for part in ("train", "validation", "test"):
        np.testing.assert_array_equal(ready.split[part], split[part])
        before = step_pairs(labels, (8, 8, 8), split[part], (0, 1, 2))
        for column in ("x", "y", "factor", "direction", "value"):
            np.testing.assert_array_equal(getattr(ready.pairs[part], column), getattr(before, column))


def test_a_step_leads_over_holes_where_that_is_asked_for_and_held_out_parts_keep_pairs(tmp_path):
    section, labels = holes(tmp_path, pairs={"neighbours": "present"})
    ready = arrange(section, STEPS, seed=0, base=tmp_path)

    assert ready.neighbours == "present"
    pairs = ready.pairs["train"]
    there = labels[pairs.y, pairs.factor] - labels[pairs.x, pairs.factor]
    assert set(np.sign(there)) == {-1, 1}
    assert np.abs(there).max() > 1
    assert all(np.bincount(ready.pairs[part].factor, minlength=3).min() >= 30 for part in ("validation", "test"))


def test_by_default_a_step_leads_to_neighbouring_values_where_these_have_steps_enough(tmp_path):
    near, _ = holes(tmp_path)
    ready = arrange(near, STEPS, seed=0, base=tmp_path)
    pairs = ready.pairs["train"]

    assert ready.neighbours == count_pairs(ready).neighbours == "adjacent"
    assert (np.abs(ready.labels[pairs.y, pairs.factor] - ready.labels[pairs.x, pairs.factor]) == 1).all()
    kinds = Actions("set", {"azimuth": "step"})
    assert arrange(near, kinds, seed=0, base=tmp_path).neighbours == "adjacent"
    assert arrange(near, SETS, seed=0, base=tmp_path).neighbours == "present"


def test_a_split_by_a_factor_keeps_its_values_together(tmp_path):
    section, labels = holes(tmp_path, split={"by": "person"}, factors=["azimuth", "elevation"])
    ready = arrange(section, STEPS, seed=0, base=tmp_path)

    persons = [set(labels[ready.split[part], 0]) for part in ("train", "validation", "test")]
    assert sum(map(len, persons)) == 8
    assert all(len(ready.pairs[part]) for part in ready.pairs)


def test_a_split_by_pairs_or_a_column_needs_no_pairs(tmp_path):
    for by in ("pairs", "person"):
        section, _ = holes(tmp_path, split={"by": by}, pairs="none")
        ready = arrange(section, STEPS, seed=0, base=tmp_path)
        assert ready.pairs == {}
        assert sum(len(ready.split[part]) for part in ("train", "validation", "test")) == 300


def test_a_source_that_knows_its_mechanisms_steps_to_neighbouring_values():
    one, other = (
        arrange(data(source="pendulum", split={"by": "images"}, pairs={"neighbours": word}), STEPS, 0, base=Path())
        for word in ("present", "adjacent")
    )

    np.testing.assert_array_equal(one.pairs["train"].y, other.pairs["train"].y)
