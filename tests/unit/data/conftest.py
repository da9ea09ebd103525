from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hues import write_pictures


@pytest.fixture
def arrays() -> dict[str, Any]:
    """A right npz: a 2 x 3 grid of 8 x 8 images whose grey level tells the row."""
    images = np.repeat(np.arange(6, dtype=np.uint8), 8 * 8 * 3).reshape(6, 8, 8, 3)
    labels = np.stack(np.unravel_index(np.arange(6), (2, 3)), axis=1).astype(np.int64)
    return {
        "images": images,
        "labels": labels,
        "factor_names": np.array(["colour", "size"]),
        "factor_sizes": np.array([2, 3]),
        "values_colour": np.array(["red", "blue"]),
        "grid_complete": np.array(True),
    }


@pytest.fixture
def write_npz(tmp_path: Path) -> Callable[..., Path]:
    """Writes arrays to an npz, compressed or not, and returns its path."""

    def write(arrays: dict[str, Any], *, compressed: bool = True) -> Path:
        path = tmp_path / "images.npz"
        (np.savez_compressed if compressed else np.savez)(path, **arrays)
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures: two hues in two sizes, in a folder within the folder."""
    return write_pictures(tmp_path)
