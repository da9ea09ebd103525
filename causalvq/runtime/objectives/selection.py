"""Which model and objective a plan is trained by: the one place that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import torch

from causalvq.compiler.capability.step_time import micro_batches
from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.runtime.baselines.action_reader import ActionReader
from causalvq.runtime.baselines.latent_model import LatentModel
from causalvq.runtime.compute.recompute import memory_of
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.grid_objective import GridObjective
from causalvq.runtime.objectives.latent_objective import AdaptiveObjective, GaussianObjective, LatentObjective
from causalvq.runtime.objectives.objective import Objective
from causalvq.runtime.objectives.reading_objective import ReadingObjective
from causalvq.runtime.objectives.scalar_objective import ScalarObjective
from causalvq.runtime.objectives.slots_objective import SlotsObjective
from causalvq.runtime.trainable import Trainable

LATENT: Mapping[str, type[LatentObjective]] = MappingProxyType(
    {"autoencoder": LatentObjective, "beta_vae": GaussianObjective, "ada_gvae": AdaptiveObjective}
)
"""The objectives of baselines without codes."""


def objective_of(plan: Plan, model: Trainable, data: Prepared, device: torch.device) -> Objective:
    """The objective by which a plan's model is trained on a device."""
    pieces, baseline = micro_batches(plan, memory_of(device)), plan.baseline
    if baseline is not None and baseline.only_pairs:
        return ReadingObjective(cast(ActionReader, model))
    if baseline is not None and not baseline.coded:
        return LATENT[baseline.kind](plan, cast(LatentModel, model), pieces)
    made = cast(CausalVQ, model)
    if baseline is not None and baseline.kind == "qlae":
        return ScalarObjective(plan, made, pieces)
    if plan.layered:
        return GridObjective(plan, made, data)
    return SlotsObjective(plan, made, pieces)
