from pathlib import Path

from causalvq.compiler import compile_spec, load_plan
from causalvq.compiler.pipeline import gather
from causalvq.data.registry import open_native
from causalvq.dsl import load

EXAMPLE = Path(__file__).parents[3] / "examples" / "01_critters.yaml"


TUNED = ("train.steps=4000", "model.encoder.widths=[32, 64, 64]", "model.decoder.widths=[64, 64, 32]")
"""What this test counts with, whatever the example is tuned to."""


def test_the_first_example():
    plan = compile_spec(load(EXAMPLE, TUNED))

    assert [variable.name for variable in plan.variables][-2:] == ["eyes", "mouth"]
    assert [action.name for action in plan.actions][6:8] == ["mouth+1", "background-1"]
    assert plan.targets == tuple((index,) for index in range(7))


def leaves(value, path=""):
    """The paths of all values of a plan's JSON."""
    if isinstance(value, dict) and value:
        return [leaf for key, below in value.items() for leaf in leaves(below, f"{path}.{key}" if path else key)]
    return [path]


def test_every_value_says_where_it_comes_from(plan):
    made = plan("graph.required=[[eyes, mouth]]")
    values = made.model_dump(mode="json", exclude={"version", "provenance", "spec"})

    parents = {leaf: [leaf.rsplit(".", cut)[0] for cut in range(3)] for leaf in leaves(values)}
    assert [leaf for leaf, above in parents.items() if not set(above) & set(made.provenance)] == []
    assert all(made.provenance.values())


def test_a_value_of_the_spec_names_its_line(plan):
    provenance = plan("train.steps=10").provenance

    assert provenance["codebook.size"] == "small.yaml:5:18 codebook.size; default data.factors"
    assert provenance["train.steps"] == "--set train.steps train.steps"
    assert provenance["losses.swap"] == "default losses.swap"


def test_round_trip(tmp_path):
    plan = compile_spec(load(EXAMPLE))
    path = tmp_path / "plan.json"
    path.write_text(plan.to_json())

    assert load_plan(path) == plan
    assert load_plan(path).to_json() == plan.to_json()


def test_sources_may_be_opened_by_who_keeps_them_open():
    asked = []

    def find(*arguments):
        asked.append(arguments[0])
        return open_native(*arguments)

    assert gather(load(EXAMPLE), find).facts == gather(load(EXAMPLE)).facts
    assert asked == ["critters"]
