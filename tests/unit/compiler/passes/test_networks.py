import pytest

from causalvq.compiler.passes.networks import inferred, stem_of
from causalvq.errors import CompileError


@pytest.mark.parametrize(
    ("size", "stem", "stages"),
    [
        (8, 2, 1),
        (16, 4, 1),
        (28, 4, 1),
        (30, 2, 1),
        (31, 1, 1),
        (32, 4, 2),
        (64, 4, 3),
        (96, 4, 4),
        (128, 4, 4),
        (224, 4, 4),
    ],
)
def test_inferred_depth_leaves_a_map_of_three_to_seven_where_it_can(plan, size, stem, stages):
    data = plan().data.model_copy(update={"height": size, "width": size})

    assert inferred(data) == (stem, stages)


def test_both_sides_divide(plan):
    data = plan().data.model_copy(update={"height": 48, "width": 36})

    assert inferred(data) == (4, 2 - 1 + (36 % 8 == 0))
    assert [stem_of(data, stages) for stages in (1, 2, 3, 4)] == [4, 2, 1, None]


def test_too_many_halvings(plan):
    with pytest.raises(CompileError, match=r"CVQ206.*at most 6 widths"):
        plan("model.encoder.widths=[8, 8, 8, 8, 8, 8, 8]")


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


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("variables={count: 48, layout: grid, books: 3}", "model.transition={hidden: 7, layers: 1}"),
        ("interventions.actions=set", "model.transition={hidden: 9, layers: 3}"),
    ],
)
def test_parameters_of_the_grid_transition_are_exactly_those_of_its_modules(plan, overrides):
    from causalvq.runtime.grid import GridTransition
    from causalvq.runtime.slots.action_table import ActionTable

    made = plan("variables={count: 16, layout: grid, books: 1}", "codebook.size=5", *overrides)
    transition = GridTransition(made, ActionTable(made))
    layers = {layer.name: layer for layer in made.network.layers if layer.name.startswith("transition.")}
    modules = {
        "actions": transition.actions,
        "mask": transition.mask,
        "graph": transition.discovery,
        "heads": transition.heads,
        **{f"attention.{index}": layer for index, layer in enumerate(transition.attention)},
    }
    counted = {
        f"transition.{name}": sum(parameter.numel() for parameter in module.parameters())
        for name, module in modules.items()
        if module is not None
    }

    assert {name: layer.parameters for name, layer in layers.items()} == counted
    assert sum(counted.values()) == sum(parameter.numel() for parameter in transition.parameters())


@pytest.mark.parametrize(
    ("overrides", "warned"),
    [
        (("model.transition.layers=3",), True),
        (("model.transition={hidden: 64, layers: 2}",), False),  # the defaults, as a rendered spec writes them
        (("variables={count: 16, layout: grid}", "model.transition.layers=3"), False),
    ],
)
def test_transition_networks_without_a_grid_are_a_warning(draft, overrides, warned):
    found = [warning for warning in draft(*overrides).warnings if warning.code == "CVQ243"]

    assert len(found) == warned
    assert all(warning.severity == "warning" and "model.transition" in str(warning.place) for warning in found)
