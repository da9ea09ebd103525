"""From a plan whose words are open to the plan that is trained, with what was found as if the spec had said it."""

from __future__ import annotations

import json
from pathlib import Path

from causalvq.compiler.artifacts.workspace import Current
from causalvq.compiler.pipeline import compile_spec
from causalvq.compiler.plan import Plan
from causalvq.dsl.loader import load
from causalvq.errors import Diagnostic, Place, RunError
from causalvq.runtime.run_diagnostics import ANOTHER_SPEC
from causalvq.runtime.training.session import choose_device, load_data, require_change, require_pairs
from causalvq.runtime.words.finding import Found, find_meaning


def settled(current: Current, plan: Plan, moved: Path | None = None, device: str | None = None) -> tuple[Plan, Found]:
    """Find what the words of a plan mean, and compile its spec with that.

    Args:
        current: what was compiled, and of which spec.
        plan: its plan, whose words are open.
        moved: where its data are now; None: where it says.
        device: where to train; None: where it says.

    Raises:
        RunError: CVQ414 when the spec or its data give another plan by now; what reading the data raises.
    """
    spec = Path(current.spec)
    now = compile_spec(load(spec, current.overrides)) if spec.exists() else None
    if now is None or now.digest != plan.digest:
        message = "the spec is no longer the one that was compiled, and what its words mean is not found yet"
        hint = f"causalvq compile {current.spec}"
        raise RunError(Diagnostic(ANOTHER_SPEC, message, Place(current.spec), hint=hint))
    data = load_data(plan, spec.parent, moved)
    require_pairs(data, plan)
    require_change(data, plan)
    found = find_meaning(plan, data, choose_device(device or plan.train.device))
    said = {"opposites": found.meaning.opposites, "alternatives": found.meaning.alternatives}
    overrides = [f"data.pairs.{key}={json.dumps(groups, ensure_ascii=False)}" for key, groups in said.items()]
    return compile_spec(load(spec, [*current.overrides, *overrides])), found
