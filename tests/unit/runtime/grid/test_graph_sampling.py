import pytest
import torch

from causalvq.runtime.grid.graph_sampling import bernoulli, perturbed, straight_through


def test_without_a_generator_the_more_probable_outcome_is_taken():
    logits = torch.tensor([-0.1, 0.1, torch.inf, -torch.inf])

    assert bernoulli(logits, None).tolist() == [0, 1, 1, 0]
    assert perturbed(logits, None) is logits


def test_samples_have_the_probability_of_their_logits():
    generator = torch.Generator().manual_seed(0)
    logits = torch.tensor([-2.0, 0.0, 1.0]).expand(20_000, 3)

    shares = bernoulli(logits, generator).mean(0)

    torch.testing.assert_close(shares, torch.tensor([-2.0, 0.0, 1.0]).sigmoid(), atol=0.015, rtol=0)


@pytest.mark.parametrize("sure", [torch.inf, -torch.inf])
def test_what_is_certain_is_never_drawn_otherwise_and_has_no_gradient(sure):
    logits = torch.full((1000,), sure, requires_grad=True)
    drawn = bernoulli(logits, torch.Generator().manual_seed(0))
    drawn.sum().backward()

    assert drawn.unique().tolist() == [float(sure > 0)]
    assert torch.equal(logits.grad, torch.zeros(1000))


def test_the_value_of_one_has_the_gradient_of_the_other():
    x = torch.tensor([0.3, 0.7], requires_grad=True)
    y = straight_through((x > 0.5).float(), 3 * x)
    y.sum().backward()

    assert y.tolist() == [0, 1]
    assert x.grad.tolist() == [3, 3]
