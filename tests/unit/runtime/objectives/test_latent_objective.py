import math

import torch

from causalvq.runtime.objectives.latent_objective import averaged, divergence


def test_divergence_of_gaussians_worked_by_hand():
    mean, spread = torch.tensor([[0.0, 2.0, 0.0]]), torch.tensor([[0.0, 0.0, math.log(4.0)]])

    # 0 for the standard one, m^2 / 2 for one that is moved, (v - log v - 1) / 2 for a wider one.
    expected = torch.tensor([[0.0, 2.0, (4 - math.log(4.0) - 1) / 2]])
    torch.testing.assert_close(divergence(mean, spread), expected)


def test_latents_that_differ_less_than_half_way_are_averaged():
    # Variances of 1: the divergences are half the squared distances, 0, .02 and 2; half way is 1.
    mean = torch.tensor([[1.0, 0.2, 3.0], [1.0, 0.4, 5.0]])
    spread = torch.zeros(2, 3)

    shared, wide = averaged(mean, spread)

    torch.testing.assert_close(shared, torch.tensor([[1.0, 0.3, 3.0], [1.0, 0.3, 5.0]]))
    torch.testing.assert_close(wide, spread)


def test_variances_are_averaged_too_and_the_threshold_is_not_learned():
    mean = torch.tensor([[0.0, 0.0], [0.0, 4.0]], requires_grad=True)
    spread = torch.tensor([[0.0, 0.0], [math.log(3.0), 0.0]])

    shared, wide = averaged(mean, spread)
    shared[:, 0].sum().backward()

    torch.testing.assert_close(wide[:, 0], torch.full((2,), math.log(2.0)))
    torch.testing.assert_close(mean.grad, torch.tensor([[1.0, 0.0], [1.0, 0.0]]))


def test_the_lower_bound_is_that_of_a_whole_image_over_its_numbers(plan):
    from causalvq.runtime.baselines.latent_model import LatentModel
    from causalvq.runtime.objectives.latent_objective import GaussianObjective

    made = plan("model.kind=beta_vae", "model.latents=4")
    objective = GaussianObjective(made, LatentModel(made))
    images, mean, spread = torch.rand(2, 3, 16, 16) * 2 - 1, torch.randn(2, 4), torch.randn(2, 4)

    terms = objective.autoencoding(images, mean, spread, torch.Generator().manual_seed(1))

    drawn = torch.randn(2, 4, generator=torch.Generator().manual_seed(1))
    decoded = objective.model.decoder(mean + torch.exp(spread / 2) * drawn)
    light, shown = (decoded + 1) / 2, (images + 1) / 2
    nats = -(shown * light.log() + (1 - shown) * (1 - light).log()).sum((1, 2, 3)).mean()
    numbers = 3 * 16 * 16
    torch.testing.assert_close(terms["reconstruction"] * numbers, nats)
    torch.testing.assert_close(terms["divergence"] * numbers, divergence(mean, spread).sum(1).mean())
    assert made.losses["divergence"] == 4
    assert plan("model.kind=beta_vae", "model.beta=0.5").losses["divergence"] == 0.5
