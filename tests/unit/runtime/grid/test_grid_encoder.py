import torch

from causalvq.runtime.grid.grid_encoder import GridEncoder, as_channels, as_variables


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
