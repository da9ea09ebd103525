import pytest
import torch
from vector_quantize_pytorch import LFQ

from causalvq.runtime.quantizers.lfq import DIVERSITY, ENTROPY, INVERSE_TEMPERATURE, LookupFreeQuantizer


def build(plan):
    return LookupFreeQuantizer(plan("codebook={size: 8, dim: 4, quantizer: lfq}"))


def test_a_code_is_its_signs_the_first_counting_most(plan):
    made = build(plan)
    numbers = torch.tensor([[0.2, -0.1, 3.0], [-1.0, -1.0, -1.0], [-0.1, 5.0, 0.3]]).expand(1, 3, 3)
    out = made.rounded(numbers)

    assert out.codes.tolist() == [[0b101, 0b000, 0b011]]
    assert out.vectors[0].tolist() == [[1, -1, 1], [-1, -1, -1], [-1, 1, 1]]


def test_it_equals_the_library_for_each_variable(plan):
    made = build(plan)
    numbers = torch.randn(50, 3, 3)
    out = made.rounded(numbers)

    weights = {"entropy_loss_weight": ENTROPY, "diversity_gamma": DIVERSITY, "commitment_loss_weight": 0.25}
    textbook = LFQ(codebook_size=8, dim=3, **weights)
    losses = []
    for variable in range(3):
        own = textbook(numbers[:, variable : variable + 1].tanh(), inv_temperature=INVERSE_TEMPERATURE)
        torch.testing.assert_close(out.vectors[:, variable], own.quantized[:, 0])
        assert out.codes[:, variable].tolist() == own.indices[:, 0].tolist()
        losses.append(own.entropy_aux_loss)
    assert out.loss.item() == pytest.approx(torch.stack(losses).mean().item(), rel=1e-4)


def test_its_loss_wants_all_codes_used(plan):
    made = build(plan)
    same = torch.ones(80, 3, 3)
    signs = made.points[0].repeat(10, 1)[:, None].expand(80, 3, 3)  # every code ten times

    assert made.rounded(signs).loss < made.rounded(same).loss
