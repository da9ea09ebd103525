import torch

from causalvq.runtime.grid.grid_quantizer import GridQuantizer


def test_a_book_has_one_codebook_that_its_cells_share(grid):
    quantizer = GridQuantizer(grid()).eval()
    vectors = torch.randn(8, 12, 4)
    quantizer.train()(vectors)
    table = quantizer.codebook

    assert table.shape == (12, 6, 4)
    assert torch.equal(table[0], table[3])
    assert not torch.equal(table[0], table[4])


def test_codes_are_the_nearest_of_their_book(grid):
    quantizer, vectors = GridQuantizer(grid()), torch.randn(8, 12, 4)
    quantizer(vectors)
    quantizer.settle()
    codes = quantizer.encode(vectors)
    distances = torch.cdist(vectors.transpose(0, 1), quantizer.codebook).transpose(0, 1)
    nearest = distances.masked_fill(~quantizer.active, torch.inf).argmin(-1)

    assert torch.equal(codes, nearest)
    assert torch.equal(quantizer(vectors).codes, codes)
    assert torch.equal(quantizer.lookup(codes)[5, 7], quantizer.codebook[7, codes[5, 7]])
    wanted = distances.square().masked_fill(~quantizer.active, torch.inf)
    torch.testing.assert_close(quantizer.distances(vectors), wanted, atol=1e-4, rtol=1e-4)


def test_codes_that_one_cell_confuses_stay_apart(grid):
    quantizer, vectors = GridQuantizer(grid()), torch.randn(8, 12, 4)
    quantizer(vectors)
    before, free = quantizer.encode(vectors), torch.ones(8, 12, dtype=torch.bool)
    quantizer.unite(before, before.flip(0), free)

    assert torch.equal(quantizer.encode(vectors), before)
    assert torch.equal(quantizer.standing(before), before)
