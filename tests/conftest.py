from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

from causalvq.compiler.capability import step_time

# Shapes and types of everything that the runtime's functions take and return are checked in tests.
install_import_hook("causalvq.runtime", "beartype.beartype")

# A law says what holds, not how soon: the first example of a process pays for imports, and machines are noisy.
settings.register_profile("causalvq", deadline=None)
settings.load_profile("causalvq")

SIZES = (4, 3, 3)  # of the factors place, shade and ground
TINY = """\
apiVersion: causalvq/v1
name: tiny
data: {source: {format: npz, path: tiny.npz}, split: {by: images, train: 0.6, validation: 0.1, test: 0.3}}
variables: {count: 3}
codebook: {size: 6, dim: 4}
model: {encoder: {widths: [8, 8]}}
train: {steps: 120, batch_size: 8, checkpoint_every: 20, device: cpu, precision: float32}
evaluate: {metrics: auto}
"""


def squares() -> dict[str, np.ndarray]:
    """A square on a ground, eight times each with a little noise: 288 images of 16 x 16 pixels."""
    labels = np.stack(np.unravel_index(np.arange(prod(SIZES)), SIZES), axis=1).repeat(8, axis=0)
    images = np.empty((len(labels), 16, 16, 3), dtype=np.uint8)
    images[:] = (40 * labels[:, 2, None] + np.array([20, 60, 100]))[:, None, None]
    for image, (place, shade, _) in zip(images, labels, strict=True):
        image[5:11, 4 * place : 4 * place + 4] = 255 - 110 * shade
    noise = np.random.default_rng(0).integers(0, 8, images.shape, dtype=np.uint8)
    return {
        "images": np.maximum(images, 8) - noise,
        "labels": labels,
        "factor_names": np.array(["place", "shade", "ground"]),
        "values_place": np.array(["far left", "left", "right", "far right"]),
    }


@pytest.fixture(autouse=True, scope="session")
def quick_measurement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """This machine is measured in no time, and what was measured is kept out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAUSALVQ_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(step_time, "SECONDS", 0.01)
        yield


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tiny.yaml, which trains in a second, and its images: to read from, or to copy and change."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tiny.yaml").write_text(TINY)
    np.savez(folder / "tiny.npz", **squares())
    return folder


@pytest.fixture(scope="session")
def command() -> Callable[..., int]:
    """Runs the command line in this process; returns the exit status."""
    from causalvq.cli.main import main

    def run(*arguments: object) -> int:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        assert isinstance(stop.value.code, int)
        return stop.value.code

    return run


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory, tiny: Path, command: Callable[..., int]) -> Path:
    """A folder in which the tiny spec was compiled and trained: to read from, or to copy and change."""
    import torch

    home = tmp_path_factory.mktemp("home")
    shutil.copytree(tiny, home, dirs_exist_ok=True)
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert command("compile", "tiny.yaml") == 0
        assert command("train") == 0
    return home
