from causalvq.compiler.artifacts.plan_difference import Difference, differences


def test_equal_plans(plan):
    assert differences(plan(), plan("seed=0")) == ()


def test_values(plan):
    assert differences(plan(), plan("seed=3", "losses.swap=0")) == (
        Difference("seed", 0, 3),
        Difference("losses.swap", 1.0, 0.0),
    )


def test_named_records_are_matched_by_name(plan):
    found = {entry.path: entry for entry in differences(plan(), plan("variables.count=8"))}

    assert found["variables[free.1]"].before is None
    assert found["variables[free.1]"].after == {"factor": None, "levels": [], "name": "free.1", "states": 8}
    assert not [path for path in found if path.startswith("variables[mouth]")]
    assert "network.layers[encoder.vectors].parameters" in found
