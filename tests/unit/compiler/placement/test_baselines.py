import pytest

KINDS = ("autoencoder", "beta_vae", "ada_gvae", "vq_vae", "qlae", "pair_classifier", "pixel_ridge")


@pytest.mark.parametrize(
    ("kind", "numbers", "codes"),
    [
        ("autoencoder", 7 * 16, 0),  # as many as the causal model has: 7 vectors of 16
        ("beta_vae", 10, 0),
        ("ada_gvae", 10, 0),
        ("vq_vae", 7 * 16, 7),
        ("qlae", 14, 14),  # two for each of seven factors
        ("pair_classifier", 0, 0),
        ("pixel_ridge", 0, 0),
    ],
)
def test_sizes_follow_from_the_kind(plan, kind, numbers, codes):
    made = plan(f"model.kind={kind}")

    assert (made.baseline.kind, made.numbers, len(made.variables)) == (kind, numbers, codes)
    assert all(variable.factor is None for variable in made.variables)
    assert all(row == tuple(range(codes)) for row in made.targets), "what nobody owns any action may change"
    assert not made.graph.required
    assert not made.directed


def test_more_factors_than_ten_have_a_latent_each(plan):
    assert plan("model.kind=beta_vae", "model.latents=3").numbers == 3


def test_codebooks_of_a_baseline(plan):
    roomy, given = plan("model.kind=vq_vae", "codebook.size=auto"), plan("model.kind=vq_vae")
    scalar = plan("model.kind=qlae", "codebook.size=auto")

    assert {variable.states for variable in roomy.variables} == {20}  # four for each of up to five values
    assert {variable.states for variable in given.variables} == {8}
    assert {variable.states for variable in scalar.variables} == {10}
    assert scalar.codebook.dim == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_of_a_baseline_is_read_as_it_was_written(plan, kind):
    from causalvq.compiler import Plan

    made = plan(f"model.kind={kind}")

    assert Plan.model_validate_json(made.model_dump_json()) == made
    assert made.cost.parameters == sum(layer.parameters for layer in made.network.layers)


def test_the_plan_of_a_causal_model_says_nothing_of_baselines(plan):
    assert "baseline" not in plan().model_dump(mode="json")


def test_values_of_a_baseline_are_not_told(plan):
    made = plan("model.kind=vq_vae", "interventions.actions=set", "interventions.labels=full", "codebook.size=auto")

    assert made.labels == "known"
    assert {variable.states for variable in made.variables} == {20}
