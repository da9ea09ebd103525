import shutil

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.grid import variable_pairs
from causalvq.runtime.grid.variable_pairs import SLOPE, pair_scores


def tensors(graphs=3, causes=5, effects=4, hidden=7, dtype=torch.float64):
    generator = torch.Generator().manual_seed(0)
    shapes = ((graphs, causes, hidden), (graphs, effects, hidden), (graphs, hidden))
    return [torch.randn(shape, generator=generator, dtype=dtype).requires_grad_() for shape in shapes]


def on_pairs(u, v, weight):
    return (F.leaky_relu(u[:, :, None] + v[:, None], SLOPE) * weight[:, None, None]).sum(-1)


def gradients(score, inputs):
    out = score(*inputs)
    return torch.autograd.grad((out * torch.linspace(-1, 1, out.numel()).view(out.shape)).sum(), inputs)


@pytest.mark.parametrize("chunk", [1, 30, 200, 2**20])
@pytest.mark.parametrize("sizes", [{}, {"causes": 1}, {"effects": 1}, {"graphs": 1}])
def test_chunks_of_any_size_are_the_sum_over_pairs(monkeypatch, chunk, sizes):
    monkeypatch.setattr(variable_pairs, "CHUNK", chunk)
    inputs = tensors(**sizes)

    torch.testing.assert_close(pair_scores(*inputs), on_pairs(*inputs))
    torch.testing.assert_close(gradients(pair_scores, inputs), gradients(on_pairs, inputs))


def test_gradients_are_those_of_small_differences():
    assert torch.autograd.gradcheck(pair_scores, tensors())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the compiler's own
@pytest.mark.skipif(shutil.which("g++") is None, reason="nothing is compiled without a C++ compiler")
def test_fused_is_the_sum_over_pairs(monkeypatch):
    monkeypatch.setattr(variable_pairs, "WORTH_COMPILING", 0)
    inputs = tensors()

    assert variable_pairs._can_compile("cpu")
    torch.testing.assert_close(pair_scores(*inputs), on_pairs(*inputs))
    torch.testing.assert_close(gradients(pair_scores, inputs), gradients(on_pairs, inputs))


def test_without_a_compiler_chunks_are_used(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(variable_pairs, "WORTH_COMPILING", 0)
    variable_pairs._can_compile.cache_clear()
    inputs = tensors()

    torch.testing.assert_close(pair_scores(*inputs), on_pairs(*inputs))
    variable_pairs._can_compile.cache_clear()


def test_a_compiler_that_fails_is_told_once(monkeypatch):
    def fails(_):
        raise RuntimeError("no headers")

    monkeypatch.setattr(variable_pairs, "_compiled", fails)
    monkeypatch.setattr(shutil, "which", lambda name: name)
    variable_pairs._can_compile.cache_clear()

    with pytest.warns(UserWarning, match="RuntimeError"):
        assert not variable_pairs._can_compile("cpu")
    assert not variable_pairs._can_compile("cpu")
    variable_pairs._can_compile.cache_clear()
