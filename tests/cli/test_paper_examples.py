"""The paper's examples as a user meets them: they compile, say what is missing, and train."""

import json
from pathlib import Path

import pytest
import torch

from causalvq.compiler import compile_spec
from causalvq.compiler.passes.cost import MOST_BYTES
from causalvq.dsl import load
from causalvq.runtime.model import CausalVQ

PAPER = Path(__file__).parents[2] / "examples" / "paper"
ABSENT = ("3dshapes", "cars3d", "celeba", "dsprites", "smallnorb", "sprites")
SPRITES_FILE = Path(__file__).parents[3] / "shared" / "data" / "sprites_lpc" / "sprites_lpc.npz"
HERE = sorted(path.stem for path in PAPER.glob("*.yaml") if path.stem not in (*ABSENT, "small_sprites_lpc"))


def test_every_data_set_of_the_paper_has_a_spec():
    assert {path.stem for path in PAPER.glob("*.yaml")} >= {
        *ABSENT,
        "small_shapes3d",
        "small_scenes",
        "mcq_vae_shapes3d",
    }


@pytest.mark.parametrize("name", ABSENT)
def test_a_spec_compiles_without_its_data_and_says_what_to_put_where(name, tmp_path, monkeypatch, command, capsys):
    for path in PAPER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.chdir(tmp_path)

    assert command("compile", f"{name}.yaml") == 0
    warned = capsys.readouterr().err
    assert "CVQ252" in warned
    assert "at data/" in warned
    assert command("train") == 1
    assert "CVQ460" in capsys.readouterr().err


@pytest.mark.parametrize("name", HERE)
def test_a_spec_compiles_without_a_warning(name, command, capsys):
    assert command("compile", PAPER / f"{name}.yaml", "--check") == 0
    assert "CVQ" not in capsys.readouterr().err


def test_sprites_of_your_own(command, capsys):
    if not SPRITES_FILE.exists():
        pytest.skip("sprites_lpc.npz is not on this machine")
    assert (
        command("compile", PAPER / "small_sprites_lpc.yaml", "--check", "--set", f"data.source.path={SPRITES_FILE}")
        == 0
    )
    assert "CVQ" not in capsys.readouterr().err


def test_the_preset_has_the_sizes_of_the_paper():
    plan = compile_spec(load(PAPER / "mcq_vae_shapes3d.yaml"))

    assert (plan.data.height, plan.data.width) == (64, 64)
    assert (plan.codebook.size, plan.codebook.dim, plan.codebook.commitment) == (64, 128, 0.25)
    assert plan.network.encoder_widths == (64, 128, 256)
    assert plan.network.encoder_blocks == plan.network.decoder_blocks == 6
    assert len(plan.variables) == 64
    assert plan.losses["swap"] == plan.losses["changed_pixels"] == plan.losses["pull"] == 0
    assert [phase.name for phase in plan.train.phases][-1] == "causal"
    assert plan.cost.training_bytes < MOST_BYTES


def test_rare_values_are_rare_in_training_alone():
    plan = compile_spec(load(PAPER / "imbalanced_shapes3d.yaml"))

    assert plan.data.imbalance["shape"][0] == 0.9


@pytest.mark.parametrize("name", ["mcq_vae_shapes3d", "owned_critters", "layer_critters", "small_scenes"])
def test_parameters_are_exactly_those_of_the_modules(name):
    plan = compile_spec(load(PAPER / f"{name}.yaml"))
    model = CausalVQ(plan)

    assert plan.cost.parameters == sum(parameter.numel() for parameter in model.parameters())
    for part in ("encoder", "decoder", "transition"):
        layers = [layer for layer in plan.network.layers if layer.name.startswith(part)]
        modules = sum(parameter.numel() for parameter in getattr(model, part).parameters())
        assert sum(layer.parameters for layer in layers) == modules


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the compiler's own, of the sums over pairs
@pytest.mark.parametrize("name", ["small_scenes", "owned_critters", "layer_critters"])
def test_an_example_trains_and_answers(name, tmp_path, monkeypatch, command, capsys):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    sets = (
        "--set",
        "train.steps=12",
        "--set",
        "train.batch_size=4",
        "--set",
        "data.split={train: 0.9, validation: 0.05, test: 0.05}",
    )

    assert command("compile", PAPER / f"{name}.yaml", *sets) == 0
    assert command("train") == 0
    capsys.readouterr()
    assert command("evaluate", "--json") == 0
    assert json.loads(capsys.readouterr().out)["pairs"] > 0
    assert command("intervene", "--factor", "0", "--count", "2") == 0
