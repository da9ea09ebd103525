from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from causalvq.compiler.artifacts.compilation import Compilation, compile_document, save
from causalvq.dsl import Document


@pytest.fixture
def kept(document: Callable[..., Document], tmp_path: Path) -> tuple[Compilation, Path]:
    """A compilation, its plan's path, and the lock beside it."""
    made, path = compile_document(document("train.steps=9")), tmp_path / "plans" / "small.json"
    save(made, tmp_path / "small.yaml", path, tmp_path)
    return made, path
