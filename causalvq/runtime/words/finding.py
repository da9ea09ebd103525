"""A network that is told the word of pairs and learns which words undo each other.

Axes: b pairs of a batch, P pairs, K words, C, H, W pixels; both: channels of x and y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.pairs.meaning import Meaning
from causalvq.data.pairs.sampler import PairSampler
from causalvq.data.pairs.unlabelled import joined
from causalvq.data.prepared import Prepared
from causalvq.data.types import Integers
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.feeding.pixel_scale import Normalise, PixelScale
from causalvq.runtime.feeding.schedule import seeded
from causalvq.runtime.words.word_evidence import Evidence, meaning_of

STEPS: Final = 400
BATCH: Final = 64
RATE: Final = 2e-3
WARM_UP: Final = 30  # steps in which the rate rises
LOOK_EVERY: Final = 50  # steps between two looks at held-out pairs
MOST_HELD_OUT: Final = 1_000
HELD_OUT: Final = 5  # one pair of so many is not trained on
HIDDEN: Final = 0.25  # share of pairs of which the network sees the image after alone
LARGEST: Final = 64  # pixels of a side; larger images are made smaller
SHIFT: Final = 16  # both images of a pair are moved alike, by up to a side over this
NOISE: Final = 0.05  # deviation of what is added to pixels in [-1, 1]
WIDTHS: Final = (32, 64, 128, 128, 128)
SMALLEST: Final = 4  # side of the last map


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What words mean, and what says so.

    Args:
        meaning: of the words.
        evidence: of it.
    """

    meaning: Meaning
    evidence: Evidence


def find_meaning(plan: Plan, data: Prepared, device: torch.device) -> Found:
    """Find which words undo each other, and which set values, from training and validation pairs.

    Args:
        plan: in which every word is the one step of a factor of its own.
        data: of the plan.
        device: where to learn.
    """
    words = tuple(action.name for action in plan.actions)
    pixels = PixelScale(plan.data)
    pixels.measure(data)
    pairs = joined(data.pairs["train"], data.pairs["validation"])
    kept, held_out = _apart(pairs, plan.seed)
    with torch.random.fork_rng():
        torch.manual_seed(plan.seed)
        network = _network(2 * plan.data.channels, min(plan.data.height, plan.data.width, LARGEST), 2 * len(words))
    network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    reader = _Reader(data, pixels.to(device).normalise, device)
    evidence = _learned(network, reader, kept, held_out, words, plan.seed)
    return Found(meaning_of(evidence), evidence)


def _apart(pairs: Pairs, seed: int) -> tuple[Pairs, Pairs]:
    """Pairs to learn from, and a share of them to look at."""
    order = np.random.default_rng([seed, len(pairs)]).permutation(len(pairs))
    count = min(MOST_HELD_OUT, max(1, len(pairs) // HELD_OUT))
    return pairs[np.sort(order[count:])] if len(pairs) > count else pairs, pairs[np.sort(order[:count])]


def _network(channels: int, size: int, classes: int) -> nn.Sequential:
    """Convolutions on both images that halve them down to a map of four, and one hidden layer."""
    layers: list[nn.Module] = []
    inputs = channels
    for width in WIDTHS[: max(1, int(math.log2(max(1, size // SMALLEST))))]:
        layers += [nn.Conv2d(inputs, width, 3, 2, 1), nn.BatchNorm2d(width), nn.SiLU()]
        layers += [nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width), nn.SiLU()]
        inputs = width
    hidden = [nn.Linear(inputs * SMALLEST**2, 256), nn.SiLU(), nn.Linear(256, classes)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(SMALLEST), nn.Flatten(), *hidden)


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """The images of pairs, as the network sees them."""

    data: Prepared
    normalise: Normalise
    device: torch.device

    def both(self, pairs: Pairs) -> tuple[Float[Tensor, "b C H W"], Float[Tensor, "b C H W"]]:
        """Images before and after."""
        return self._side(pairs.x), self._side(pairs.y)

    def _side(self, rows: Integers) -> Float[Tensor, "b C H W"]:
        images = images_at(self.data.images, rows, self.device, self.normalise)
        if max(images.shape[-2:]) > LARGEST:
            scale = LARGEST / max(images.shape[-2:])
            images = F.interpolate(images, scale_factor=scale, mode="area")
        return images.contiguous(memory_format=torch.channels_last)

    def word(self, pairs: Pairs) -> Int[Tensor, " b"]:
        """The word of each pair: that of its factor."""
        return torch.from_numpy(pairs.factor).to(self.device)


def _learned(
    network: nn.Sequential, reader: _Reader, kept: Pairs, held_out: Pairs, words: tuple[str, ...], seed: int
) -> Evidence:
    """Train, and read the evidence where held-out pairs were told best: later ones are learned by heart."""
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-2)
    sampler = PairSampler(kept, BATCH, seed)
    best, evidence = float("inf"), None
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * step / STEPS))
        batch = kept[sampler.batch(step)]
        inputs, labels = _told(reader, batch, len(words), seeded(seed, step, reader.device))
        optimizer.zero_grad()
        F.cross_entropy(network(inputs), labels).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if (step + 1) % LOOK_EVERY == 0:
            network.eval()
            nats, found = _looked(network, reader, held_out, words)
            network.train()
            if nats < best:
                best, evidence = nats, found
    assert evidence is not None
    return evidence


def _told(
    reader: _Reader, batch: Pairs, words: int, generator: torch.Generator
) -> tuple[Float[Tensor, "b both H W"], Int[Tensor, " b"]]:
    """Pairs and their words, half of them backwards; of some the image after alone.

    Both images are moved alike, and a little noise is added: neither changes what was done, and without them some
    hundred pairs a word are learned by heart.
    """
    (x, y), word = reader.both(batch), reader.word(batch)
    drawn = torch.rand(len(word), generator=generator, device=word.device)
    hidden, back = drawn < HIDDEN, drawn > (1 + HIDDEN) / 2
    turned = back[:, None, None, None]
    before, after = torch.where(turned, y, x), torch.where(turned, x, y)
    before = before.masked_fill(hidden[:, None, None, None], 0.0)
    both = torch.cat([before, after], 1)
    most = max(1, min(both.shape[-2:]) // SHIFT)
    down, across = torch.randint(2 * most + 1, (2,), generator=generator, device=word.device).tolist()
    wide = F.pad(both, (most,) * 4, mode="replicate")
    moved = wide[..., down : down + both.shape[-2], across : across + both.shape[-1]]
    noise = torch.randn(moved.shape, generator=generator, device=word.device)
    return moved + NOISE * noise, word + words * back.long()


@torch.no_grad()
def _looked(network: nn.Sequential, reader: _Reader, pairs: Pairs, words: tuple[str, ...]) -> tuple[float, Evidence]:
    """Mean nats that held-out pairs cost, and what they are taken for."""
    count = len(words)
    seen, shown, nats = [], [], 0.0
    for start in range(0, len(pairs), 256):
        part = pairs[np.arange(start, min(start + 256, len(pairs)))]
        (x, y), word = reader.both(part), reader.word(part)
        forth = network(torch.cat([x, y], 1)).log_softmax(1)
        back = network(torch.cat([y, x], 1)).log_softmax(1)
        nats -= float((forth.gather(1, word[:, None]) + back.gather(1, count + word[:, None])).sum())
        seen.append((forth.exp() + back.roll(count, 1).exp()) / 2)
        shown.append(network(torch.cat([torch.zeros_like(x), y], 1))[:, :count].softmax(1))
    word, both, alone = reader.word(pairs), torch.cat(seen).double(), torch.cat(shown).double()
    of_word = F.one_hot(word, count).double()
    means = of_word.T @ both / of_word.sum(0).clamp_min(1)[:, None]
    after = of_word.T @ alone / of_word.sum(0).clamp_min(1)[:, None]
    lift = (after.diagonal() / after.mean(0).clamp_min(1e-9)).clamp_min(1e-9).log()
    table = means.cpu().numpy()
    evidence = Evidence(words, table[:, :count], table[:, count:], lift.cpu().numpy(), len(pairs))
    return nats / (2 * len(pairs)), evidence
