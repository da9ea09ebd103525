"""causalvq: a declarative modelling language for causal vector-quantised representation learning.

causalvq.from_arrays(images, labels, factors=["shape", "hue"], spec="shapes.yaml")
run = causalvq.load("runs/critters/latest")
after = run.intervene(images, factor="mouth", step=+1)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from causalvq.version import __version__

if TYPE_CHECKING:
    from causalvq.init.in_memory import from_arrays, from_frame, from_pairs
    from causalvq.runtime.queries.trained_run import TrainedRun

__all__ = ["__version__", "from_arrays", "from_frame", "from_pairs", "load"]
IN_MEMORY = ("from_arrays", "from_frame", "from_pairs")


def load(path: str | Path, *, data: str | Path | None = None) -> TrainedRun:
    """Load a finished run; see `causalvq.runtime.queries.trained_run.load`. Imports torch when called."""
    from causalvq.runtime.queries.trained_run import load as load_run

    return load_run(path, data=data)


def __getattr__(name: str) -> Any:
    """What turns arrays and frames into specs; numpy is imported when it is asked for."""
    if name in IN_MEMORY:
        from causalvq.init import in_memory

        return getattr(in_memory, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
