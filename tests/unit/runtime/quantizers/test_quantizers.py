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
