"""causalvq: a declarative modelling language for causal vector-quantised representation learning.

causalvq.from_arrays(images, labels, factors=["shape", "hue"], spec="shapes.yaml")
run = causalvq.train("shapes.yaml")                         # or causalvq.load("runs/shapes/latest")
after = run.intervene(images, factor="hue", value="red")    # .images, .codes, .changed, .probability
found = run.retrieve(images, after.images)                  # .action, .probabilities, .explained
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from causalvq.offered import offer
from causalvq.version import __version__

if TYPE_CHECKING:
    from causalvq.from_python import compile_spec, resume, train
    from causalvq.init.in_memory import from_arrays, from_frame, from_pairs
    from causalvq.runtime.queries.trained_run import TrainedRun

__all__ = ["__version__", "compile_spec", "from_arrays", "from_frame", "from_pairs", "load", "resume", "train"]

__getattr__ = offer(
    __name__,
    {
        "from_python": ("compile_spec", "resume", "train"),
        "init.in_memory": ("from_arrays", "from_frame", "from_pairs"),
    },
)


def load(path: str | Path, *, data: str | Path | None = None) -> TrainedRun:
    """Load a finished run; see `causalvq.runtime.queries.trained_run.load`. Imports torch when called."""
    from causalvq.runtime.queries.trained_run import load as load_run

    return load_run(path, data=data)
