import pytest

from causalvq.cli.completion import candidates as module
from causalvq.cli.completion.candidates import candidates

ASK = {"--json": None, "--run": "runs", "--to": "values", "--form": ["ascii", "dot"], "--seed": ""}
INFO = {"options": {}, "arguments": ["sources"], "many": False}
TABLE = {
    "options": {"--version": None, "--help": None},
    "subjects": ["CVQ101", "codebook.size"],
    "sources": ["critters"],
    "commands": {
        "ask": {"options": {**ASK, "--metrics": {"several": ["mig", "dci"]}}, "arguments": ["specs"], "many": True},
        "explain": {"options": {}, "arguments": ["subjects"], "many": False},
        "data": {"options": {"--help": None}, "commands": {"info": INFO}},
    },
}


@pytest.fixture(autouse=True)
def names(monkeypatch):
    known = {"runs": ["runs/a/1", "runs/b/2"], "specs": ["a.yaml", "$(rm).yaml", "b c.yaml"]}
    monkeypatch.setattr(module, "names_of", lambda kind, asked: known.get(kind, [f"{kind} {sorted(asked.items())}"]))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("e", ["explain"]),
        ("--v", ["--version"]),
        ("ask --j", ["--json"]),
        ("ask --form ", ["ascii", "dot"]),
        ("ask --form d", ["dot"]),
        ("ask --form=d", ["--form=dot"]),
        ("ask --run runs/b", ["runs/b/2"]),
        ("ask --metrics m", ["mig"]),
        ("ask --metrics mig,", ["mig,dci"]),
        ("ask --seed ", []),
        ("ask --json ", ["a.yaml", "b c.yaml"]),
        ("ask a.yaml b", ["b c.yaml"]),
        ("explain cod", ["codebook.size"]),
        ("explain CVQ101 ", []),
        ("data ", ["info"]),
        ("data info cr", ["critters"]),
        ("nothing of the kind ", ["ask", "explain", "data"]),
    ],
)
def test_what_may_come_next(line, found):
    *words, incomplete = line.split(" ")

    assert candidates(TABLE, words, incomplete) == found


def test_values_know_what_other_options_say():
    (found,) = module.followers(TABLE, "values", module.read(TABLE, ["ask", "--run=x", "--form", "dot"]).asked, "")

    assert found == "values [('--form', 'dot'), ('--run', 'x')]"
