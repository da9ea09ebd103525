import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from causalvq.compiler import compile_spec
from causalvq.dsl import load
from causalvq.dsl.spec import Data
from causalvq.errors import RunError
from causalvq.runtime.evaluation import run_metrics
from causalvq.runtime.evaluation.measure import measure
from causalvq.runtime.queries.trained_run import load as load_run
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training import session as module
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.session import choose_device, data_section, load_data, open_session, require_trainable


@pytest.fixture
def folder(tiny, tmp_path):
    """A copy of the tiny spec and its images, to change."""
    shutil.copytree(tiny, tmp_path, dirs_exist_ok=True)
    return tmp_path


def compiled(folder, *overrides):
    return compile_spec(load(folder / "tiny.yaml", overrides))


def begun(folder, *overrides):
    return open_session(create_run(compiled(folder, *overrides), "", folder, folder / "runs"))


def test_a_session_has_the_data_and_a_fresh_model_of_the_seed(folder):
    one, same, other = (begun(folder, f"seed={seed}") for seed in (0, 0, 1))

    assert one.device == torch.device("cpu")
    assert len(one.data.images) == 288
    assert torch.equal(one.model.encoder.head.weight, same.model.encoder.head.weight)
    assert not torch.equal(one.model.encoder.head.weight, other.model.encoder.head.weight)


def test_opening_a_session_leaves_the_callers_chance_alone(folder):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    begun(folder)

    assert torch.equal(torch.rand(3), expected)


def test_finishing_writes_model_card_and_metrics(folder):
    session = begun(folder, "train.steps=3")
    list(fit(session.run, session.model, session.data, session.device))
    assert not session.run.finished
    scores = session.finish()

    assert session.run.finished
    assert json.loads((session.run.path / "metrics.json").read_text()) == {
        **scores.to_json(),
        "supervision": "all actions known",
    }
    config = json.loads((session.run.model / "config.json").read_text())
    assert config["plan"]["name"] == "tiny"
    assert [len(names) for names in config["state_names"]] == [6, 6, 6]
    weights = load_file(session.run.model / "model.safetensors")
    assert weights.keys() == session.model.state_dict().keys()
    card = (session.run.model / "README.md").read_text()
    assert 'factor="place", step=+1' in card
    assert f"| action_accuracy | {scores.action_accuracy:.5g} |" in card
    assert f"| shade | {scores.by_factor['shade'].pairs} | {scores.by_factor['shade'].action_accuracy:.4f} (" in card


def test_the_model_is_written_before_it_is_scored(folder, monkeypatch):
    session = begun(folder, "train.steps=3")
    list(fit(session.run, session.model, session.data, session.device))

    def interrupted(*_):
        assert session.run.finished
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "measure_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        session.finish()

    run = load_run(session.run.path)
    assert not (session.run.path / "metrics.json").exists()
    assert "Scores" not in (session.run.model / "README.md").read_text()
    monkeypatch.undo()
    again = open_session(session.run)  # as the next `train` does
    list(fit(again.run, again.model, again.data, again.device))
    assert measure(run.plan, run.model, session.data, run.device) == again.finish()


def test_a_score_that_fails_is_null_in_metrics_told_in_card_and_events(folder, monkeypatch):
    session = begun(folder, "train.steps=3")
    list(fit(session.run, session.model, session.data, session.device))

    def fail(*_):
        raise IndexError("index 5 is out of range")

    monkeypatch.setattr(run_metrics, "infomec", fail)
    scores = session.finish()

    metrics = json.loads((session.run.path / "metrics.json").read_text())
    assert metrics["infomec_explicitness"] is None
    assert metrics["action_accuracy"] == scores.action_accuracy
    told = "CVQ451 infomec could not be measured; got: IndexError: index 5 is out of range"
    assert [told in note for note in metrics["notes"]].count(True) == 1
    assert told in (session.run.model / "README.md").read_text()
    last = json.loads((session.run.path / "events.jsonl").read_text().splitlines()[-1])
    assert last == {"step": 3, "phase": "measured", "warnings": metrics["notes"]}


def test_an_upper_bound_is_named_so_in_metrics_and_card(folder):
    session = begun(folder, "train.steps=3", "interventions.labels=full")
    list(fit(session.run, session.model, session.data, session.device))
    session.finish()

    assert json.loads((session.run.path / "metrics.json").read_text())["supervision"] == "upper bound: full labels"
    assert "held-out pairs (upper bound: full labels)" in (session.run.model / "README.md").read_text()


def test_the_card_of_a_model_that_sets_values_says_so(folder):
    session = begun(folder, "train.steps=3", "interventions.actions=set")
    list(fit(session.run, session.model, session.data, session.device))
    session.finish()

    assert 'factor="place", value="far left"' in (session.run.model / "README.md").read_text()


@pytest.mark.parametrize(
    ("override", "named"),
    [
        ("interventions.noise=exogenous", "interventions.noise: exogenous"),
        ("graph.scope=sample", "graph.scope: sample"),
        ("data.pairs=none", "without pairs"),
    ],
)
def test_what_cannot_be_trained_is_refused_by_name(plan, override, named):
    with pytest.raises(RunError, match=f"CVQ290 this version cannot train {named}"):
        require_trainable(plan(override))


def test_a_grid_is_not_trained_in_pieces(plan):
    with pytest.raises(RunError, match=r"CVQ290 .*train.micro_batches with layout: grid"):
        require_trainable(plan("variables={count: 16, layout: grid}", "train.micro_batches=4"))


def test_all_that_cannot_be_trained_is_named_together(plan):
    with pytest.raises(RunError) as caught:
        require_trainable(plan("graph.scope=sample", "interventions.noise=exogenous"))

    assert len(caught.value.diagnostics) == 2


def test_what_slots_alone_can_do_is_named_for_a_grid(plan):
    grid = ("variables={count: 16, layout: grid}", "interventions.labels=full", "codebook.quantizer=fsq")
    with pytest.raises(RunError) as caught:
        require_trainable(plan(*grid))

    told = [str(diagnostic) for diagnostic in caught.value.diagnostics]
    for named in ("codebook.quantizer: fsq", "interventions.labels: full"):
        assert any(f"cannot train {named} with layout: grid" in text for text in told)


@pytest.mark.parametrize("noise", ["none", "exogenous", "endogenous"])
def test_a_causal_layer_has_every_noise(plan, noise):
    require_trainable(plan("variables={count: 16, layout: grid}", f"interventions.noise={noise}"))


def test_changed_images_are_refused(folder):
    plan = compiled(folder)
    with np.load(folder / "tiny.npz") as arrays:
        changed = dict(arrays)
    changed["images"][0, 0, 0, 0] ^= 1
    np.savez(folder / "tiny.npz", **changed)

    with pytest.raises(RunError, match="CVQ408 the images have changed"):
        load_data(plan, folder)


def test_a_changed_table_of_pairs_is_refused(folder):
    rows = "before,after,action\n" + "".join(f"{8 * place},{8 * place + 72},place+1\n" for place in range(9))
    (folder / "pairs.csv").write_text(rows)
    plan = compiled(folder, "data.pairs={from: file, file: pairs.csv}", "data.factors=[place]", "variables.count=1")
    (folder / "pairs.csv").write_text(rows.replace("\n", "\r\n"))
    assert load_data(plan, folder).facts.images == 288
    (folder / "pairs.csv").write_text(rows.replace("0,72,place+1", "72,0,place-1"))

    with pytest.raises(RunError, match=r"pairs.csv: CVQ408 the table of pairs has changed"):
        load_data(plan, folder)


def changed(plan, **fields):
    """A plan that says what the compiler would not let it say, as an older one may."""
    data = {name: fields.pop(name) for name in ("split",) if name in fields}
    return plan.model_copy(update={**fields, "data": plan.data.model_copy(update=data)})


def opened(folder, plan):
    return open_session(create_run(plan, "", folder, folder / "runs"))


def test_a_split_without_test_pairs_is_refused_before_training(folder):
    plan = changed(compiled(folder), split={"train": 0.9, "validation": 0.1, "test": 0.0})

    with pytest.raises(RunError, match=r"CVQ411 the test part .*larger data.split.test"):
        opened(folder, plan)


def test_early_stopping_without_validation_pairs_is_refused_before_training(folder):
    split = {"train": 0.6, "validation": 0.0, "test": 0.4}
    opened(folder, changed(compiled(folder), split=split))

    with pytest.raises(RunError, match=r"CVQ421 the validation part .*larger data.split.validation"):
        opened(folder, changed(compiled(folder, "train.early_stop={patience: 2}"), split=split))


def test_an_open_end_without_validation_pairs_is_refused_before_training(folder):
    plan = changed(compiled(folder, "train.steps=auto"), split={"train": 0.6, "validation": 0.0, "test": 0.4})

    with pytest.raises(RunError, match=r"CVQ421 .*train\.steps could tell a plateau.*a number of train\.steps"):
        opened(folder, plan)


def test_pairs_of_unknown_actions_are_refused_before_training(folder):
    (folder / "pairs.csv").write_text(
        "input,output,action\n" + "\n".join(f"{row},{row + 8},{'' if row < 9 else 'ground+1'}" for row in range(4, 16))
    )
    known = ("data.factors=[ground]", "data.pairs={file: pairs.csv}", "data.split={train: 0.5, test: 0.4}")
    plan = changed(compiled(folder, *known, "interventions.labels=partial"), labels="known")

    with pytest.raises(RunError, match=r"CVQ412 the action of \d+ pairs is unknown"):
        opened(folder, plan)


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("data.source=critters", "data.image.size=16", "data.factors=[mouth, eyes]", "data.cyclic=[eyes]"),
        ("data.source=critters", "data.factors=[mouth]", "data.imbalance={mouth: [0.2, 0.3, 0.5]}", "data.split=paper"),
        ("data.source=pendulum", "data.pairs=paper", "codebook.size=8"),
        ("data.pairs=none",),
        ("data.split={by: ground, train: 0.4, validation: 0.3, test: 0.3}", "data.factors=[place]"),
        ("data.split={by: pairs}", "data.pairs={neighbours: adjacent}"),
        ("data.split={by: images}", "data.pairs={neighbours: present}"),
    ],
)
def test_a_plan_says_all_of_its_data_section(tiny, plan, overrides):
    written = load(tiny / "tiny.yaml", (*overrides, "variables.count=4")).spec.data
    read = data_section(plan(*overrides, "variables.count=4"))

    assert isinstance(read, Data)
    named = tuple(factor.name for factor in plan(*overrides, "variables.count=4").data.factors)
    settled = written.pairs.model_copy(update={"neighbours": "present"} if written.pairs.neighbours == "auto" else {})
    factors = named if written.factors == "all" else written.factors
    assert read == written.model_copy(update={"factors": factors, "pairs": settled})


def test_the_device_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)

    assert choose_device("cpu") == choose_device("auto") == torch.device("cpu")
    with pytest.raises(RunError, match=r"CVQ407 this machine has no cuda device; expected: cpu"):
        choose_device("cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto") == torch.device("mps")
