import pytest
import torch

from causalvq.compiler.passes.direction import LONGEST, ordered
from causalvq.runtime.slots.coordinates import Coordinates


def test_a_coordinate_is_linear_in_the_vectors_of_its_factor_and_in_no_other(plan):
    made = Coordinates(plan())
    with torch.no_grad():
        made.weight.copy_(torch.tensor([[1.0, 2, 0, 0], [0, 0, 3, 0], [0, 0, 0, -1]]))
    vectors = torch.ones(2, 3, 4)
    vectors[1, 0] = 0

    assert made(vectors).tolist() == [[3, 3, -1], [0, 3, -1]]
    assert made.directed.tolist() == [True] * 3


def test_a_factor_of_several_variables_has_one_coordinate_of_them_together(plan):
    made = Coordinates(plan("variables.count=6", "interventions.sparsity.max_targets=2"))
    torch.nn.init.ones_(made.weight)

    assert made(torch.ones(1, 6, 4)).tolist() == [[8, 8, 8]]


def test_cyclic_factors_have_none(plan):
    made = plan("data.cyclic=[shade]")
    coordinates = Coordinates(made)

    assert made.directed == (0, 2)
    assert coordinates.directed.tolist() == [True, False, True]
    assert coordinates(torch.randn(5, 3, 4))[:, 1].eq(0).all()


def test_an_order_of_dozens_of_values_has_none(plan):
    made = plan()
    data = made.data
    many = data.factors[1].model_copy(update={"size": LONGEST + 1})
    long = data.model_copy(update={"factors": (data.factors[0], many, data.factors[2])})

    assert ordered(data, made.actions, None) == (0, 1, 2)
    assert ordered(long, made.actions, None) == (0, 2)


@pytest.mark.parametrize(
    "override",
    [
        "losses.direction=0",
        "interventions.actions=set",
        "interventions.labels=full",
        "data.cyclic=[place, shade, ground]",
    ],
)
def test_where_no_step_has_a_direction_there_are_no_coordinates(model, plan, override):
    assert plan(override).directed == ()
    assert model(override).coordinates is None


def test_the_places_of_codes_are_the_coordinates_of_their_vectors(plan):
    made = Coordinates(plan("data.cyclic=[shade]"))
    codebook = torch.randn(3, 6, 4)

    places = made.places(codebook)
    assert made.alone.tolist() == [True, False, True]
    for state in range(6):
        torch.testing.assert_close(made(codebook[None, :, state])[0, [0, 2]], places[[0, 2], state])


def test_no_variable_that_shares_its_factor_is_alone(plan):
    made = Coordinates(plan("variables.count=6", "interventions.sparsity.max_targets=2"))

    assert not made.alone.any()
