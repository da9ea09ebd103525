import torch

from causalvq.runtime.baselines.latent_model import LatentModel


def test_an_action_moves_latents_by_its_mean_displacement(plan):
    model = LatentModel(plan("model.kind=autoencoder", "model.latents=2"))
    x = torch.tensor([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]])
    y = torch.tensor([[1.0, 0.0], [4.0, 1.0], [5.0, 4.0]])

    model.count(x, y, torch.tensor([0, 0, 3]))

    torch.testing.assert_close(model.displacements[[0, 3]], torch.tensor([[2.0, 0.0], [0.0, -1.0]]))
    assert not model.displacements[[1, 2, 4, 5]].any(), "an action without pairs does nothing"
    torch.testing.assert_close(model.act(x[:1], torch.tensor([3])), torch.tensor([[0.0, -1.0]]))


def test_of_gaussians_the_mean_is_the_latent(plan):
    model = LatentModel(plan("model.kind=beta_vae", "model.latents=2"))
    images = torch.rand(3, 3, 16, 16) * 2 - 1

    mean, spread = model.posterior(model.encoder(images))

    assert mean.shape == spread.shape == (3, 2)
    torch.testing.assert_close(model.encode(images), mean)
    assert model.decode(mean).abs().max() <= 1


def test_nothing_of_the_head_reaches_the_latents(plan):
    model = LatentModel(plan("model.kind=ada_gvae"))
    latents = torch.randn(2, 10)

    likely = model.read_latents(latents, latents + 1)

    assert likely.shape == (2, 6)
    torch.testing.assert_close(likely.exp().sum(1), torch.ones(2))
