import pytest
import torch

from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives.grid_objective import GridObjective
from causalvq.runtime.objectives.objective import Objective
from causalvq.runtime.objectives.selection import objective_of
from causalvq.runtime.objectives.slots_objective import SlotsObjective

COUNTED = ("graph.scope=global", "interventions.sparsity.max_targets=8")


@pytest.mark.parametrize(
    ("grid", "overrides", "kind"),
    [(False, (), SlotsObjective), (True, (), GridObjective), (True, COUNTED, SlotsObjective)],
)
def test_a_plan_with_a_causal_layer_is_trained_by_it_and_any_other_by_its_tables(
    plan, grid_plan, data, grid, overrides, kind
):
    made = (grid_plan if grid else plan)(*overrides)
    found = objective_of(made, CausalVQ(made), data, torch.device("cpu"))

    assert type(found) is kind
    assert isinstance(found, Objective)
