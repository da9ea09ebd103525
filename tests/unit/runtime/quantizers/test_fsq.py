import pytest
import torch
from vector_quantize_pytorch import FSQ

from causalvq.runtime.quantizers.fsq import FiniteScalarQuantizer


@pytest.mark.parametrize(("states", "levels"), [(8, [8]), (5, [5]), (32, [16, 2]), (12, [12])])
def test_it_equals_the_library_for_each_variable(plan, states, levels):
    made = FiniteScalarQuantizer(plan(f"codebook={{size: {states}, dim: 4, quantizer: fsq}}"))
    numbers = 2 * torch.randn(50, 3, len(levels))
    out = made.rounded(numbers)

    textbook = FSQ(levels, preserve_symmetry=True)
    for variable in range(3):
        points, indices = textbook(numbers[:, variable : variable + 1])
        torch.testing.assert_close(out.vectors[:, variable], points[:, 0])
        assert out.codes[:, variable].tolist() == indices[:, 0].tolist()
    assert out.loss == 0


def test_levels_by_hand(plan):
    made = FiniteScalarQuantizer(plan("codebook={size: 5, dim: 4, quantizer: fsq}", "data.factors=[place, shade]"))

    assert made.points[0, :, 0].tolist() == [-1, -0.5, 0, 0.5, 1]
    assert made.spacing.unique().tolist() == [0.5]
    out = made.rounded(torch.tensor([-9.0, 0.1, 9.0]).expand(1, 3).unsqueeze(-1))
    assert out.codes.tolist() == [[0, 2, 4]]
