import pytest
import torch

from causalvq.runtime.grid.grid_decoder import GridDecoder
from causalvq.runtime.grid.grid_encoder import GridEncoder, as_channels, as_variables
from causalvq.runtime.grid.grid_quantizer import GridQuantizer

GRID = ("variables={count: 12, layout: grid, books: 3}", "codebook={size: 6, dim: 4}")


@pytest.fixture
def grid(plan):
    return lambda *more: plan(*GRID, *more)


def test_books_are_contiguous_channel_groups_that_do_not_overlap():
    channels = torch.arange(6.0)[None, :, None, None].expand(1, 6, 2, 2)
    variables = as_variables(channels, 3)

    assert variables[0, ::4].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert torch.equal(variables[0, 0:4], variables[0, 0:1].expand(4, 2))


def test_a_map_is_its_variables():
    channels = torch.randn(2, 6, 2, 3)

    assert torch.equal(as_channels(as_variables(channels, 3), 3, 2, 3), channels)
    places = as_variables(torch.arange(6.0).reshape(1, 1, 2, 3), 1)
    assert places.flatten().tolist() == [0, 1, 2, 3, 4, 5]


def test_every_channel_of_the_last_map_is_read(grid):
    encoder = GridEncoder(grid())
    encoder(torch.rand(2, 3, 16, 16))[..., 0].sum().backward()

    assert encoder.head.weight.shape[0] == 3 * 4
    assert encoder.head.weight.grad.abs().sum((1, 2, 3)).gt(0).all()


def test_vectors_are_normalised_and_images_encoded_one_by_one(grid):
    encoder, images = GridEncoder(grid()), torch.rand(3, 3, 16, 16)
    vectors = encoder(images)

    assert vectors.shape == (3, 12, 4)
    torch.testing.assert_close(vectors.mean(-1), torch.zeros(3, 12), atol=1e-5, rtol=0)
    torch.testing.assert_close(encoder(images[1:2]), vectors[1:2], atol=1e-5, rtol=1e-4)


def test_blocks_and_commitment_of_the_spec_are_built(grid):
    made = grid("model.encoder.residual_blocks=3", "codebook.commitment=0.5")

    assert len(GridEncoder(made).last) == len(GridDecoder(made).first) == 3
    assert len(GridDecoder(grid("model.decoder.residual_blocks=2")).first) == 2
    assert all(book.commitment_weight == 0.5 for book in GridQuantizer(made).cell.books)


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


def test_an_image_loss_reaches_the_encoder_through_the_codes(grid):
    made = grid()
    encoder, quantizer, decoder = GridEncoder(made), GridQuantizer(made), GridDecoder(made)
    quantizer(encoder(torch.rand(4, 3, 16, 16)))
    decoder(quantizer(encoder(torch.rand(4, 3, 16, 16))).vectors).square().sum().backward()

    assert encoder.stem.weight.grad.abs().sum() > 0


def test_codes_that_one_cell_confuses_stay_apart(grid):
    quantizer, vectors = GridQuantizer(grid()), torch.randn(8, 12, 4)
    quantizer(vectors)
    before, free = quantizer.encode(vectors), torch.ones(8, 12, dtype=torch.bool)
    quantizer.unite(before, before.flip(0), free)

    assert torch.equal(quantizer.encode(vectors), before)
    assert torch.equal(quantizer.standing(before), before)
