import pytest
import torch

from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.slots_objective import swap_share


def test_total_weighs_each_term():
    terms = {"swap": torch.tensor(2.0), "pull": torch.tensor(3.0)}

    assert losses.total(terms, {"swap": 10.0, "pull": 0.5, "unused": 7.0}).item() == 21.5


def test_total_asks_for_a_weight_of_every_term():
    with pytest.raises(KeyError):
        losses.total({"swap": torch.tensor(2.0)}, {})


@pytest.fixture
def generator():
    return torch.Generator().manual_seed(0)


def test_mix_exchanges_nothing_at_share_0_and_never_a_target(generator):
    vectors = torch.arange(2 * 500 * 4 * 2).float().view(1000, 4, 2)
    targets = torch.tensor([True, False, False, True]).repeat(500, 1)

    kept, none = losses.mix(vectors, targets, 0.0, generator)
    mixed, every = losses.mix(vectors, targets, 1.0, generator)

    assert torch.equal(kept, vectors)
    assert not none.any()
    assert every.all()
    assert torch.equal(mixed[:, [0, 3]], vectors[:, [0, 3]])
    partner = vectors.roll(500, dims=0)
    from_partner = (mixed == partner).all(-1)
    assert torch.equal(torch.where(from_partner.unsqueeze(-1), partner, vectors), mixed)
    assert from_partner[:, 1:3].float().mean().item() == pytest.approx(0.5, abs=0.05)


def test_mix_exchanges_a_share_of_the_images(generator):
    vectors = torch.randn(4000, 2, 1)
    mixed, swapped = losses.mix(vectors, torch.zeros(2000, 2, dtype=torch.bool), 0.25, generator)

    assert swapped.float().mean().item() == pytest.approx(0.25, abs=0.03)
    assert torch.equal(mixed[~swapped], vectors[~swapped])


def test_mix_exchanges_between_the_two_images_of_a_pair(generator):
    vectors = torch.tensor([0.0, 1, 2, 10, 11, 12]).view(6, 1, 1)
    seen = {
        value
        for _ in range(20)
        for value in losses.mix(vectors, torch.zeros(3, 1, dtype=torch.bool), 1.0, generator)[0].flatten()[:3].tolist()
    }

    assert seen == {0.0, 1, 2, 10, 11, 12}
    mixed = losses.mix(vectors, torch.zeros(3, 1, dtype=torch.bool), 1.0, generator)[0].flatten()
    assert (mixed % 10).tolist() == [0, 1, 2, 0, 1, 2]


def test_squared_error_is_the_mean_over_channels():
    decoded = torch.tensor([1.0, 2.0, 3.0]).view(1, 3, 1, 1)

    assert losses.squared_error(decoded, torch.ones(1, 3, 1, 1)).item() == pytest.approx(5 / 3)


def test_changed_pixels_are_those_where_any_channel_differs():
    x, y = torch.zeros(2, 2, 1, 3), torch.zeros(2, 2, 1, 3)
    y[0, 1, 0, 2] = 0.05  # one pixel differs, in one channel
    y[1, :, 0, 0] = 0.03  # not enough to differ
    errors = torch.tensor([[1.0, 2, 3], [4, 5, 6], [7, 8, 9], [1, 1, 1]]).unsqueeze(1)

    assert losses.over_changed_pixels(errors, x, y).tolist() == [3, 0, 9, 0]


def test_pull_is_the_mean_distance_of_what_is_no_target():
    x = torch.tensor([[[0.0, 0.0], [1.0, 1.0]]])
    y = torch.tensor([[[9.0, 9.0], [1.0, 3.0]]])
    vectors = torch.cat([x, y])

    assert losses.pull(vectors, torch.tensor([[True, False]])).item() == 2
    assert losses.pull(vectors, torch.tensor([[False, False]])).item() == (81 + 2) / 2
    assert losses.pull(vectors, torch.tensor([[True, True]])).item() == 0


@pytest.mark.parametrize(
    ("reconstruction", "swap", "share"), [(1.0, 1.0, 0.5), (3.0, 1.0, 0.25), (0.0, 2.0, 1), (2.0, 0.0, 0)]
)
def test_the_share_of_swaps_keeps_both_weights(reconstruction, swap, share):
    assert swap_share({"reconstruction": reconstruction, "swap": swap}) == share


def test_without_both_losses_there_is_still_a_share():
    assert swap_share({"reconstruction": 0.0, "swap": 0.0}) == 0.5


NOWHERE = torch.zeros(4, dtype=torch.bool)  # no factor has steps of several lengths


def test_a_step_over_values_may_go_further_and_nothing_else_may():
    x, y = torch.zeros(4, 2), torch.tensor([[3.0, 0.0], [-0.5, 0.0], [0.25, 0.5], [-2.0, 0.0]])
    moved = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
    spaced = torch.tensor([True, False])

    found = losses.direction(torch.cat([x, y]), moved, torch.ones_like(moved, dtype=torch.bool), spaced)

    assert found.item() == pytest.approx((0 + 1.5**2 + 0.25**2 + 0.5**2 + 0) / 8)


def test_direction_is_the_squared_error_of_what_a_step_moves():
    x, y = torch.tensor([[0.0, 5.0, 9.0], [1.0, 1.0, 9.0]]), torch.tensor([[1.0, 5.5, 0.0], [1.0, 0.0, 0.0]])
    moved = torch.tensor([[1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])
    told = torch.tensor([[True, True, False], [True, True, False]])  # the third factor has no coordinate

    found = losses.direction(torch.cat([x, y]), moved, told, NOWHERE[:3])

    assert found.item() == pytest.approx((0 + 0.5**2 + 0 + 0) / 4)
    assert losses.direction(torch.cat([x, x]), moved, told, NOWHERE[:3]).item() == pytest.approx((1 + 0 + 0 + 1) / 4)
    assert losses.direction(torch.cat([x, y]), moved, torch.zeros_like(told), NOWHERE[:3]).item() == 0


def test_direction_equals_the_textbook_loop():
    torch.manual_seed(0)
    along, moved, told = torch.randn(10, 4), torch.randn(5, 4), torch.rand(5, 4) < 0.6
    errors = [
        (float(along[5 + pair, factor] - along[pair, factor] - moved[pair, factor])) ** 2
        for pair in range(5)
        for factor in range(4)
        if told[pair, factor]
    ]

    assert losses.direction(along, moved, told, NOWHERE).item() == pytest.approx(sum(errors) / len(errors), rel=1e-5)


def test_action_cross_entropy_by_hand():
    likely = torch.tensor([[0.5, 0.5], [0.25, 0.75], [0.1, 0.9]]).log()
    known, action = torch.tensor([True, True, False]), torch.tensor([0, 1, 0])
    expected = -(torch.tensor(0.5).log() + torch.tensor(0.75).log()) / 2

    assert losses.action_cross_entropy(likely, known, action).item() == pytest.approx(expected.item())
    assert losses.action_cross_entropy(likely, known & False, action).item() == 0


def test_recombined_vectors_take_each_variable_from_one_of_two_images():
    vectors = torch.arange(8.0)[:, None, None].expand(8, 5, 2).clone().requires_grad_()  # the number of the image

    found = losses.recombine(vectors, torch.Generator().manual_seed(0))

    assert found.shape == (4, 5, 2)
    assert not found.requires_grad
    numbers = found[..., 0]
    for row, image in enumerate(numbers):
        assert len(set(image.tolist()) - {float(row)}) <= 1
    assert len(set(numbers.flatten().tolist())) > 4
    assert torch.equal(found, losses.recombine(vectors, torch.Generator().manual_seed(0)))
