"""Each spec of examples/ablations changes what its name says, and nothing else."""

from pathlib import Path

import pytest

from causalvq.compiler import compile_spec
from causalvq.compiler.capability.trainability import unsupported
from causalvq.dsl import load
from causalvq.dsl.describe.spec_difference import differences

EXAMPLES = Path(__file__).parents[2] / "examples"
CHANGES = {
    "no_changed_pixels": ("01_critters", ["losses.changed_pixels: 3.0 -> 0.0"]),
    "no_swap": ("01_critters", ["losses.swap: 1.0 (default) -> 0.0"]),
    "no_pull": ("01_critters", ["losses.pull: 0.03 -> 0.0"]),
    "no_commitment": ("01_critters", ["losses.quantizer: 1.0 (default) -> 0.0"]),
    "many_states": ("01_critters", ["codebook.size: auto -> 32"]),
    "no_room": ("01_critters", ["codebook.size: auto -> 5"]),
    "no_direction": ("01_critters", ["losses.direction: 10.0 (default) -> 0.0"]),
    "two_targets": ("01_critters", ["variables.count: 7 -> 14", "interventions.sparsity.max_targets: 1 -> 2"]),
    "free_variables": ("01_critters", ["variables.count: 7 -> 14"]),
    "no_prior": (
        "02_pendulum",
        ["graph.prior: {kind: erdos_renyi, edge_probability: 0.2, expected_edges: null} -> {kind: none}"],
    ),
    "no_noise": ("02_pendulum", ["interventions.noise: exogenous -> none"]),
}


@pytest.mark.parametrize("name", sorted(path.stem for path in (EXAMPLES / "ablations").glob("*.yaml")))
def test_an_ablation_differs_in_what_its_name_says(name):
    base, changes = CHANGES[name]
    whole, less = load(EXAMPLES / f"{base}.yaml"), load(EXAMPLES / "ablations" / f"{name}.yaml")

    assert [line for line in differences(whole, less) if not line.startswith("name: ")] == changes
    plan = compile_spec(less)
    assert unsupported(plan) == ()
    assert plan.digest != compile_spec(whole).digest


def test_factors_own_one_variable_or_two():
    owned = {
        name: compile_spec(load(EXAMPLES / "ablations" / f"{name}.yaml")) for name in ("two_targets", "free_variables")
    }

    assert {len(row) for row in owned["two_targets"].targets} == {2}
    assert {len(row) for row in owned["free_variables"].targets} == {1}
    assert sum(variable.factor is None for variable in owned["free_variables"].variables) == 7
