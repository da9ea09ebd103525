from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from causalvq.dsl import load
from causalvq.errors import SpecError

SPEC = {
    "apiVersion": "causalvq/v1",
    "name": "small",
    "data": "{source: critters}",
    "variables": "{count: 7}",
    "codebook": "{size: 8}",
}


SMALL = """\
apiVersion: causalvq/v1
name: small
data: {source: critters}
variables: {count: 7}
codebook:
  size: 8
graph:
  required: [[a, b], [b, c]]
"""


@pytest.fixture
def small_text():
    return SMALL


@pytest.fixture
def small(small_text, tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(small_text)
    return path


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """Codes and messages of what is wrong with a small spec whose root keys say something else."""

    def read(**keys: str) -> list[tuple[str, str]]:
        path = tmp_path / "spec.yaml"
        path.write_text("".join(f"{key}: {value}\n" for key, value in (SPEC | keys).items()))
        try:
            found = load(path).warnings
        except SpecError as error:
            found = error.diagnostics
        return [(diagnostic.code, diagnostic.message) for diagnostic in found]

    return read
