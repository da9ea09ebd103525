from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from causalvq.compiler import Plan
from causalvq.runtime.compute.distributed import ALONE
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.runs.run import Run, create_run
from causalvq.runtime.training import tuning


@pytest.fixture
def tune(
    plan: Callable[..., Plan], model: Callable[..., CausalVQ], tmp_path: Path
) -> Callable[..., tuple[Run, tuning.Tuning]]:
    """Tunes a new run of the tiny spec; gives the run too."""

    def start(*overrides: str) -> tuple[Run, tuning.Tuning]:
        run = create_run(plan(*overrides), "", tmp_path, tmp_path / "runs")
        return run, tuning.tune(run, model(*overrides), torch.device("cpu"), ALONE)

    return start
