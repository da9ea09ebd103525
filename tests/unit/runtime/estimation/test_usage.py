import json

import pytest
import torch

from causalvq.runtime.estimation.usage import SETTLING, States, UsageWatch, states_left
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.loop import fit

CPU = torch.device("cpu")
FREE = "variables=[{name: place}, {name: shade}, {name: ground}, {name: rest}]"


@pytest.fixture
def watched(plan):
    made = plan(FREE, "train.steps=1000")  # 300 of warm-up
    model = CausalVQ(made)
    model.quantizer.usage[:] = 1 / 6
    return model, UsageWatch(made, model)


def test_nothing_is_told_before_codes_are_chosen(plan):
    made = plan()

    assert UsageWatch(made, CausalVQ(made)).perplexity() == {}


def test_perplexity_is_told_by_name(watched):
    model, watch = watched
    model.quantizer.usage[1] = torch.tensor([0.5, 0.5, 0, 0, 0, 0])

    assert watch.perplexity() == pytest.approx({"place": 6, "shade": 2, "ground": 6, "rest": 6}, abs=1e-3)


def test_a_collapse_is_told_once_with_a_remedy(watched):
    model, watch = watched
    model.quantizer.usage[1] = torch.tensor([0.995, 0.005, 0, 0, 0, 0])
    (found,) = watch.collapsed(400, watch.perplexity())

    assert (found.code, found.severity) == ("CVQ440", "warning")
    assert "codebook of shade" in found.message
    assert "train longer" in found.hint
    assert watch.collapsed(420, watch.perplexity()) == ()
    model.quantizer.usage[3] = torch.tensor([0, 1.0, 0, 0, 0, 0])
    (other,) = watch.collapsed(440, watch.perplexity())
    assert "codebook of rest" in other.message
    assert "fewer variables" in other.hint


def test_two_states_in_use_are_no_collapse_even_when_one_is_rare(watched):
    model, watch = watched
    model.quantizer.usage[:] = torch.tensor([0.95, 0.05, 0, 0, 0, 0])

    assert watch.collapsed(900, watch.perplexity()) == ()


def test_usage_is_judged_only_after_warm_up(watched):
    model, watch = watched
    model.quantizer.usage[1] = torch.tensor([1.0, 0, 0, 0, 0, 0])

    assert watch.collapsed(300 + SETTLING - 1, watch.perplexity()) == ()
    assert len(watch.collapsed(300 + SETTLING, watch.perplexity())) == 1


def test_training_logs_usage_and_warns(plan, data, tmp_path, monkeypatch):
    run = create_run(plan("train.steps=12"), "", tmp_path, tmp_path / "runs")
    model = CausalVQ(run.plan)
    monkeypatch.setattr("causalvq.runtime.estimation.usage.SETTLING", 0)
    monkeypatch.setattr("causalvq.runtime.estimation.usage.ALONE", 100)
    reports = list(fit(run, model, data, CPU, log_every=3))

    lines = (run.path / "events.jsonl").read_text().splitlines()
    events = [event for event in map(json.loads, lines) if "losses" in event]  # validations are events of their own
    assert events[0]["perplexity"] == {}  # in warm-up
    assert sorted(events[-1]["perplexity"]) == ["ground", "place", "shade"]
    assert reports[-1].perplexity == events[-1]["perplexity"]
    warned = [len(event["warnings"]) for event in events]
    assert sum(warned) == 3  # each variable once
    assert [len(report.warnings) for report in reports] == warned


def test_the_states_that_are_left_are_told_beside_values(plan):
    made = plan(FREE, "codebook.size=auto")
    model = CausalVQ(made)
    model.quantizer.active[0, 4:] = False

    assert states_left(made, model) == (
        States("place", 4, 16, 4), States("shade", 12, 12, 3), States("ground", 12, 12, 3), States("rest", 16, 16, 0),
    )  # fmt: skip


def test_variables_that_share_a_factor_have_no_values_of_their_own(plan):
    made = plan("variables.count=6", "interventions.sparsity.max_targets=2")

    assert {one.values for one in states_left(made, CausalVQ(made))} == {0}
