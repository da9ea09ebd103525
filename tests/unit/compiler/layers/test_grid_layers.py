import pytest

from causalvq.compiler.layers.grid_layers import octaves, position_width
from causalvq.compiler.plan import GridPlan


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("variables={count: 48, layout: grid, books: 3}", "model.transition={hidden: 7, layers: 1}"),
        ("interventions.actions=set", "model.transition={hidden: 9, layers: 3}"),
    ],
)
def test_parameters_of_the_grid_transition_are_exactly_those_of_its_modules(plan, overrides):
    from causalvq.runtime.grid.grid_transition import GridTransition
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


def test_positions_are_told_by_a_sine_and_a_cosine_for_each_doubling():
    assert [octaves(side) for side in (1, 2, 3, 4, 5, 8, 9)] == [1, 2, 3, 3, 4, 4, 5]
    assert position_width(GridPlan(books=1, height=4, width=8)) == 2 * (1 + 3 + 4)


def test_the_encoder_ends_in_the_vectors_of_all_books(plan):
    made = plan("variables={count: 32, layout: grid, books: 2}", "codebook.dim=5")
    shapes = {layer.name: layer.out for layer in made.network.layers}

    assert shapes["encoder.vectors"] == (2 * 5, made.grid.height, made.grid.width)
    assert shapes["decoder.stem"] == (3 * made.network.stem**2, 32 // made.network.stem, 32 // made.network.stem)


def test_of_all_heads_two_are_used_for_an_image(plan):
    made = plan("variables={count: 16, layout: grid}", "codebook.size=5", "model.transition.hidden=7")
    heads = next(layer for layer in made.network.layers if layer.name == "transition.heads")

    assert heads.parameters == 15 * (7 * 5 + 5)
    assert heads.multiply_adds == 2 * 16 * 7 * 5
