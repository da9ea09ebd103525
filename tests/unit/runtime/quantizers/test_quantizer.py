"""What is asked of a quantiser holds of every kind and layout: what consumers call, and the shapes they get."""

from inspect import signature

import pytest
import torch

from causalvq.runtime.grid.grid_quantizer import GridQuantizer
from causalvq.runtime.quantizers import KINDS, Quantizer
from causalvq.runtime.quantizers.slot_quantizer import SlotQuantizer

ASKED = {name: getattr(Quantizer, name) for name in Quantizer.__dict__ if name == "__call__" or name[0] != "_"}
METHODS = [name for name, member in ASKED.items() if not isinstance(member, property) and name != "__call__"]
IMAGES = 16
GRID = (
    "variables={count: 8, layout: grid, books: 2}",
    "model.encoder.widths=null",
    "interventions.sparsity.max_targets=8",
)


@pytest.fixture(params=[*KINDS, "grid"])
def quantizer(request, model):
    """Every kind, and that of a grid, which has the first of them, after a few steps of training."""
    slots, grid = f"codebook={{size: 8, dim: 4, quantizer: {request.param}}}", ("codebook={size: 8, dim: 4}", *GRID)
    made = model(*(grid if request.param == "grid" else [slots])).quantizer
    for seed in range(3):
        made(vectors_for(made, seed))
    return made.eval()


def vectors_for(made, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(IMAGES, len(made.active), 4, generator=generator)


def test_every_kind_is_one(quantizer):
    assert isinstance(quantizer, Quantizer)


@pytest.mark.parametrize("layout", [SlotQuantizer, GridQuantizer])
@pytest.mark.parametrize("name", METHODS)
def test_methods_take_what_the_contract_says(layout, name):
    assert list(signature(getattr(layout, name)).parameters) == list(signature(ASKED[name]).parameters)


def test_shapes_are_those_of_the_contract(quantizer):
    variables, states = quantizer.active.shape
    vectors = vectors_for(quantizer)
    found, books = quantizer(vectors), len(quantizer.usage)

    assert quantizer.fixed.shape == quantizer.whole.shape == quantizer.left().shape == (variables,)
    assert quantizer.codebook.shape == (variables, states, 4)
    assert quantizer.usage.shape == (books, states)
    assert quantizer.perplexity().shape == (books,)
    assert found.vectors.shape == vectors.shape == quantizer.lookup(found.codes).shape
    assert found.codes.shape == quantizer.encode(vectors).shape == (IMAGES, variables)
    assert quantizer.distances(vectors).shape == (IMAGES, variables, states)
    kept, loss = quantizer.relaxed(vectors, torch.Generator().manual_seed(0))
    assert (kept.shape, loss.shape, found.loss.shape) == (vectors.shape, (), ())


def test_the_code_is_the_nearest_and_its_vector_is_in_the_codebook(quantizer):
    quantizer.settle()
    vectors = vectors_for(quantizer, seed=5)
    codes = quantizer.encode(vectors)

    assert torch.equal(codes, quantizer.distances(vectors).argmin(-1))
    rows = torch.arange(len(quantizer.active))
    assert bool(quantizer.active[rows, codes].all())
    assert torch.equal(quantizer.lookup(codes), quantizer.codebook[rows, codes])


def test_what_stands_for_codes_can_be_looked_up_after_they_are_united(quantizer):
    quantizer.settle()
    codes, other = (quantizer.encode(vectors_for(quantizer, seed)) for seed in (6, 7))
    everywhere = torch.ones_like(codes, dtype=torch.bool)
    quantizer.retire(torch.cat([codes, other]))
    quantizer.unite(codes, other, everywhere)
    standing = quantizer.standing(codes)

    assert torch.equal(quantizer.standing(standing), standing)
    assert bool((quantizer.left() >= 1).all())
    assert bool((quantizer.left() <= quantizer.active.sum(1)).all())
