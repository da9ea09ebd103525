"""Which objective a plan is trained by: the one place that decides it."""

from __future__ import annotations

import torch

from causalvq.compiler.capability.step_time import micro_batches
from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.runtime.compute.recompute import memory_of
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.grid_objective import GridObjective
from causalvq.runtime.objectives.objective import Objective
from causalvq.runtime.objectives.slots_objective import SlotsObjective


def objective_of(plan: Plan, model: CausalVQ, data: Prepared, device: torch.device) -> Objective:
    """The objective by which a plan's model is trained on a device."""
    if plan.layered:
        return GridObjective(plan, model, data)
    return SlotsObjective(plan, model, micro_batches(plan, memory_of(device)))
