"""causalvq: a declarative modelling language for causal vector-quantised representation learning.

run = causalvq.load("runs/critters/latest")
after = run.intervene(images, factor="mouth", step=+1)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from causalvq.version import __version__

if TYPE_CHECKING:
    from causalvq.runtime.queries import TrainedRun

__all__ = ["__version__", "load"]


def load(path: str | Path) -> TrainedRun:
    """Load a finished run; see `causalvq.runtime.queries.load`. Imports torch when called."""
    from causalvq.runtime.queries import load as load_run

    return load_run(path)
