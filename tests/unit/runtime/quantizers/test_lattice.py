import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.quantizers import make_quantizer
from causalvq.runtime.quantizers.slot_quantizer import NOISE

KINDS = ("fsq", "lfq", "latent")
UNEVEN = "variables=[{name: place, states: 4}, {name: shade, states: 8}, {name: ground, states: 4}]"
FINE = "variables=[{name: place, states: 4}, {name: shade, states: 32}, {name: ground, states: 4}]"
SPECS = [(UNEVEN,), (FINE, "codebook.dim=9")]


@pytest.fixture(params=KINDS)
def quantizer(request, plan):
    def build(*overrides):
        torch.manual_seed(0)
        return make_quantizer(plan(f"codebook={{size: 8, dim: 4, quantizer: {request.param}}}", *overrides))

    return build


@pytest.mark.parametrize("overrides", SPECS)
def test_the_nearest_point_of_the_own_lattice_is_chosen(quantizer, overrides):
    made = quantizer(*overrides)
    vectors = 2 * torch.randn(40, 3, made.dim)
    numbers, points = made.bounded(made.inward(vectors)).detach(), made.points.detach()

    def distance(image, variable, code):
        return float(((numbers[image, variable] - points[variable, code]) / made.spacing[variable]).square().sum())

    states = made.active.sum(1).tolist()
    expected = [
        [min(range(states[variable]), key=lambda code: distance(image, variable, code)) for variable in range(3)]
        for image in range(40)
    ]
    assert made.encode(vectors).tolist() == expected


@pytest.mark.parametrize("overrides", SPECS)
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("settled", [True, False])
def test_quantising_is_looking_up_what_was_encoded(quantizer, overrides, training, settled):
    made = quantizer(*overrides).train(training)
    if settled:
        made.settle()
    vectors = 2 * torch.randn(40, 3, made.dim)
    out = made(vectors)

    assert torch.equal(out.codes, made.encode(vectors))
    torch.testing.assert_close(out.vectors, made.lookup(out.codes))


@pytest.mark.parametrize("overrides", SPECS)
def test_every_state_has_a_point_of_its_own_and_no_other_state_is_there(quantizer, overrides):
    made = quantizer(*overrides)

    for points, codebook, active in zip(made.points, made.codebook, made.active, strict=True):
        states = int(active.sum())
        assert len(torch.unique(points[:states], dim=0)) == states
        assert not codebook[states:].any()
        assert codebook[:states].any(1).all()


@pytest.mark.parametrize("settled", [True, False])
def test_the_encoder_is_given_the_gradient_as_it_is_and_the_lattice_learns_too(quantizer, settled):
    made = quantizer(UNEVEN)
    if settled:
        made.settle()
    vectors = torch.randn(8, 3, 4, requires_grad=True)
    made(vectors).vectors.sum().backward()

    assert torch.equal(vectors.grad, torch.ones_like(vectors))
    for network in (made.inward, made.outward):
        assert network.first.weight.grad.abs().sum() > 0


def test_warm_up_decodes_the_vectors_and_teaches_the_lattice_to_say_them(quantizer):
    made = quantizer(UNEVEN)
    values = F.layer_norm(torch.tensor([[1.0, 1, -1, -1], [1.0, -1, 1, -1]]), (4,))[:, None].expand(2, 3, 4)
    optimizer = torch.optim.Adam(made.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(0)
    losses = []
    for _ in range(300):
        vectors = values[torch.randint(2, (32,), generator=generator)]
        kept, loss = made.relaxed(vectors, generator)
        assert (kept - vectors).abs().max() < 6 * NOISE
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append((made(values).vectors - values).square().mean().item())

    assert sum(losses[-20:]) < 0.2 * sum(losses[:20])


def test_variables_do_not_see_each_other(quantizer):
    made = quantizer(UNEVEN)
    vectors = torch.randn(8, 3, 4, requires_grad=True)
    made(vectors).vectors[:, 1].sum().backward()
    others = made(torch.cat([vectors[:, :1] + 1, vectors[:, 1:]], 1)).codes[:, 1:]

    assert not vectors.grad[:, [0, 2]].any()
    assert torch.equal(others, made(vectors).codes[:, 1:])


def test_settling_drops_states_that_are_hardly_chosen(quantizer):
    made = quantizer(UNEVEN)
    made.usage[0, :4] = torch.tensor([0.5, 0.0, 0.4995, 0.0005])
    made.usage[1, :8] = 1 / 8
    made.settle()

    assert made.active[0].tolist() == [True, False, True, False] + [False] * 4
    assert made.active[1].all()
    assert made.active[2, :4].all()  # nothing was ever counted, so nothing is known to be unused
    out = made.train()(torch.randn(64, 3, 4) * 3)
    assert set(out.codes[:, 0].tolist()) <= {0, 2}


def test_what_was_settled_is_kept_in_the_weights(quantizer):
    made = quantizer(UNEVEN)
    made(torch.randn(16, 3, 4))
    made.settle()
    other = quantizer(UNEVEN)
    with torch.no_grad():
        other.inward.first.weight.add_(1)
    other.load_state_dict(made.state_dict())
    vectors = torch.randn(20, 3, 4)

    assert torch.equal(other.encode(vectors), made.encode(vectors))
    assert bool(other.settled)


def test_distances_can_be_as_sure_as_a_cross_entropy_wants(quantizer):
    made = quantizer(UNEVEN)
    number = made.points[:, 0] * 9  # far out, on the side of the first state
    distances = made._distances(made.bounded(number[None]))

    assert ((-distances).softmax(-1)[..., 0] > 0.99).all()


@pytest.mark.parametrize("overrides", [("interventions.actions=set",), ("interventions.labels=full",)])
def test_where_states_are_values_they_are_settled_from_the_start(quantizer, overrides):
    made = quantizer(*overrides)

    assert made.fixed.all()
    assert bool(made.settled)
    codebook = made.points.clone()
    for _ in range(3):
        made(torch.randn(16, 3, 4))
    assert torch.equal(made.points, codebook)
    assert made.active.all()
