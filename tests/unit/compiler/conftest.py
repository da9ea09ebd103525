from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from causalvq.compiler import Plan, compile_spec
from causalvq.compiler.draft import Draft
from causalvq.compiler.pipeline import compile_draft, gather
from causalvq.dsl import Document, load

SMALL = """\
apiVersion: causalvq/v1
name: small
data: {source: critters, image: {size: 32}}
variables: {count: 7}
codebook: {size: 8}
"""


@pytest.fixture
def document(tmp_path: Path) -> Callable[..., Document]:
    """Loads a small spec with values set as `--set` does."""

    def make(*overrides: str, text: str = SMALL) -> Document:
        path = tmp_path / "small.yaml"
        path.write_text(text)
        return load(path, overrides)

    return make


@pytest.fixture
def plan(document: Callable[..., Document]) -> Callable[..., Plan]:
    """Compiles a small spec with values set as `--set` does."""
    return lambda *overrides, **text: compile_spec(document(*overrides, **text))


@pytest.fixture
def draft(document: Callable[..., Document]) -> Callable[..., Draft]:
    """The last draft of compiling a small spec."""
    return lambda *overrides, **text: compile_draft(gather(document(*overrides, **text)))
