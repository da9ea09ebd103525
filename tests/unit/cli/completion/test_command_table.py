import json
from importlib import resources

import pytest


@pytest.fixture(scope="module")
def table():
    """As it ships; tests/golden holds that it is what the commands say."""
    return json.loads(resources.files("causalvq.cli.completion").joinpath("words.json").read_text())


def test_flags_choices_and_names_are_told_apart(table):
    options = table["commands"]["intervene"]["options"]

    assert options["--sweep"] is None
    assert options["--direction"] == ["up", "down"]
    assert options["--factor"] == "factors"
    assert options["--seed"] == ""
    assert "--step" not in options, "hidden"
    assert "--install-completion" not in options


def test_groups_have_commands_and_arguments_their_kinds(table):
    assert set(table["commands"]["runs"]["commands"]) == {"ls", "show", "rm", "compare"}
    assert table["commands"]["runs"]["commands"]["rm"]["arguments"] == ["runs"]
    assert table["commands"]["diff"]["arguments"] == ["sides", "sides"]
    assert table["commands"]["validate"]["many"]


def test_metrics_are_those_of_the_command(table):
    assert "action_retrieval" in table["commands"]["evaluate"]["options"]["--metrics"]["several"]
    assert "dci" in table["commands"]["metrics"]["options"]["--metrics"]["several"]


def test_what_explain_knows_is_there(table):
    assert {"CVQ101", "codebook.size"} <= set(table["subjects"])
