import dataclasses
import json

import numpy as np
import pytest
import torch
from labelled import Labelled

from causalvq.metrics.representation import dci as forests
from causalvq.metrics.representation import dci_readers
from causalvq.metrics.representation.infomec import InfoMEC
from causalvq.metrics.shares import wilson
from causalvq.runtime.estimation.codes import estimate_mechanisms
from causalvq.runtime.evaluation import found_scores
from causalvq.runtime.evaluation import run_metrics as module
from causalvq.runtime.evaluation.measure import measure
from causalvq.runtime.evaluation.metrics.code_metrics import CODE_METRICS

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def clean(data):
    """The tiny data, without noise: images with equal labels are equal."""
    first = {tuple(row): index for index, row in reversed(list(enumerate(data.labels.tolist())))}
    return dataclasses.replace(data, images=data.images[[first[tuple(row)] for row in data.labels.tolist()]])


def measured(plan, data, *, orders=None, model=Labelled):
    model = model(plan, data, orders)
    estimate_mechanisms(model, data, plan, CPU)
    return measure(plan, model, data, CPU)


def test_a_model_that_is_right_scores_1_in_everything(plan, clean, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(forests, "TREES", 10)
    made = plan("evaluate.metrics=[action_retrieval, intervention, infomec, dci]")
    made = made.model_copy(update={"metrics": (*made.metrics, "preserved")})
    scores = measured(made, clean)

    assert (scores.action_accuracy, scores.factor_accuracy, scores.preserved) == (1, 1, 1)
    assert (scores.infomec_modularity, scores.infomec_compactness, scores.dci_informativeness) == (1, 1, 1)
    assert (scores.infomec_modularity_of_labels, scores.infomec_compactness_of_labels) == (1, 1)
    assert scores.infomec_explicitness > 0.99
    assert min(scores.dci_disentanglement, scores.dci_completeness) > 0.9
    nothing = {"vector_action_accuracy", "intervention_ratio"}  # no error at all has no ratio
    nothing |= {f"{what}_{by}" for what in ("reconstruction", "intervention", "copy") for by in ("psnr", "ssim")}
    assert {name for name, value in scores.to_json().items() if value is None} == nothing
    assert scores.chance == 1 / len(made.actions)
    assert (scores.action_accuracy_mean_over_factors, scores.factors_scored, scores.factors_in_spec) == (1, 3, 3)
    assert scores.warnings == ()


FAMILIES = {
    "action_retrieval": {
        "action_accuracy", "action_accuracy_error", "factor_accuracy", "factor_accuracy_error", "chance",
        "factor_chance", "action_accuracy_mean_over_factors", "factor_accuracy_mean_over_factors",
        "code_action_accuracy", "code_factor_accuracy", "calibration_error", "action_accuracy_top_3",
        "action_accuracy_top_5",
    },
    "intervention": {"reconstruction_mse", "intervention_mse", "copy_mse", "changed_variables"},
    "infomec": {"infomec_modularity", "infomec_explicitness", "infomec_compactness",
                "infomec_modularity_of_labels", "infomec_compactness_of_labels"},
}  # fmt: skip
ALWAYS = {"pairs", "factors_in_spec", "factors_scored", "by_factor", "intervals", "notes"}


@pytest.mark.parametrize("metric", FAMILIES)
def test_what_is_not_asked_for_is_null(plan, clean, metric):
    scores = measured(plan(f"evaluate.metrics=[{metric}]"), clean).to_json()

    assert {name for name, value in scores.items() if value is not None} == FAMILIES[metric] | ALWAYS


def test_nothing_may_be_asked_for(plan, clean):
    scores = measured(plan("evaluate.metrics=[]"), clean).to_json()

    assert {name for name, value in scores.items() if value is not None} == ALWAYS
    assert scores["by_factor"]["place"] == {
        "pairs": (clean.pairs["test"].factor == 0).sum(),
        **{
            name + of: None
            for name in ("action_accuracy", "factor_accuracy", "intervention_ratio", "preserved")
            for of in ("", "_interval")
        },
    }


def test_relabelling_codes_changes_no_score(plan, clean):
    made = plan("evaluate.metrics=[action_retrieval, infomec]")
    orders = torch.tensor([[5, 0, 1, 2, 3, 4], [2, 1, 0, 5, 4, 3], [1, 3, 5, 0, 2, 4]])
    expected, found = measured(made, clean).to_json(), measured(made, clean, orders=orders).to_json()

    assert [found.pop(name) for name in ("by_factor", "intervals")] == [
        expected.pop(name) for name in ("by_factor", "intervals")
    ]
    assert {name for name in found if found[name] != pytest.approx(expected[name], abs=1e-5)} == set()


def test_a_model_that_moves_another_factor_preserves_less(plan, clean):
    class Dragging(Labelled):
        def decode(self, codes):
            codes = codes.clone()
            codes[:, 1] = (codes[:, 1] + 1) % 3
            return super().decode(codes)

    made = plan().model_copy(update={"metrics": ("preserved",)})
    model = Dragging(made, clean)
    estimate_mechanisms(model, clean, made, CPU)
    scores = measure(made, model, clean, CPU)
    shaded = (clean.pairs["test"].factor == 1).mean()

    assert scores.code_preserved == pytest.approx(shaded + (1 - shaded) / 2)
    assert scores.preserved > scores.code_preserved  # it is moved before and after, so the action does not move it
    assert scores.action_accuracy is None


def test_an_action_that_moves_another_factor_too_preserves_less_of_an_image(plan, clean):
    made = plan().model_copy(update={"metrics": ("preserved",)})
    model = Labelled(made, clean)
    estimate_mechanisms(model, clean, made, CPU)
    predict = model.transition.predict

    def dragging(codes, action, seed=0):
        after = predict(codes, action, seed).clone()
        after[:, 1] = (after[:, 1] + 1) % 3
        return after

    model.transition.predict = dragging
    scores = measure(made, model, clean, CPU)
    shaded = (clean.pairs["test"].factor == 1).mean()

    assert scores.preserved == pytest.approx(shaded + (1 - shaded) / 2, abs=0.02)
    assert scores.read_back == 1


def test_few_interventions_are_looked_at_where_images_are_many(plan, clean, monkeypatch):
    monkeypatch.setattr(found_scores, "MOST_PRODUCTS", 10 * clean.images.size)
    seen = []
    kept = module.kept_shares
    monkeypatch.setattr(module, "kept_shares", lambda images, *rest: seen.append(len(images)) or kept(images, *rest))
    measured(plan().model_copy(update={"metrics": ("preserved",)}), clean)

    assert seen == [10, 10]  # pictures, and images of codes alone


def test_a_factor_that_leaves_no_other_has_nothing_to_preserve(plan, clean):
    facts = dataclasses.replace(
        clean.facts, edges=tuple((a, b) for a in ("place", "shade", "ground") for b in ("place", "shade", "ground"))
    )
    scores = measured(plan().model_copy(update={"metrics": ("preserved",)}), dataclasses.replace(clean, facts=facts))

    assert (scores.preserved, scores.preserved_error) == (None, None)


class Confused(Labelled):
    """Takes every ground for the first one."""

    def encode(self, images):
        codes = super().encode(images)
        codes[:, 2] = 0
        return codes


def test_each_factor_has_its_own_accuracy_and_both_means_are_told(plan, clean):
    scores = measured(plan("evaluate.metrics=[action_retrieval]"), clean, model=Confused)
    pairs = {name: one.pairs for name, one in scores.by_factor.items()}
    place, shade, ground = scores.by_factor.values()

    assert list(pairs) == ["place", "shade", "ground"]
    assert sum(pairs.values()) == scores.pairs
    assert place.action_accuracy == shade.action_accuracy == ground.factor_accuracy == 1
    assert ground.action_accuracy < 0.6  # nothing is seen to change, up or down
    both = clean.pairs["test"][clean.pairs["test"].factor == 0]
    images = len(np.union1d(both.x, both.y))  # which are fewer than pairs: steps up and down share both images
    assert place.action_accuracy_interval == wilson(images, images)
    assert scores.action_accuracy == pytest.approx(
        sum(one.pairs * one.action_accuracy for one in scores.by_factor.values()) / scores.pairs
    )
    assert scores.action_accuracy_mean_over_factors == pytest.approx((2 + ground.action_accuracy) / 3)


def without(data, factor, part="test"):
    """The data without the pairs of one factor in one part."""
    pairs = data.pairs[part]
    return dataclasses.replace(data, pairs={**data.pairs, part: pairs[pairs.factor != factor]})


def test_a_factor_without_pairs_is_told_and_null(plan, clean):
    scores = measured(plan(), without(without(clean, 0), 2))
    told = scores.to_json()

    assert (scores.factors_scored, scores.factors_in_spec) == (1, 3)
    assert told["by_factor"]["place"]["pairs"] == 0
    assert set(told["by_factor"]["ground"].values()) == {0, None}
    assert scores.action_accuracy_mean_over_factors == scores.by_factor["shade"].action_accuracy
    assert [warning.code for warning in scores.warnings] == ["CVQ452"]
    assert "scored on 1 of 3 factors: shade (action_retrieval, intervention" in told["notes"][0]
    assert "place, ground have no held-out pair" in told["notes"][0]


def test_without_any_pair_everything_of_pairs_is_null_and_told(plan, clean):
    none = {**clean.pairs, "test": clean.pairs["test"][:0]}
    scores = measured(plan("evaluate.metrics=[action_retrieval, intervention]"), dataclasses.replace(clean, pairs=none))

    assert (scores.pairs, scores.factors_scored, scores.action_accuracy, scores.copy_mse) == (0, 0, None, None)
    assert [warning.message for warning in scores.warnings] == [
        "scored on 0 of 3 factors (action_retrieval, intervention)"
    ]


def test_a_score_of_codes_that_leaves_out_a_factor_says_so(plan, clean):
    rows = clean.split.test[clean.labels[clean.split.test, 1] == 0]
    split = dataclasses.replace(clean.split, test=rows)
    scores = measured(plan("evaluate.metrics=[infomec]"), dataclasses.replace(clean, split=split))

    assert [warning.message for warning in scores.warnings] == ["scored on 2 of 3 factors: place, ground (infomec)"]
    assert scores.infomec_modularity == 1


@pytest.mark.parametrize(
    "error", [IndexError("index 5 is out of range"), MemoryError(), torch.OutOfMemoryError("CUDA out of memory\nTried")]
)
def test_a_metric_that_fails_is_null_and_told_and_takes_no_other_with_it(plan, clean, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(module, "infomec", fail)
    scores = measured(plan(), clean)
    told = scores.to_json()

    assert [told[name] for name in FAMILIES["infomec"]] == [None] * len(FAMILIES["infomec"])
    assert (scores.action_accuracy, scores.intervention_mse) == (1, 0)
    assert [(warning.code, warning.severity) for warning in scores.warnings] == [("CVQ451", "warning")]
    assert f"infomec could not be measured; got: {type(error).__name__}: " in told["notes"][0]
    assert "Tried" not in told["notes"][0]


def test_intervals_are_of_what_is_a_mean_over_pairs_and_always_the_same(plan, clean):
    made = plan("evaluate.metrics=[action_retrieval, intervention, infomec]")
    scores, again = (measured(made, clean, model=Confused) for _ in range(2))
    told = scores.to_json()["intervals"]

    assert scores.intervals == again.intervals
    assert 0 < told["action_accuracy"]["lower"] < scores.action_accuracy < told["action_accuracy"]["upper"] < 1
    mean = told["action_accuracy_mean_over_factors"]
    assert mean["lower"] < scores.action_accuracy_mean_over_factors < mean["upper"]
    assert told["factor_accuracy"]["upper"] == 1  # of all pairs, which does not make it certain
    assert told["factor_accuracy"]["lower"] == pytest.approx(wilson(len(clean.split.test), len(clean.split.test))[0])
    assert told["copy_mse"]["lower"] < scores.copy_mse < told["copy_mse"]["upper"]
    assert not {name for name in told if name.startswith(("infomec", "chance", "calibration"))}
    ground = scores.by_factor["ground"]
    assert ground.intervention_ratio_interval[0] <= ground.intervention_ratio <= ground.intervention_ratio_interval[1]


def test_no_draws_no_intervals(plan, clean):
    made = plan("evaluate.metrics=[action_retrieval, intervention]")
    model = Labelled(made, clean)
    estimate_mechanisms(model, clean, made, CPU)

    assert measure(made, model, clean, CPU, draws=0).intervals == {}


def test_one_pair_has_scores_and_no_interval(plan, clean):
    one = {**clean.pairs, "test": clean.pairs["test"][:1]}
    scores = measured(plan("evaluate.metrics=[action_retrieval, intervention]"), dataclasses.replace(clean, pairs=one))

    assert (scores.pairs, scores.action_accuracy) == (1, 1)
    assert set(scores.intervals.values()) == {None}
    assert scores.to_json()["intervals"]["action_accuracy"] is None


def test_all_metrics_of_arrays_are_those_of_codes_that_are_right(plan, clean, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(forests, "TREES", 10)
    monkeypatch.setattr(dci_readers, "STAGES", 5)
    made = plan().model_copy(update={"metrics": (*CODE_METRICS, "image_quality")})
    scores = measured(made, clean)
    told = scores.to_json()

    assert {name for name in ("mcc", "factor_vae", "irs") if told[name] != pytest.approx(1)} == set()
    assert min(told["mig"], told["modularity"]) > 0.95  # held-out labels tell a little of each other
    assert told["codes"]["mig"]["by_factor"].keys() == {"place", "shade", "ground"}
    assert told["codes"]["usage"]["by_variable"] == pytest.approx([4, 3, 3], abs=0.2)
    assert (told["usage_states"], told["intervention_ssim"]) == (pytest.approx(10 / 3), 1)
    assert told["intervention_psnr"] is None  # of equal images it is infinite, and said so
    assert [warning.code for warning in scores.warnings] == ["CVQ451", "CVQ451"]
    json.dumps(told, allow_nan=False)


def test_an_interruption_is_no_failure_of_a_metric(plan, clean, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "infomec", interrupt)
    with pytest.raises(KeyboardInterrupt):
        measured(plan(), clean)


def test_a_model_that_fails_on_some_image_has_no_score_and_still_an_answer(plan, clean):
    class Broken(Labelled):
        def decode(self, codes):  # noqa: ARG002
            raise RuntimeError("no such image")

    scores = measured(plan("evaluate.metrics=[action_retrieval, intervention]"), clean, model=Broken)

    assert (scores.action_accuracy, scores.intervention_mse) == (1, None)
    assert [warning.message for warning in scores.warnings] == ["intervention could not be measured"]


def test_a_number_that_is_not_finite_is_null_and_told(plan, clean, monkeypatch):
    monkeypatch.setattr(module, "infomec", lambda *_: InfoMEC(float("nan"), 0.5, float("inf")))
    scores = measured(plan("evaluate.metrics=[infomec]"), clean)

    assert (scores.infomec_modularity, scores.infomec_explicitness, scores.infomec_compactness) == (None, 0.5, None)
    assert [warning.got for warning in scores.warnings] == [
        "ValueError: infomec_modularity is not finite",
        "ValueError: infomec_compactness is not finite",
        "ValueError: infomec_modularity_of_labels is not finite",
        "ValueError: infomec_compactness_of_labels is not finite",
    ]
    json.dumps(scores.to_json(), allow_nan=False)


def test_labels_that_tell_of_each_other_show_what_no_codes_need_to_exceed(plan, clean):
    tied = clean.labels[:, 0] % 2 == clean.labels[:, 1] % 2  # what is left of two factors hangs together
    rows = np.intersect1d(clean.split.test, np.flatnonzero(tied))
    held_out = dataclasses.replace(clean, split=dataclasses.replace(clean.split, test=rows))

    scores = measured(plan("evaluate.metrics=[infomec]"), held_out)

    assert scores.infomec_modularity_of_labels < 1
    assert scores.infomec_modularity == pytest.approx(scores.infomec_modularity_of_labels)
    assert scores.infomec_compactness == pytest.approx(scores.infomec_compactness_of_labels)
