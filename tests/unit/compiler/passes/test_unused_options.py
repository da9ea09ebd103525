import json

import pytest

from causalvq.compiler.artifacts.compilation import compile_document
from causalvq.dsl import load

GRID = "variables={count: 16, layout: grid, ownership: %s}"


def given(draft, *overrides):
    """The options that a compilation says to be without effect."""
    return [found.message.split()[0] for found in draft(*overrides).warnings if found.code == "CVQ250"]


@pytest.mark.parametrize(
    "override",
    [
        "losses.identity=1",
        "losses.dependencies=1",
        "losses.graph_size=1",
        "losses.non_empty=1",
        "losses.prediction=1",
        "losses.transition=1",
        "losses.prior=5",
        "losses.labels=3",
        "graph.prior={kind: erdos_renyi, edge_probability: 0.2}",
        "train.stages=joint",
        "train.causal_share=0.3",
        "model.encoder.residual_blocks=2",
        "model.decoder.residual_blocks=2",
        "variables.ownership=free",
    ],
)
def test_what_slots_have_no_use_for(override, draft):
    assert given(draft, override) == [override.split("=")[0]]


def test_a_direction_is_for_steps_in_slots(draft):
    weight = "losses.direction=3"

    assert given(draft, weight) == []
    assert given(draft, weight, "interventions.actions=set") == ["losses.direction"]
    assert given(draft, weight, "variables={count: 16, layout: grid}") == ["losses.direction"]


def test_a_grid_reads_no_action_from_vectors(draft):
    weight = "losses.retrieval=3"

    assert given(draft, weight) == []
    assert given(draft, weight, "variables={count: 16, layout: grid}") == ["losses.retrieval"]


def test_what_has_an_effect_is_not_warned_of(draft):
    free = ("variables={count: 16, layout: grid}", "codebook={size: 8, commitment: 0.5}")

    assert given(draft, "losses.swap=2", "losses.pull=1", "losses.transition=1", "interventions.actions=set") == []
    assert given(draft, *free, "losses.prediction=1", "train.stages=joint", "model.encoder.residual_blocks=2") == []
    assert given(draft, *free, "losses.swap=0", "losses.pull=0") == []


def test_what_a_grid_without_owners_or_causal_layer_has_no_use_for(draft):
    free = "variables={count: 16, layout: grid}"

    assert given(draft, free, "losses.swap=1", "losses.pull=0.1") == ["losses.swap", "losses.pull"]
    assert given(draft, free, "train.stages=joint", "train.causal_share=0.3") == ["train.causal_share"]
    several = ("graph.scope=global", "interventions.sparsity.max_targets=16", "codebook.size=32")
    assert given(draft, free, *several, "losses.identity=1") == ["losses.identity"]


def test_networks_of_a_causal_layer_are_for_grids_that_have_one(draft):
    free = ("variables={count: 16, layout: grid}", "model.transition.hidden=24", "losses.prior=5")
    tables = ("graph.scope=global", "interventions.sparsity.max_targets=16", "codebook.size=32")

    assert given(draft, *free) == []
    assert given(draft, *free, *tables) == ["losses.prior", "model.transition.hidden"]


def test_a_prior_is_for_actions_that_set_values(draft):
    prior = "graph.prior={kind: erdos_renyi, edge_probability: 0.2}"

    assert given(draft, prior, "losses.prior=5", "interventions.actions=set") == []


def test_what_is_inherited_cannot_be_removed(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "apiVersion: causalvq/v1\nname: base\ndata: {source: critters}\nvariables: {count: 7}\ncodebook: {size: 8}\n"
        "losses: {identity: 1}\n"
    )
    child = tmp_path / "child.yaml"
    child.write_text("extends: base.yaml\nname: child\nlosses: {prediction: 1}\n")
    found = compile_document(load(child, ["losses.graph_size=1"])).warnings

    assert {warning.message.split()[0]: warning.hint for warning in found if warning.code == "CVQ250"} == {
        "losses.identity": "nothing to do: it is inherited",
        "losses.prediction": "remove it",
        "losses.graph_size": "remove it",
    }


def test_options_of_baselines_need_a_baseline_and_of_causal_models_a_causal_one(draft):
    assert given(draft, "model.latents=5", "model.beta=2") == ["model.latents", "model.beta"]
    assert given(draft, "model.kind=beta_vae", "model.latents=5", "model.beta=2") == []
    assert given(draft, "model.kind=autoencoder", "model.beta=2", "losses.pull=1") == ["model.beta", "losses.pull"]
    assert given(draft, "model.kind=vq_vae", "graph={acyclic: false}", "model.latents=3") == ["model.latents", "graph"]


def test_what_a_baseline_inherits_in_vain_is_told_in_one_line(tmp_path):
    base = {"apiVersion": "causalvq/v1", "name": "base", "data": {"source": "critters"}, "variables": {"count": 7}}
    base |= {"codebook": {"size": 8, "quantizer": "vq"}, "losses": {"pull": 0.5, "swap": 2}, "graph": {"acyclic": True}}
    (tmp_path / "base.yaml").write_text(json.dumps(base))
    (tmp_path / "over.yaml").write_text("extends: base.yaml\nname: over\nmodel: {kind: beta_vae}\n")

    (found,) = compile_document(load(tmp_path / "over.yaml")).warnings

    assert found.message.endswith("baseline: losses.swap, losses.pull, graph, codebook.quantizer")
