import pytest

from causalvq.compiler.capability.trainability import unsupported

GRID = "variables={count: 16, layout: grid}"


def asked(plan, *overrides):
    return [fault.message.removeprefix("this version cannot train ") for fault in unsupported(plan(*overrides))]


@pytest.mark.parametrize(
    ("overrides", "missing"),
    [
        ((), []),
        ((GRID,), []),
        ((GRID, "codebook.quantizer=fsq"), ["codebook.quantizer: fsq with layout: grid"]),
        ((GRID, "interventions.labels=full"), ["interventions.labels: full with layout: grid"]),
        ((GRID, "train.micro_batches=2"), ["train.micro_batches with layout: grid"]),
        (("train.micro_batches=2",), []),
        (("graph.scope=sample",), ["graph.scope: sample in slots"]),
        (("data.pairs=none",), ["without pairs"]),
        (("interventions.noise=exogenous", "interventions.actions=set"), []),
        (
            ("interventions.noise=exogenous",),
            ["interventions.noise: exogenous with step actions, whose states have no order"],
        ),
    ],
)
def test_what_this_version_does_not_train_is_named(plan, overrides, missing):
    assert asked(plan, *overrides) == missing


@pytest.mark.parametrize(("states", "causes", "told"), [(4096, 4, False), (4096, 5, True), (32, 5, False)])
def test_contexts_of_a_mechanism_are_numbered_in_63_bits(plan, states, causes, told):
    names = [factor.name for factor in plan().data.factors]
    required = ", ".join(f"[{cause}, mouth]" for cause in names[:causes])
    found = asked(plan, f"codebook={{size: {states}, dim: 2}}", f"graph.required=[{required}]")

    assert bool(found) is told
    if told:
        assert found == ["a variable with 5 required causes"]


def test_it_is_a_warning_where_the_plan_is_only_shown_and_knows_its_place(plan):
    (fault,) = unsupported(plan("data.pairs=none"), "warning")

    assert fault.severity == "warning"
    assert fault.place.file == "--set data.pairs data.pairs"
    assert fault.hint == "give pairs: {from: factors} or a file of pairs"
