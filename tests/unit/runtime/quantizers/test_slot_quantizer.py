import math

import pytest
import torch

from causalvq.runtime.model import CausalVQ
from causalvq.runtime.quantizers import make_quantizer

KINDS = ("vq", "fsq", "lfq", "latent")


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_names_its_quantizer(plan, kind):
    made = CausalVQ(plan(f"codebook={{size: 8, dim: 4, quantizer: {kind}}}")).quantizer

    assert type(made).__module__.endswith(kind)
    assert made.codebook.shape == (3, 8, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_usage_follows_what_is_chosen_in_training(plan, kind):
    torch.manual_seed(0)
    made = make_quantizer(plan(f"codebook={{size: 4, dim: 4, quantizer: {kind}}}"))
    vectors = torch.randn(64, 3, 4)
    made.eval()(vectors)
    assert not made.usage.any()

    made.train()
    for _ in range(3):
        codes = made(vectors).codes
    shares = made.usage / made.usage.sum(1, keepdim=True)
    if kind != "vq":  # whose codes move with every step
        counts = torch.stack([torch.bincount(codes[:, variable], minlength=4) for variable in range(3)])
        torch.testing.assert_close(shares, counts / 64)
    made.settle()
    before = made.usage.clone()
    made(vectors)
    assert not torch.equal(made.usage, before)


def test_perplexity_by_hand(plan):
    made = make_quantizer(plan("codebook={size: 4, dim: 4}"))
    made.usage[0] = torch.tensor([0.0, 0.7, 0.0, 0.0])
    made.usage[1] = torch.tensor([0.25, 0.25, 0.25, 0.25])
    made.usage[2] = torch.tensor([0.1, 0.1, 0.0, 0.2])

    expected = [1, 4, math.exp(2 * 0.25 * math.log(4) + 0.5 * math.log(2))]
    assert made.perplexity().tolist() == pytest.approx(expected)


def test_states_that_no_image_has_are_gone(plan):
    made = make_quantizer(plan("codebook={size: 4, dim: 4}"))
    made(torch.randn(200, 3, 4))
    made.settle()
    made.retire(torch.tensor([[0, 1, 2], [3, 1, 2]]))
    with torch.no_grad():
        codes = made.encode(torch.randn(200, 3, 4))

    assert made.left().tolist() == [2, 1, 1]
    assert set(codes[:, 0].tolist()) == {0, 3}
    assert codes[:, 1].unique().tolist() == [1]
    assert codes[:, 2].unique().tolist() == [2]


def test_states_that_are_one_are_counted_once(plan):
    made = make_quantizer(plan("codebook={size: 4, dim: 4}"))
    x = torch.tensor([[0, 0, 0], [1, 1, 2], [2, 2, 1], [3, 3, 3]] * 5)
    y = torch.tensor([[1, 0, 0], [0, 1, 2], [2, 2, 1], [3, 3, 3]] * 5)  # the first two states of a variable meet
    made.synonyms.least = (2, 2, 2)
    made.unite(x, y, torch.ones_like(x, dtype=torch.bool))

    assert made.left().tolist() == [3, 4, 4]
