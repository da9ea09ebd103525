import math

import pytest
import torch

from causalvq.runtime.estimation.code_prior import chance, fit_prior, mutual_information


def chain(count=4000, seed=0):
    """Variable 1 is 0 copied nine times of ten, 2 is 1 copied likewise, 3 is by itself."""
    draws = torch.Generator().manual_seed(seed)
    first = torch.randint(0, 3, (count,), generator=draws)

    def copied(of):
        keeps = torch.rand(count, generator=draws) < 0.9
        return torch.where(keeps, of, torch.randint(0, 3, (count,), generator=draws))

    second = copied(first)
    return torch.stack([first, second, copied(second), torch.randint(0, 2, (count,), generator=draws)], 1)


def test_the_tree_follows_what_depends_on_what():
    prior = fit_prior(chain(), (3, 3, 3, 2))
    links = {frozenset((child, parent)) for child, parent in enumerate(prior.parent) if parent >= 0}

    assert links == {frozenset((0, 1)), frozenset((1, 2))}
    assert prior.parent[3] == -1
    assert sorted(prior.order) == [0, 1, 2, 3]


def test_samples_have_the_frequencies_of_the_images():
    codes = chain()
    drawn = fit_prior(codes, (3, 3, 3, 2)).sample(8000, torch.Generator().manual_seed(1))

    for one, other in ((0, 1), (1, 2), (0, 2)):
        of = lambda table, one=one, other=other: float((table[:, one] == table[:, other]).float().mean())  # noqa: E731
        assert of(drawn) == pytest.approx(of(codes), abs=0.03)
    assert float(drawn[:, 3].float().mean()) == pytest.approx(0.5, abs=0.03)


def test_equal_seeds_draw_alike():
    prior = fit_prior(chain(200), (3, 3, 3, 2))
    one, other, third = (prior.sample(20, torch.Generator().manual_seed(seed)) for seed in (4, 4, 5))

    assert torch.equal(one, other)
    assert not torch.equal(one, third)


def test_what_is_drawn_was_met():
    codes = torch.tensor([[0, 5], [3, 1], [3, 1], [0, 5]])
    drawn = fit_prior(codes, (6, 6)).sample(50, torch.Generator().manual_seed(0))

    assert {tuple(row) for row in drawn.tolist()} == {(0, 5), (3, 1)}


def test_probabilities_of_all_codes_sum_to_one():
    prior = fit_prior(chain(300), (3, 3, 3, 2))
    grid = torch.cartesian_prod(*(torch.arange(states) for states in (3, 3, 3, 2)))

    assert float(prior.log_probability(grid).exp().sum()) == pytest.approx(1, abs=1e-9)


def test_mutual_information_by_hand():
    one = torch.tensor([0, 0, 1, 1]).numpy()

    assert mutual_information(one, one) == pytest.approx(math.log(2))
    assert mutual_information(one, torch.tensor([0, 1, 0, 1]).numpy()) == pytest.approx(0)
    assert chance(one, one) == 0.25
