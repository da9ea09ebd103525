import torch

from causalvq.runtime.grid.grid_decoder import GridDecoder
from causalvq.runtime.grid.grid_encoder import GridEncoder
from causalvq.runtime.grid.grid_quantizer import GridQuantizer


def test_blocks_and_commitment_of_the_spec_are_built(grid):
    made = grid("model.encoder.residual_blocks=3", "codebook.commitment=0.5")

    assert len(GridEncoder(made).last) == len(GridDecoder(made).first) == 3
    assert len(GridDecoder(grid("model.decoder.residual_blocks=2")).first) == 2
    assert all(book.commitment_weight == 0.5 for book in GridQuantizer(made).cell.books)


def test_an_image_loss_reaches_the_encoder_through_the_codes(grid):
    made = grid()
    encoder, quantizer, decoder = GridEncoder(made), GridQuantizer(made), GridDecoder(made)
    quantizer(encoder(torch.rand(4, 3, 16, 16)))
    decoder(quantizer(encoder(torch.rand(4, 3, 16, 16))).vectors).square().sum().backward()

    assert encoder.stem.weight.grad.abs().sum() > 0
