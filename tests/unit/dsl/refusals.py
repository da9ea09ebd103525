"""What loading a text that is no spec says, and what it costs."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from causalvq.dsl import load
from causalvq.errors import Diagnostic, SpecError


def refused(path: Path, text: str) -> tuple[tuple[Diagnostic, ...], float]:
    """The diagnostics for a text, and the seconds of the processor that they took."""
    path.write_text(text)
    gc.collect()
    gc.freeze()  # what thousands of other tests left in memory is not gone through on this text's account
    try:
        start = time.process_time()
        with pytest.raises(SpecError) as error:
            load(path)
        return error.value.diagnostics, time.process_time() - start
    finally:
        gc.unfreeze()
