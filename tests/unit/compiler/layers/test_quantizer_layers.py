import pytest


@pytest.mark.parametrize("quantizer", ["vq", "fsq", "lfq", "latent"])
@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("codebook.size=64", "codebook.dim=9"),
        ("data.factors=[mouth, eyes]", "variables=[{name: mouth, states: 4}, {name: eyes}, {name: x, states: 32}]"),
    ],
)
def test_what_a_quantizer_keeps_is_exactly_what_its_module_does(plan, quantizer, overrides):
    from causalvq.runtime.quantizers import make_quantizer

    made = plan(f"codebook={{size: 8, dim: 16, quantizer: {quantizer}}}", *overrides)
    module = make_quantizer(made)
    layers = [layer for layer in made.network.layers if layer.name.startswith("quantizer")]

    learned = sum(parameter.numel() for parameter in module.parameters())
    kept = sum(tensor.numel() for tensor in module.state_dict().values())
    assert sum(layer.parameters for layer in layers) == learned
    assert sum(layer.buffers for layer in layers) == kept - learned
