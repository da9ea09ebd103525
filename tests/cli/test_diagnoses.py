"""Sets that are made not to be learned, each for one reason, which training tells."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

SPEC = """\
apiVersion: causalvq/v1
name: made
data: {{source: {{format: npz, path: made.npz}}, image: {{size: {size}}}}}
variables: {{count: {count}}}
codebook: {{size: auto, dim: 8}}
model: {{encoder: {{widths: [16, 16]}}}}
train: {{steps: {steps}, batch_size: 32, device: cpu, precision: float32}}
"""


@pytest.fixture
def notes(tmp_path, monkeypatch, command):
    """Trains a made set and returns what was told of it."""
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)

    def train(images, labels, size=16, steps=120, *overrides):
        names = [f"f{column}" for column in range(labels.shape[1])]
        pixels = np.clip(images, 0, 255).astype(np.uint8)
        np.savez("made.npz", images=pixels, labels=labels, factor_names=np.array(names))
        Path("made.yaml").write_text(SPEC.format(size=size, count=len(names), steps=steps))
        assert command("compile", "made.yaml", *(part for one in overrides for part in ("--set", one))) == 0
        assert command("train") == 0
        return json.loads(Path("runs/made/latest/metrics.json").read_text())["notes"]

    return train


def grid(*sizes):
    return np.stack(np.meshgrid(*map(np.arange, sizes), indexing="ij"), -1).reshape(-1, len(sizes))


def bars(labels, contrast=(200, 50), noise=0.0, seed=0):
    """A bar whose place is the first factor before a ground whose shade is the second: [N, 16, 16, 3]."""
    generator = np.random.default_rng(seed)
    images = np.full((len(labels), 16, 16, 3), 30.0)
    for image, (place, shade) in zip(images, labels[:, :2], strict=True):
        image += contrast[1] * shade
        image[4:12, 3 * place : 3 * place + 3] += contrast[0] - contrast[1] * shade
    return images + noise * generator.normal(size=images.shape)


def about(notes, factor):
    (note,) = [note for note in notes if f" {factor} is not learned" in note or f"codes of {factor} say less" in note]
    return note


def test_what_is_learned_is_not_spoken_of(notes):
    labels = np.repeat(grid(5, 4), 10, axis=0)

    assert not [note for note in notes(bars(labels, noise=2), labels) if "CVQ454" in note]


@pytest.mark.slow
def test_too_few_pairs(notes):
    generator = np.random.default_rng(0)
    rare = np.array([[place, 0, 1] for place in range(5)])
    labels = np.concatenate([np.pad(np.repeat(grid(5, 4), 20, axis=0), ((0, 0), (0, 1))), rare])
    images = bars(labels, noise=2)
    images[:, :3, :3] = generator.normal(size=images[:, :3, :3].shape) * 60 + 120  # the third factor shows in nothing

    assert "training pairs; expected" in about(notes(images, labels), "f2")


def test_an_effect_below_the_noise(notes):
    labels = np.repeat(grid(5, 4), 30, axis=0)

    told = about(notes(bars(labels, contrast=(200, 0.4), noise=30), labels), "f1")

    assert "times what noise alone shows" in told
    assert "pictures each" in told


@pytest.mark.slow
def test_pairs_that_are_learned_by_heart(notes):
    generator = np.random.default_rng(0)
    labels = np.repeat(grid(4, 4), 12, axis=0)
    images = 120 + 70 * np.kron(generator.normal(size=(len(labels), 4, 4, 1)), np.ones((1, 4, 4, 3)))  # nothing shows

    assert "learned by heart" in about(notes(images, labels, 16, 400), "f0")


def test_a_codebook_that_has_collapsed(notes):
    labels = np.repeat(grid(5, 4), 20, axis=0)

    told = notes(bars(labels, noise=2), labels, 16, 120, "losses.pull=1000", "losses.direction=0")

    assert "its codebook has collapsed" in about(told, "f0") or "its codebook has collapsed" in about(told, "f1")


def test_images_that_are_made_too_small(notes):
    labels = np.repeat(grid(4, 3), 25, axis=0)
    images = np.full((len(labels), 64, 64, 3), 100.0)
    for image, (place, shade) in zip(images, labels, strict=True):
        image[:, ::2] += 15.0 * place  # stripes of a pixel, which means of blocks do not show
        image[:, 1::2] -= 15.0 * place
        image[:8] = 40 * shade
    images += np.random.default_rng(0).normal(size=images.shape)

    assert "data.image.size: 64" in about(notes(images, labels), "f0")


@pytest.mark.slow
def test_what_shows_in_two_images_and_not_in_one(notes):
    labels = np.repeat(grid(4, 4, 4), 4, axis=0)  # two lamps and a dimmer: one image says lamp times dimmer
    images = np.zeros((len(labels), 16, 16, 3))
    for image, (left, right, dim) in zip(images, labels, strict=True):
        image[:, :8] = 25 * 1.4 ** (left + dim)
        image[:, 8:] = 25 * 1.4 ** (right + dim)

    told = notes(images, labels, 16, 300)

    assert any("it shows in two images, and not in one" in note for note in told)
