"""Each baseline as one would write it down from its paper or a textbook, in plain torch: to be reached or exceeded.

Nothing here is the package's: networks are the convolutions that disentanglement papers share, losses the equations,
training a loop of Adam. Pairs are given as arrays.

Axes: n images, b pairs, C, H, W pixels in [0, 1], L numbers, V codes, S states, A actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's name for it)

RATE = 1e-3
COMMITMENT = 0.25


@dataclass(frozen=True)
class PairArrays:
    """What a twin is trained on.

    Args:
        images: float32 [N, C, H, W] in [0, 1].
        x: int64 [P], images before.
        y: int64 [P], images after.
        action: int64 [P].
        actions: how many actions there are.
    """

    images: Tensor
    x: Tensor
    y: Tensor
    action: Tensor
    actions: int


def encoder(channels: int, side: int, numbers: int) -> nn.Sequential:
    """Four strided convolutions, or as many as the image can be halved, and two linear layers."""
    layers, width = list[nn.Module](), channels
    for wider in (32, 32, 64, 64):
        if side < 4:
            break
        layers += [nn.Conv2d(width, wider, 4, 2, 1), nn.ReLU()]
        width, side = wider, side // 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(width * side**2, 256), nn.ReLU(), nn.Linear(256, numbers))


def decoder(channels: int, side: int, numbers: int) -> nn.Sequential:
    """The same the other way round, to log-odds of light."""
    doublings = 0
    while side % 2 == 0 and side > 4 and doublings < 4:
        side, doublings = side // 2, doublings + 1
    widths = (64, 64, 32, 32, channels)[4 - doublings :]
    layers: list[nn.Module] = [nn.Linear(numbers, 256), nn.ReLU(), nn.Linear(256, widths[0] * side**2), nn.ReLU()]
    layers.append(nn.Unflatten(1, (widths[0], side, side)))
    for before, after in pairwise(widths):
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Twin(nn.Module):
    """An autoencoder: `encode` says numbers, `codes` their states where there are any, `decode` images in [0, 1]."""

    def __init__(self, images: Tensor, latents: int, of_each: int = 1) -> None:
        super().__init__()
        channels, side = images.shape[1], images.shape[2]
        self.enc, self.dec = encoder(channels, side, latents * of_each), decoder(channels, side, latents)

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        images = torch.cat([x, y])
        return F.mse_loss(self.dec(self.enc(images)).sigmoid(), images)

    def encode(self, images: Tensor) -> Tensor:
        return self.enc(images)

    def codes(self, images: Tensor) -> Tensor | None:  # noqa: ARG002
        return None

    def decode(self, numbers: Tensor) -> Tensor:
        return self.dec(numbers).sigmoid()


class BetaVae(Twin):
    """Errors and divergence are sums over an image."""

    def __init__(self, images: Tensor, latents: int, beta: float) -> None:
        super().__init__(images, latents, 2)
        self.beta = beta

    def elbo(self, images: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
        z = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        error = F.binary_cross_entropy_with_logits(self.dec(z), images, reduction="none").sum((1, 2, 3))
        return (error - self.beta * 0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1)).mean()

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        images = torch.cat([x, y])
        return self.elbo(images, *self.enc(images).chunk(2, 1))

    def encode(self, images: Tensor) -> Tensor:
        return self.enc(images).chunk(2, 1)[0]


class AdaGvae(BetaVae):
    """Posteriors of latents that differ less than half way between the least and the most are averaged."""

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        (m1, l1), (m2, l2) = self.enc(x).chunk(2, 1), self.enc(y).chunk(2, 1)
        kl = 0.5 * (l2 - l1 + l1.exp() / l2.exp() + (m1 - m2) ** 2 / l2.exp() - 1)
        tau = 0.5 * (kl.max(1, keepdim=True).values + kl.min(1, keepdim=True).values)
        same = kl < tau
        mean, log_variance = (m1 + m2) / 2, ((l1.exp() + l2.exp()) / 2).log()
        of_x = self.elbo(x, torch.where(same, mean, m1), torch.where(same, log_variance, l1))
        of_y = self.elbo(y, torch.where(same, mean, m2), torch.where(same, log_variance, l2))
        return (of_x + of_y) / 2


class VqVae(Twin):
    """Vectors that take the nearest of a codebook each, by gradients (van den Oord et al., 2017, equation 3)."""

    def __init__(self, images: Tensor, variables: int, states: int, dim: int) -> None:
        super().__init__(images, variables * dim)
        self.shape = (variables, dim)
        self.books = nn.Parameter(torch.empty(variables, states, dim).uniform_(-1 / states, 1 / states))

    def nearest(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        codes = (vectors.unsqueeze(2) - self.books).square().sum(-1).argmin(-1)
        return self.books[torch.arange(len(self.books)), codes], codes

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        images = torch.cat([x, y])
        vectors = self.enc(images).unflatten(1, self.shape)
        chosen, _ = self.nearest(vectors)
        kept = vectors + (chosen - vectors).detach()
        own = F.mse_loss(chosen, vectors.detach()) + COMMITMENT * F.mse_loss(vectors, chosen.detach())
        return F.mse_loss(self.dec(kept.flatten(1)).sigmoid(), images) + own

    def encode(self, images: Tensor) -> Tensor:
        return self.nearest(self.enc(images).unflatten(1, self.shape))[0].flatten(1)

    def codes(self, images: Tensor) -> Tensor:
        return self.nearest(self.enc(images).unflatten(1, self.shape))[1]


class Qlae(VqVae):
    """Numbers that take the nearest of ten values each; weights of 0.01 (Hsu et al., 2023, section 3)."""

    def __init__(self, images: Tensor, latents: int, states: int) -> None:
        super().__init__(images, latents, states, 1)
        self.books = nn.Parameter(torch.linspace(-0.5, 0.5, states).repeat(latents, 1).unsqueeze(-1))

    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        images = torch.cat([x, y])
        vectors = self.enc(images).unflatten(1, self.shape)
        chosen, _ = self.nearest(vectors)
        decoded = self.dec((vectors + (chosen - vectors).detach()).flatten(1))
        own = F.mse_loss(chosen, vectors.detach()) + F.mse_loss(vectors, chosen.detach())
        return F.binary_cross_entropy_with_logits(decoded, images) + 0.01 * own


def train_twin(twin: Twin, given: PairArrays, steps: int, batch: int, decay: float = 0.0) -> None:
    """So many steps of AdamW on random pairs."""
    draws, optimizer = np.random.default_rng(0), torch.optim.AdamW(twin.parameters(), RATE, weight_decay=decay)
    for _ in range(steps):
        rows = torch.from_numpy(draws.integers(0, len(given.x), batch))
        loss = twin.loss(given.images[given.x[rows]], given.images[given.y[rows]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def read_out(
    seen: tuple[Tensor, Tensor, Tensor], asked: tuple[Tensor, Tensor], actions: int, steps: int = 1500
) -> Tensor:
    """The actions that a network of one hidden layer reads from the numbers of both images, which stay as they are.

    Args:
        seen: numbers before, numbers after, and actions of training pairs.
        asked: numbers before and after of other pairs.
        actions: how many there are.
        steps: of Adam, 256 pairs each.
    """
    x, y, action = seen
    scale = torch.cat([x, y]).std(0).clamp_min(1e-6)
    wide = 3 * x.shape[1]
    network = nn.Sequential(nn.Linear(wide, 128), nn.SiLU(), nn.Linear(128, actions))

    def joined(one: Tensor, other: Tensor) -> Tensor:
        return torch.cat([one / scale, other / scale, (other - one) / scale], 1)

    optimizer, draws = torch.optim.Adam(network.parameters(), RATE), np.random.default_rng(0)
    for _ in range(steps):
        rows = torch.from_numpy(draws.integers(0, len(x), 256))
        loss = F.cross_entropy(network(joined(x[rows], y[rows])), action[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.inference_mode():
        return network(joined(*asked)).argmax(1)


def classify(given: PairArrays, steps: int, batch: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A classifier of pairs: the encoder's convolutions on both images as channels."""
    channels, side = given.images.shape[1], given.images.shape[2]
    network = encoder(2 * channels, side, given.actions)
    optimizer, draws = torch.optim.Adam(network.parameters(), RATE), np.random.default_rng(0)
    for _ in range(steps):
        rows = torch.from_numpy(draws.integers(0, len(given.x), batch))
        both = torch.cat([given.images[given.x[rows]], given.images[given.y[rows]]], 1)
        loss = F.cross_entropy(network(both), given.action[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def answer(x: Tensor, y: Tensor) -> Tensor:
        with torch.inference_mode():
            return network(torch.cat([given.images[x], given.images[y]], 1)).argmax(1)

    return answer


def regress(given: PairArrays) -> Callable[[Tensor, Tensor], Tensor]:
    """Ridge regression of scikit-learn from differences of pixels to actions, its penalty by leaving each pair out."""
    from sklearn.linear_model import RidgeClassifierCV

    kept = np.linspace(0, len(given.x) - 1, min(len(given.x), 4000)).astype(int)
    pixels = given.images.flatten(1).double()
    fitted = RidgeClassifierCV(alphas=np.logspace(-3, 3, 7))
    fitted.fit((pixels[given.y[kept]] - pixels[given.x[kept]]).numpy(), given.action[kept].numpy())

    def answer(x: Tensor, y: Tensor) -> Tensor:
        return torch.from_numpy(fitted.predict((pixels[y] - pixels[x]).numpy()))

    return answer
