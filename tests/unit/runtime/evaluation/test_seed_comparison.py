import dataclasses
import json

import numpy as np
import pytest

from causalvq.data.pairs.image_pairs import Pairs
from causalvq.runtime.evaluation.measurements import HeldOutFactor, Measurements
from causalvq.runtime.evaluation.pair_tables import PairTable
from causalvq.runtime.evaluation.seed_comparison import Evaluated, compare_seeds, group_digest


def pairs(seed=0, count=60):
    x = 2 * np.arange(count) + 1000 * seed
    ones = np.ones(count, np.int64)
    return Pairs(x, x + 1, 0 * ones, ones, 0 * ones)


@pytest.fixture
def evaluated(plan):
    """Makes a run that finds the actions of so many of its 60 pairs, of which each has as much error."""

    def make(path, hits, *, error=1.0, seed=0, name="one", of=None, made=None, **scores):
        asked = pairs(seed) if of is None else of
        count = len(asked)
        columns = {"action_accuracy": np.arange(count) < hits, "reconstruction_mse": error + np.arange(count) % 7}
        table = PairTable.of(asked, np.ones(count), 1, columns)
        found = Measurements(
            count, 1, 1, {"place": HeldOutFactor(count, hits / count)},
            action_accuracy=hits / count, action_accuracy_error=0.5,
            reconstruction_mse=table.means()["reconstruction_mse"],
            tables={"action_retrieval": table}, **scores,
        )  # fmt: skip
        made = made or plan(f"seed={seed}", f"name={name}", *(["losses.pull=0.5"] if name != "one" else []))
        return Evaluated(path, made, asked, found)

    return make


def test_what_is_measured_and_the_seed_make_no_other_group(plan):
    first = group_digest(plan())

    assert group_digest(plan("seed=4", "evaluate.metrics=[infomec]")) == first
    assert group_digest(plan("train.steps=119")) != first


def test_runs_of_one_spec_have_a_mean_and_a_spread(evaluated):
    found = compare_seeds([evaluated(f"r{seed}", hits, seed=seed) for seed, hits in enumerate((30, 36, 42))])
    (group,) = found.groups
    one = group.scores["action_accuracy"]

    assert (one.mean, one.spread, one.values) == (pytest.approx(0.6), pytest.approx(0.1), (0.5, 0.6, 0.7))
    assert group.scores["place: action_accuracy"].mean == pytest.approx(0.6)
    assert "action_accuracy_error" not in group.scores
    assert (found.contrasts, found.warnings) == ((), ())


def test_two_specs_of_one_seed_are_paired_by_pairs(evaluated):
    found = compare_seeds([evaluated("a", 30), evaluated("b", 33, error=1.5, name="two", calibration_error=0.1)])
    (contrast,) = found.contrasts

    assert contrast.paired_by == "pairs"
    apart, ends = contrast.scores["action_accuracy"]
    # Three pairs of 60 differ: the difference of a draw is binomial(60, 1/20) / 60, whose ends are 0 or 1 and 7 of 60.
    assert apart == pytest.approx(0.05)
    assert 0 <= ends.lower <= 1 / 60 + 1e-9
    assert ends.upper == pytest.approx(7 / 60, abs=1.1 / 60)
    apart, ends = contrast.scores["reconstruction_mse"]
    assert (apart, ends.lower, ends.upper) == pytest.approx((0.5, 0.5, 0.5))
    assert contrast.scores["place: action_accuracy"] == (pytest.approx(0.05), None)
    assert "calibration_error" not in contrast.scores  # the first has none


def test_several_seeds_of_two_specs_are_paired_by_seeds(evaluated):
    runs = [evaluated(f"a{seed}", hits, seed=seed) for seed, hits in enumerate((30, 36, 42))]
    runs += [evaluated(f"b{seed}", hits, seed=seed, name="two") for seed, hits in enumerate((33, 42, 45))]
    (contrast,) = compare_seeds(runs).contrasts
    apart, ends = contrast.scores["action_accuracy"]

    # 0.05, 0.10 and 0.05: mean 1/15, deviation sqrt(1/1200), and t of two degrees of freedom is 4.3027.
    assert contrast.paired_by == "seeds"
    assert apart == pytest.approx(1 / 15)
    assert (ends.upper - apart, apart - ends.lower) == pytest.approx([4.3027 * np.sqrt(1 / 1200 / 3)] * 2, rel=1e-3)


def test_what_no_model_can_change_has_no_difference(evaluated):
    found = compare_seeds([evaluated("a", 30, chance=0.1), evaluated("b", 33, name="two", chance=0.1)])

    assert found.groups[1].scores["chance"].mean == 0.1
    assert "chance" not in found.contrasts[0].scores


def test_seeds_that_all_differ_alike_do_not_say_how_far_others_would(evaluated):
    runs = [
        evaluated(f"{name}{seed}", hits, seed=seed, name=name)
        for name, hits in (("one", 30), ("two", 33))
        for seed in (0, 1)
    ]
    (contrast,) = compare_seeds(runs).contrasts

    assert contrast.scores["action_accuracy"] == (pytest.approx(0.05), None)


def test_no_draws_no_intervals_of_pairs(evaluated):
    (contrast,) = compare_seeds([evaluated("a", 30), evaluated("b", 33, name="two")], draws=0).contrasts

    assert contrast.scores["action_accuracy"] == (pytest.approx(0.05), None)


def test_other_seeds_are_compared_without_an_interval_unless_they_share_their_pairs(evaluated):
    (apart,) = compare_seeds([evaluated("a", 30), evaluated("b", 33, seed=1, name="two")]).contrasts
    assert (apart.paired_by, apart.scores["action_accuracy"]) == ("", (pytest.approx(0.05), None))

    named = evaluated("b", 33, seed=1, name="two", of=pairs(0))  # a split that the data name
    (same,) = compare_seeds([evaluated("a", 30), named]).contrasts
    assert same.paired_by == "pairs"


def changed(plan, **data):
    return plan.model_copy(update={"data": plan.data.model_copy(update=data)})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"fingerprint": "0" * 64}, "other data (of another content)"),
        ({"images": 9, "fingerprint": "0" * 64}, "other data (9 images of 16 x 16 pixels, not 288 images of 16 x 16"),
        ({"height": 8}, "other data (288 images of 8 x 16 pixels, not 288 images of 16 x 16 pixels)"),
    ],
)
def test_other_data_are_told(plan, evaluated, data, told):
    found = compare_seeds([evaluated("a", 30), evaluated("b", 33, made=changed(plan(), **data))])

    assert found.contrasts == (None,)
    assert [warning.code for warning in found.warnings] == ["CVQ464"]
    assert f"b cannot be compared with a: {told}" in found.warnings[0].message
    assert found.groups[1].scores["action_accuracy"].mean == pytest.approx(0.55)


def test_other_factors_are_told(plan, evaluated):
    factors = plan().data.factors
    fewer = changed(plan(), factors=factors[:2])
    renamed = changed(plan(), factors=(factors[0].model_copy(update={"values": ("a", "b", "c", "d")}), *factors[1:]))

    for made, told in ((fewer, "other factors (place, shade, not place, shade, ground)"), (renamed, "of other values")):
        (warning,) = compare_seeds([evaluated("a", 30), evaluated("b", 33, made=made)]).warnings
        assert told in warning.message


def test_another_split_and_other_pairs_are_told(plan, evaluated):
    fewer = {"of": pairs(count=50)}
    other = plan("data.split={by: images, train: 0.7, validation: 0.1, test: 0.2}")
    moved = dataclasses.replace(pairs(), y=pairs().y + 500)

    for runs, told in (
        (evaluated("b", 33, made=other, **fewer), "another split (50, not 60)"),
        (evaluated("b", 33, name="two", **fewer), "other held-out pairs (50, not 60)"),
        (evaluated("b", 33, name="two", of=moved), "other held-out pairs (as many, but others)"),
    ):
        (warning,) = compare_seeds([evaluated("a", 30), runs]).warnings
        assert told in warning.message


def test_two_runs_of_one_spec_and_seed_are_one_trial(evaluated):
    found = compare_seeds([evaluated("a", 30), evaluated("copy", 30)])

    assert len(found.groups) == 1
    assert [warning.code for warning in found.warnings] == ["CVQ465"]
    assert "a, copy have one spec and one seed, 0" in found.warnings[0].message


def test_scores_that_some_runs_lack(evaluated):
    found = compare_seeds([evaluated("a", 30, calibration_error=0.2), evaluated("b", 33, seed=1)])
    one = found.groups[0].scores["calibration_error"]

    assert (one.mean, one.spread, one.values) == (0.2, None, (0.2, None))


def test_json_is_plain(plan, evaluated):
    runs = [evaluated("a", 30), evaluated("b", 33, name="two"), evaluated("c", 1, made=changed(plan(), height=8))]
    told = json.loads(json.dumps(compare_seeds(runs).to_json(), allow_nan=False))

    assert [group["runs"] for group in told["groups"]] == [["a"], ["b"], ["c"]]
    assert told["differences"][0]["paired_by"] == "pairs"
    assert told["differences"][0]["scores"]["action_accuracy"].keys() == {"difference", "lower", "upper"}
    assert told["differences"][1] is None
    assert "CVQ464" in told["notes"][0]
