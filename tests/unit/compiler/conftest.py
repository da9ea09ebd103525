from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from causalvq.compiler import Plan, compile_spec
from causalvq.compiler.draft import Draft
from causalvq.compiler.graphs.adjacency import Mask
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


@pytest.fixture
def whole(plan: Callable[..., Plan]) -> Callable[[str], Plan]:
    """The plan that a corruption starts from."""
    bases = {
        "slots": (
            "variables.count=14",
            "interventions.sparsity.max_targets=2",
            "graph.required=[[top, eyes], [eyes.1, mouth]]",
        ),
        "grid": ("variables={count: 64, layout: grid, books: 4}",),
    }
    return lambda base: plan(*bases[base])


@pytest.fixture
def edges() -> Callable[[Plan, Mask], set[tuple[str, str]]]:
    """The edges of a mask by the names of their variables."""

    def named(plan: Plan, mask: Mask) -> set[tuple[str, str]]:
        names = [variable.name for variable in plan.variables]
        return {(names[cause], names[effect]) for cause, effect in np.argwhere(mask)}

    return named
