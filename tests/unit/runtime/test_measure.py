import dataclasses

import numpy as np
import pytest
import torch
from labelled import Labelled

from causalvq.runtime import measure as module
from causalvq.runtime.codes import estimate_mechanisms
from causalvq.runtime.measure import measure, standard_error
from causalvq.runtime.metrics import dci as forests

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def clean(data):
    """The tiny data, without noise: images with equal labels are equal."""
    first = {tuple(row): index for index, row in reversed(list(enumerate(data.labels.tolist())))}
    return dataclasses.replace(data, images=data.images[[first[tuple(row)] for row in data.labels.tolist()]])


def measured(plan, data, *, orders=None):
    model = Labelled(plan, data, orders)
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
    assert scores.infomec_explicitness > 0.99
    assert min(scores.dci_disentanglement, scores.dci_completeness) > 0.9
    assert None not in scores.to_json().values()


FAMILIES = {
    "action_retrieval": {
        "action_accuracy", "action_accuracy_error", "factor_accuracy", "factor_accuracy_error", "chance",
        "code_action_accuracy", "code_factor_accuracy", "calibration_error",
        "factor_chance",
    },
    "intervention": {"reconstruction_mse", "intervention_mse", "copy_mse", "changed_variables"},
    "infomec": {"infomec_modularity", "infomec_explicitness", "infomec_compactness"},
}  # fmt: skip


@pytest.mark.parametrize("metric", FAMILIES)
def test_what_is_not_asked_for_is_null(plan, clean, metric):
    scores = measured(plan(f"evaluate.metrics=[{metric}]"), clean).to_json()

    assert {name for name, value in scores.items() if value is not None} == FAMILIES[metric] | {"pairs"}


def test_nothing_may_be_asked_for(plan, clean):
    scores = measured(plan("evaluate.metrics=[]"), clean).to_json()

    assert {name for name, value in scores.items() if value is not None} == {"pairs"}


def test_relabelling_codes_changes_no_score(plan, clean):
    made = plan("evaluate.metrics=[action_retrieval, infomec]")
    orders = torch.tensor([[5, 0, 1, 2, 3, 4], [2, 1, 0, 5, 4, 3], [1, 3, 5, 0, 2, 4]])
    expected, found = measured(made, clean).to_json(), measured(made, clean, orders=orders).to_json()

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

    assert scores.preserved == pytest.approx(shaded + (1 - shaded) / 2)
    assert scores.action_accuracy is None


def test_few_interventions_are_looked_at_where_images_are_many(plan, clean, monkeypatch):
    monkeypatch.setattr(module, "MOST_PRODUCTS", 10 * clean.images.size)
    seen = []
    kept = module.kept_shares
    monkeypatch.setattr(module, "kept_shares", lambda images, *rest: seen.append(len(images)) or kept(images, *rest))
    measured(plan().model_copy(update={"metrics": ("preserved",)}), clean)

    assert seen == [10]


def test_a_factor_that_leaves_no_other_has_nothing_to_preserve(plan, clean):
    facts = dataclasses.replace(
        clean.facts, edges=tuple((a, b) for a in ("place", "shade", "ground") for b in ("place", "shade", "ground"))
    )
    scores = measured(plan().model_copy(update={"metrics": ("preserved",)}), dataclasses.replace(clean, facts=facts))

    assert (scores.preserved, scores.preserved_error) == (None, None)


def test_standard_errors_by_hand():
    assert standard_error(0.5, 96) == pytest.approx(0.05)
    assert standard_error(1.0, 96) == pytest.approx(np.sqrt(0.98 * 0.02 / 100))
    assert standard_error(0.0, 96) == pytest.approx(standard_error(1.0, 96))
