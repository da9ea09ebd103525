import json

import pytest
import torch

from causalvq.compiler.verifier import violations
from causalvq.errors import RunError
from causalvq.runtime.feeding.schedule import learning_rate
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.runs.run import create_run, open_run
from causalvq.runtime.training.lengthening import lengthen, longer_plan, told_longer
from causalvq.runtime.training.loop import fit

CPU = torch.device("cpu")
STILL = ("train.validate_every=1", "train.optimizer={lr: 1.0e-9}")
"""Nothing becomes better, so that every validation counts for a plateau."""


@pytest.fixture(autouse=True)
def unscored(monkeypatch):
    """No time is spent on held-out scores: losses tell a plateau as well."""
    monkeypatch.setattr("causalvq.runtime.training.validation.Validation._scores", lambda *_: ({}, ""))


def trained(run, data):
    """A run once its schedule is done, with a model that says so; returns the last report."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = CausalVQ(run.plan)
    last = list(fit(run, model, data, CPU))[-1]
    run.model.mkdir(exist_ok=True)
    (run.model / "model.safetensors").write_bytes(b"whatever it is")
    (run.path / "metrics.json").write_text("{}")
    return last


def validated(run):
    events = [json.loads(line) for line in (run.path / "events.jsonl").read_text().splitlines()]
    return [event["step"] for event in events if "validation" in event]


def test_where_the_end_is_open_all_steps_that_are_added_are_trained(open_ended, data, tmp_path):
    run = create_run(open_ended(8, *STILL), "", tmp_path, tmp_path / "runs")
    skipped = trained(run, data).skipped
    assert skipped > 0

    longer = lengthen(run, 6)

    assert list(violations(longer.plan)) == []
    assert longer.plan.digest == open_run(run.path).plan.digest != run.plan.digest
    assert "no plateau ends them, though train.steps is auto" in "".join(told_longer(run.plan, longer.plan))
    assert not longer.scored
    assert (longer.plan.train.steps, longer.plan.train.floor) == (18, 14)
    last = trained(open_run(run.path), data)
    assert (last.step, last.skipped) == (18, skipped)
    assert validated(longer)[-6:] == [13, 14, 15, 16, 17, 18]


def test_early_stopping_counts_anew(plan, data, tmp_path):
    run = create_run(plan("train.steps=12", "train.early_stop={patience: 2}", *STILL), "", tmp_path, tmp_path / "runs")
    trained(run, data)

    longer = lengthen(run, 9)

    assert "train.early_stop counts validations anew" in "".join(told_longer(run.plan, longer.plan))
    last = trained(longer, data)
    assert (last.step, validated(longer)[-2:]) == (21, [13, 14])


def test_the_rate_falls_once_more(plan):
    before = plan("train.steps=40")
    after = longer_plan(before, 40)

    at_end = learning_rate(before, 39)
    assert learning_rate(after, 40) > 10 * at_end
    assert learning_rate(after, 79) == pytest.approx(at_end, rel=0.2)


def test_a_run_without_its_last_checkpoint(plan, data, tmp_path):
    run = create_run(plan("train.steps=3"), "", tmp_path, tmp_path / "runs")
    with pytest.raises(RunError, match=r"CVQ418 .*: it is not finished; hint: causalvq train --run DIR"):
        lengthen(run, 1)
    trained(run, data)
    (run.checkpoints / "step_000003" / "state.json").unlink()
    with pytest.raises(RunError, match=r"CVQ418 .*: it has no checkpoint any more; hint: causalvq train --from DIR"):
        lengthen(run, 1)
