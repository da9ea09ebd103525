import pytest


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        (
            "model.encoder.widths=[16, 32, 48]",
            "model.decoder.widths=[40, 24, 8]",
            "codebook.dim=5",
        ),
        ("data.image.size=48", "variables.count=14", "interventions.sparsity.max_targets=2"),
        ("data.image.size=31", "model.encoder.widths=[8]", "interventions.actions=set"),
        ("data.factors=[mouth, eyes]", "variables=[{name: mouth, states: 3}, {name: eyes}, {name: x, states: 20}]"),
    ],
)
def test_parameters_are_exactly_those_of_the_modules(plan, overrides):
    from causalvq.runtime.model import CausalVQ

    made = plan(*overrides)
    model = CausalVQ(made)

    assert made.cost.parameters == sum(parameter.numel() for parameter in model.parameters())
    for part in ("encoder", "decoder", "transition"):
        layers = [layer for layer in made.network.layers if layer.name.startswith(part)]
        modules = sum(parameter.numel() for parameter in getattr(model, part).parameters())
        assert sum(layer.parameters for layer in layers) == modules


def test_shapes_are_those_that_leave_the_modules(plan):
    import torch

    from causalvq.runtime.model import CausalVQ

    made = plan("data.image.size=64")
    model = CausalVQ(made)
    shapes = {layer.name: layer.out for layer in made.network.layers}
    vectors = model.encoder(torch.zeros(2, 3, 64, 64))

    assert tuple(vectors.shape[1:]) == shapes["encoder.vectors"]
    assert model.decoder(vectors).shape[1:] == (3, 64, 64)
    assert tuple(model.encoder.halvings[-1](torch.zeros(1, 64, 8, 8)).shape[1:]) == shapes["encoder.down.2"]


def test_multiply_adds_by_hand(plan):
    made = plan("model.encoder.widths=[8]", "codebook.dim=2")
    adds = {layer.name: layer.multiply_adds for layer in made.network.layers}

    assert adds["encoder.stem"] == 9 * 48 * 8 * 8 * 8
    assert adds["encoder.residual"] == 10 * 8 * 8 * 8 * 8
    assert adds["encoder.vectors"] == 8 * 8 * 8 * 14
