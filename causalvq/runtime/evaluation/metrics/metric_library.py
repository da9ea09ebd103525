"""Which metrics of a plan need a library that is not installed."""

from __future__ import annotations

from importlib.util import find_spec

from causalvq.compiler.plan import Plan
from causalvq.errors import Diagnostic, RunError
from causalvq.runtime.run_diagnostics import NO_LIBRARY


def require_library(plan: Plan) -> None:
    """Refuse a plan that measures dci where scikit-learn is not installed: before training, not after it.

    Raises:
        RunError: CVQ450.
    """
    if "dci" in plan.metrics and find_spec("sklearn") is None:
        message = "dci is measured with scikit-learn, which is not installed"
        hint = "pip install 'causalvq[metrics]', or leave dci out of evaluate.metrics"
        raise RunError(Diagnostic(NO_LIBRARY, message, hint=hint))
