from pathlib import Path

from causalvq.compiler import compile_spec, load_plan
from causalvq.dsl import load

EXAMPLE = Path(__file__).parents[3] / "examples" / "01_critters.yaml"


TUNED = ("train.steps=4000", "model.encoder.widths=[32, 64, 64]", "model.decoder.widths=[64, 64, 32]")
"""What this test counts with, whatever the example is tuned to."""


def test_the_first_example():
    plan = compile_spec(load(EXAMPLE, TUNED))

    assert [variable.name for variable in plan.variables][-2:] == ["eyes", "mouth"]
    assert [action.name for action in plan.actions][6:8] == ["mouth+1", "background-1"]
    assert plan.targets == tuple((index,) for index in range(7))
    assert [phase.steps for phase in plan.train.phases] == [1200, 1800, 1000]
    assert plan.network.stem == 4
    assert plan.network.layers[0].out == (32, 8, 8)
    assert plan.provenance["codebook.size"].endswith("codebook.size")


def test_round_trip(tmp_path):
    plan = compile_spec(load(EXAMPLE))
    path = tmp_path / "plan.json"
    path.write_text(plan.to_json())

    assert load_plan(path) == plan
    assert load_plan(path).to_json() == plan.to_json()
