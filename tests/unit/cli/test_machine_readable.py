import json

from causalvq.cli.machine_readable import as_github, as_json, as_sarif
from causalvq.dsl.language_diagnostics import UNKNOWN_KEY
from causalvq.errors import Diagnostic, Place, Related

FOUND = Diagnostic(
    UNKNOWN_KEY,
    "unknown key: a,b",
    Place("in\\a.yaml", 6, 12, 4),
    hint="100%\nsure",
    related=(Related("first here", Place("b.yaml", 2)),),
)


WARNED = Diagnostic(UNKNOWN_KEY, "odd", severity="warning")


NOTED = Diagnostic(UNKNOWN_KEY, "so", severity="note")


def test_json_says_whether_it_is_valid_and_every_field():
    assert json.loads(as_json([]))["valid"] is True
    assert json.loads(as_json([WARNED]))["valid"] is True
    told = json.loads(as_json([WARNED, FOUND]))

    assert told["valid"] is False
    assert told["diagnostics"][1]["place"] == {
        "file": "in\\a.yaml", "line": 6, "column": 12, "length": 4, "excerpt": None,
    }  # fmt: skip
    assert told["diagnostics"][1]["related"][0]["message"] == "first here"


def test_a_workflow_command_for_each_with_its_signs_escaped():
    first, second, third = as_github([FOUND, WARNED, NOTED]).splitlines()

    assert first == (
        "::error title=CVQ101,file=in\\a.yaml,line=6,col=12,endColumn=15::unknown key: a,b%0Ahint: 100%25%0Asure"
    )
    assert second == "::warning title=CVQ101::odd"
    assert third == "::notice title=CVQ101::so"


def test_a_log_of_sarif_has_the_rules_that_were_met_and_columns_up_to_the_one_after_the_last():
    (run,) = json.loads(as_sarif([FOUND, WARNED]))["runs"]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["CVQ101"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    (where,) = run["results"][0]["locations"]
    assert where["physicalLocation"] == {
        "artifactLocation": {"uri": "in/a.yaml"},
        "region": {"startLine": 6, "startColumn": 12, "endColumn": 16},
    }
    assert run["results"][0]["relatedLocations"][0]["message"] == {"text": "first here"}
    assert "locations" not in run["results"][1]
