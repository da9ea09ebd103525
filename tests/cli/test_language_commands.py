"""The commands of the language, as a user runs them."""

import json
import stat
from pathlib import Path

import numpy as np
import pytest

from causalvq.cli.commands.init import Template
from causalvq.cli.main import main
from causalvq.dsl import load
from causalvq.dsl.describe.json_schema import MODELINE

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "tests" / "cli" / "small.yaml"
BROKEN = ROOT / "tests" / "golden" / "invalid" / "ten_faults.yaml"


@pytest.fixture
def run(capsys):
    """Run the command line in this process; returns the exit status, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stop.value.code, captured.out, captured.err

    return call


def test_schema_is_the_published_one(run):
    assert run("schema") == (0, (ROOT / "schemas" / "causalvq.v1.json").read_text(), "")


def test_render_writes_every_default(run, tmp_path):
    status, text, _ = run("render", SPEC, "--set", "codebook.size=16")
    rendered = tmp_path / "rendered.yaml"
    rendered.write_text(text)

    assert status == 0
    assert load(rendered).spec == load(SPEC, ["codebook.size=16"]).spec
    assert load(rendered).given("train.optimizer.betas")
    assert "# States of each variable." in text


def test_render_of_what_differs(run):
    _, text, _ = run("render", SPEC, "--diff-defaults", "--set", "codebook.dim=4")

    assert "  dim: 4  # default: 16\n" in text
    assert "optimizer" not in text


def test_explain_a_key_a_code_and_everything(run):
    assert run("explain", "codebook.size")[1].startswith("codebook.size\n  States of each variable. auto: room")
    assert run("explain", "cvq138")[1].startswith("CVQ138: required edges close a cycle\n")
    assert "train.optimizer.lr: number, above 0" in run("explain")[1]

    status, _, err = run("explain", "codebok")
    assert status == 1
    assert "did you mean codebook?" in err


def test_diff_tells_meaning(run, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(SPEC.read_text().replace("size: 8", "size: 9") + "# a comment\n")

    status, text, _ = run("diff", SPEC, other)
    assert (status, text.splitlines()[:3]) == (0, ["codebook.size: 8 -> 9", "", "for the plan:"])
    assert "  states of all variables: 56 -> 63 (+12.5%)\n" in text
    assert run("diff", SPEC, other, "--set", "codebook.size=8")[1] == "the two specs mean the same\n"


def test_migrate_is_the_identity_for_version_1(run, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC.read_text())

    assert run("migrate", spec) == (0, SPEC.read_text(), "")
    assert run("migrate", spec, "--write")[1] == f"{spec}: already causalvq/v1\n"
    spec.write_text("apiVersion: causalvq/v0\n")
    assert run("migrate", spec)[0] == 1
    spec.write_text("name: a\n")
    assert "does not say its version" in run("migrate", spec)[2]


def test_init_starts_from_a_template_or_from_data(run, tmp_path):
    status, _, err = run("init", tmp_path / "spec.yaml", "--template", "grid", "--data", tmp_path / "x.npz")

    assert status == 2
    assert "one of the two" in err
    assert not (tmp_path / "spec.yaml").exists()


@pytest.mark.parametrize("template", list(Template))
def test_init_from_a_template(run, tmp_path, template):
    spec = tmp_path / "spec.yaml"

    status, out, _ = run("init", spec, "--template", template)

    assert (status, out) == (0, f"{spec}: written; next: causalvq compile {spec}\n")
    assert spec.read_text().startswith(MODELINE)
    assert json.loads((tmp_path / ".causalvq" / "causalvq.v1.json").read_text())["title"] == "A causalvq/v1 spec"
    assert load(spec).warnings == ()


def test_init_replaces_nothing_unasked(run, tmp_path):
    spec = tmp_path / "spec.yaml"
    spec.write_text("mine\n")
    spec.chmod(0o600)

    status, _, err = run("init", spec)
    assert status == 1
    assert "CVQ126 the file exists already" in err
    assert spec.read_text() == "mine\n"

    assert run("init", spec, "--force")[0] == 0
    assert stat.S_IMODE(spec.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [".causalvq", "spec.yaml"]


def test_init_into_a_folder_that_is_not_there(run, tmp_path):
    status, _, err = run("init", tmp_path / "absent" / "spec.yaml")

    assert status == 1
    assert "CVQ126 the folder is not there" in err


def test_init_from_a_data_file(run, tmp_path):
    data = tmp_path / "my shapes.npz"
    labels = np.array([(shape, hue) for shape in range(2) for hue in range(3)])
    np.savez(
        data,
        images=np.zeros((6, 48, 48, 3), np.uint8),
        labels=labels,
        factor_names=np.array(["shape", "hue"]),
        factor_sizes=np.array([2, 3]),
        values_shape=np.array(["square", "disc"]),
    )
    spec = tmp_path / "spec.yaml"

    status, out, err = run("init", spec, "--data", data)

    assert status == 0
    assert f"{spec}:10:13: CVQ261 warning: shape has only" in err
    assert "factor    shape: 2 values: square, disc" in out
    assert "shape: 4 (train" in out
    proposed = load(spec).spec
    assert proposed.name == "my_shapes"
    assert proposed.data.source.path == "my shapes.npz"
    assert proposed.data.factors == ("shape", "hue")
    assert [(v.name, v.factor) for v in proposed.variables.declared] == [("shape", "shape"), ("hue", "hue")]
    assert proposed.codebook.size == "auto"
    assert proposed.data.image.size == 48
    assert "# 2 values: square, disc" in spec.read_text()


def test_init_from_data_that_is_none(run, tmp_path):
    (tmp_path / "notes.txt").write_text("")
    status, _, err = run("init", tmp_path / "a.yaml", "--data", tmp_path / "notes.txt")
    assert status == 1
    assert "CVQ322" in err

    status, _, err = run("init", tmp_path / "a.yaml", "--data", tmp_path / "absent.npz")
    assert status == 1
    assert "CVQ3" in err
    assert not (tmp_path / "a.yaml").exists()


def test_diagnostics_as_json(run):
    status, out, err = run("validate", "--format", "json", BROKEN)
    told = json.loads(out)

    assert (status, err, told["valid"]) == (1, "", False)
    assert len(told["diagnostics"]) == 10
    first = told["diagnostics"][0]
    assert (first["code"], first["place"]["line"], first["place"]["column"]) == ("CVQ106", 2, 7)
    assert json.loads(run("validate", "--format", "json", SPEC)[1]) == {"valid": True, "diagnostics": []}


def test_diagnostics_for_github(run):
    _, out, _ = run("validate", "--format", "github", BROKEN)
    lines = out.splitlines()

    assert len(lines) == 10
    assert lines[1] == (
        f"::error title=CVQ105,file={BROKEN},line=4,col=11,endColumn=17::data.source is not one of the choices"
        '%0Aexpected: one of critters, scenes, shapes3d, pendulum%0Agot: the text "criters"'
        "%0Ahint: did you mean critters?"
    )
    assert run("validate", "--format", "github", SPEC) == (0, "", "")


def test_diagnostics_as_sarif(run):
    log = json.loads(run("validate", "--format", "sarif", BROKEN)[1])

    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    assert {result["ruleId"] for result in one["results"]} == set(rules)
    assert one["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 7,
        "endColumn": 17,
    }


def test_related_places_reach_sarif(run):
    path = ROOT / "tests" / "golden" / "invalid" / "rule_books.yaml"
    result = json.loads(run("validate", "--format", "sarif", path)[1])["runs"][0]["results"][0]

    assert result["relatedLocations"][0]["message"] == {"text": "the layout"}


def test_render_says_where_values_come_from(run):
    status, text, _ = run("render", SPEC, "--provenance", "--set", "codebook.size=auto")
    lines = {line.split(":")[0]: line for line in text.splitlines()}

    assert status == 0
    assert lines["seed"].endswith("  default")
    assert "--set codebook.size=auto; compiler: " in lines["codebook.size"]
    made = json.loads(run("render", SPEC, "--provenance", "--json", "--diff-defaults")[1])
    assert {one["kind"] for one in made} == {"file"}
    assert run("render", SPEC, "--json")[0] == 2


def test_render_of_values_without_data_says_what_is_not_known(run, tmp_path):
    spec = tmp_path / "a.yaml"
    spec.write_text(SPEC.read_text().replace("source: critters", "source: {format: npz, path: nothing.npz}"))

    status, text, err = run("render", spec, "--provenance")

    assert status == 0
    assert "compiler: " not in text
    assert err.startswith("what the compiler decides is not known: ")
