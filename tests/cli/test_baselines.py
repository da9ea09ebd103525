"""Baselines go through the same commands as the causal model."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from safetensors.torch import load_file

QUICK = ("ada_gvae", "qlae", "pair_classifier", "pixel_ridge")
SLOW = ("autoencoder", "beta_vae", "vq_vae")
KINDS = (*QUICK, *(pytest.param(kind, marks=pytest.mark.slow) for kind in SLOW))
IMAGES = ("autoencoder", "beta_vae", "ada_gvae", "vq_vae", "qlae")
CODES = ("vq_vae", "qlae")
STEPS = ("train.steps=6", "train.checkpoint_every=3", "train.validate_every=6")


@pytest.fixture(scope="module")
def trained(tiny, command, tmp_path_factory):
    """Gives the folder of a kind, in which it was trained."""
    import torch

    from causalvq.runtime.estimation import head_fitting

    torch.set_num_threads(1)
    home = tmp_path_factory.mktemp("baselines")

    @cache
    def train(kind):
        shutil.copytree(tiny, home / kind)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(home / kind)
            patch.setattr(head_fitting, "STEPS", 30)
            settings = [word for setting in (f"model.kind={kind}", *STEPS) for word in ("--set", setting)]
            assert command("compile", "tiny.yaml", *settings) == 0
            assert command("train", "--quiet", "--out", "whole") == 0
        return home / kind

    return train


@pytest.mark.parametrize("kind", KINDS)
def test_a_baseline_is_trained_and_scored_by_the_same_commands(trained, kind):
    scores = json.loads((trained(kind) / "whole/metrics.json").read_text())

    assert 0 <= scores["action_accuracy"] <= 1
    assert scores["by_factor"].keys() == {"place", "shade", "ground"}
    assert (scores["intervention_mse"] is not None) == (kind in IMAGES)
    assert (scores["infomec_modularity"] is not None) == (kind in IMAGES)
    assert (scores["code_action_accuracy"] is not None) == (kind in CODES)
    assert not scores["notes"] or kind in CODES


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pixel_ridge"])  # which has one step
def test_a_baseline_that_was_paused_is_the_same_bit_for_bit(trained, command, kind, monkeypatch):
    from causalvq.runtime.runs.run import open_run
    from causalvq.runtime.training.loop import fit
    from causalvq.runtime.training.session import open_session

    monkeypatch.chdir(trained(kind))
    assert command("train", "--new", "--quiet", "--out", "paused", "--max-steps", "3") == 0
    session = open_session(open_run(Path("paused")))
    assert [report.step for report in fit(session.run, session.model, session.data, session.device)] == [6]

    last = "checkpoints/step_000006/model.safetensors"
    whole, paused = (load_file(Path(run) / last) for run in ("whole", "paused"))
    assert whole.keys() == paused.keys()
    assert all(whole[name].equal(paused[name]) for name in whole)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_baseline_keeps_is_what_its_plan_counts(trained, kind):
    state = load_file(trained(kind) / "whole/model/model.safetensors")
    plan = json.loads((trained(kind) / "whole/plan.json").read_text())

    layers = plan["network"]["layers"]
    kept = sum(value.numel() for name, value in state.items() if not name.startswith(("actions.", "transition.")))
    own = [layer for layer in layers if not layer["name"].startswith("transition.")]
    assert kept == sum(layer["parameters"] + layer.get("buffers", 0) for layer in own)


REFUSED = {
    "ada_gvae": (("sample",), ("traverse",), ("graph",), ("effect", "--do", "place+1", "--on", "shade")),
    "pair_classifier": (("intervene", "--factor", "place"), ("encode",), ("reconstruct",), ("sample",)),
    "pixel_ridge": (("intervene", "--factor", "place"), ("intervene", "--factor", "place", "--sweep")),
}


@pytest.mark.parametrize(("kind", "asked"), [(kind, asked) for kind, all_ in REFUSED.items() for asked in all_])
def test_what_a_baseline_has_no_answer_to_is_refused(trained, command, monkeypatch, capsys, kind, asked):
    monkeypatch.chdir(trained(kind))

    assert command(*asked, "--run", "whole") == 1
    said = capsys.readouterr().err
    assert "CVQ340" in said
    assert "it answers" in said
    assert not list((trained(kind) / "whole").glob("queries/*"))


def test_an_autoencoder_answers_by_displacements(trained, command, monkeypatch, capsys):
    monkeypatch.chdir(trained("ada_gvae"))
    capsys.readouterr()  # where no test has trained it before, it was trained here

    assert command("intervene", "--factor", "place", "--run", "whole", "--json", "--out", "after") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["notes"][0] == "latents moved by place+1"
    assert command("retrieve", "after/after_00.png", "after/after_01.png", "--run", "whole", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["probabilities"]) == 6
    assert command("encode", "-n", "3", "--run", "whole", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["variables"] == [f"z{place}" for place in range(1, 11)]
    assert command("reconstruct", "--run", "whole", "--out", "kept", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["mse"]) == 8
    assert command("intervene", "--factor", "place", "--to", "left", "--run", "whole") == 1
    assert "how many steps lead to a value" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [pytest.param("vq_vae", marks=pytest.mark.slow), "qlae"])
def test_codes_that_nobody_owns_answer_all_queries(trained, command, monkeypatch, capsys, kind):
    monkeypatch.chdir(trained(kind))

    assert command("intervene", "--factor", "place", "--run", "whole", "--out", "after") == 0
    assert command("sample", "--run", "whole", "--out", "drawn") == 0
    assert command("inspect", "whole") == 0
    assert f"model:    {kind}" in capsys.readouterr().out


def test_evaluate_says_again_what_training_said(trained, command, monkeypatch, capsys):
    for kind in ("ada_gvae", "pixel_ridge"):
        monkeypatch.chdir(trained(kind))
        assert command("evaluate", "--run", "whole", "--json") == 0
        assert json.loads(capsys.readouterr().out) == json.loads((trained(kind) / "whole/metrics.json").read_text())
