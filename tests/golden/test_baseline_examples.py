"""Each spec of examples/baselines compiles to what its name says."""

from pathlib import Path

import pytest

from causalvq.compiler import compile_spec
from causalvq.compiler.capability.trainability import unsupported
from causalvq.dsl import load

BASELINES = Path(__file__).parents[2] / "examples" / "baselines"
SETTINGS = ("slots_without_graph", "paper_grid")
"""Those that are settings of the causal model."""


@pytest.mark.parametrize("name", sorted(path.stem for path in BASELINES.glob("*.yaml")))
def test_a_baseline_is_what_its_name_says(name):
    plan = compile_spec(load(BASELINES / f"{name}.yaml"))

    assert plan.name == name
    assert (None if plan.baseline is None else plan.baseline.kind) == (None if name in SETTINGS else name)
    assert unsupported(plan) == ()


def test_the_settings_differ_from_their_bases_in_what_they_say():
    slots, grid = (compile_spec(load(BASELINES / f"{name}.yaml")) for name in SETTINGS)

    assert slots.graph.kind == "fixed"
    assert not slots.graph.required
    assert grid.layered
