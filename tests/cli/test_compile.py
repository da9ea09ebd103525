import json
import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from causalvq.cli.main import main
from causalvq.compiler import load_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "01_critters.yaml"

SPEC = """\
apiVersion: causalvq/v1
name: small
data: {source: critters, image: {size: 32}}
variables: {count: 7}
codebook: {size: 8}
graph: {required: [[eyes, mouth]]}
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SPEC)
    return tmp_path


def run(*arguments):
    """Run the command line in this process; returns the exit status."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return stop.value.code


def files(folder):
    """Every file below a folder with its content, time and inode."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(path, path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in found]


def test_compile_writes_the_plan_and_makes_it_current(here, capsys):
    assert run("compile", "small.yaml", "--set", "model.encoder.widths=[32, 64, 64]", "--set", "seed=3") == 0

    current = json.loads((here / ".causalvq" / "current.json").read_text())
    plan = load_plan(here / current["plan"])
    assert plan.seed == 3
    text = sha256((here / "small.yaml").read_bytes()).hexdigest()
    named = {"spec": "small.yaml", "plan": ".causalvq/plans/small.json", "run": None}
    given = ["model.encoder.widths=[32, 64, 64]", "seed=3"]
    assert current == named | {"digest": plan.digest, "text": text, "overrides": given}
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "small: 14,400 images of 32 x 32 x 3"
    assert lines[-1] == "small: plan written to .causalvq/plans/small.json"
    stem = ["encoder.stem", "convolution", "32", "x", "8", "x", "8", "13,856", "884,736"]
    assert stem in [line.split() for line in lines]
    assert any(line.startswith("cost: 847,628 parameters") for line in lines)


def test_the_pairs_of_each_factor_and_part_are_shown(capsys):
    assert run("compile", "small.yaml", "--set", "data.factors=[eyes, mouth]") == 0

    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    head = rows.index(["pairs", "of", "train", "validation", "test", "in", "all"])
    counts = {row[0]: [int(cell.replace(",", "")) for cell in row[1:]] for row in rows[head + 1 : head + 3]}
    assert list(counts) == ["eyes", "mouth"]
    assert all(sum(found[:3]) == found[3] and min(found) >= 150 for found in counts.values())
    assert rows[head + 4] == ["images", "11,520", "1,440", "1,440", "14,400"]


def test_a_published_set_that_is_absent_has_no_pairs_to_count(capsys):
    overrides = ("--set", "data.source={format: dsprites, path: none.npz}", "--set", "graph={}")
    assert run("compile", "small.yaml", "--json", *overrides, "--set", "codebook.size=40") == 0

    assert json.loads(capsys.readouterr().out)["pairs"] is None


def test_unchanged_input_touches_nothing(here, capsys):
    assert run("compile", "small.yaml") == 0
    before = files(here)
    capsys.readouterr()

    assert run("compile", "small.yaml") == 0

    assert capsys.readouterr().out == "small: up to date (.causalvq/plans/small.json)\n"
    assert files(here) == before


def test_a_comment_more_is_no_change_of_the_plan_but_of_its_lines(here, capsys):
    run("compile", "small.yaml")
    (here / "small.yaml").write_text(SPEC + "# a comment\n")
    capsys.readouterr()
    assert run("compile", "small.yaml") == 0
    assert "up to date" in capsys.readouterr().out

    (here / "small.yaml").write_text("# a comment\n" + SPEC)
    assert run("compile", "small.yaml", "--locked") == 0
    assert "plan written" in capsys.readouterr().out


def test_a_damaged_plan_is_written_again(here, capsys):
    run("compile", "small.yaml")
    (here / ".causalvq" / "plans" / "small.json").write_text("")

    assert run("compile", "small.yaml") == 0
    assert "plan written" in capsys.readouterr().out


def test_check_writes_nothing(here, capsys):
    assert run("compile", "small.yaml", "--check") == 0

    assert capsys.readouterr().out == "small: compiles; nothing was written\n"
    assert not (here / ".causalvq").exists()


def test_a_fault_writes_nothing(here, capsys):
    assert run("compile", "small.yaml", "--set", "codebook.size=2") == 1

    assert "CVQ205" in capsys.readouterr().err
    assert not (here / ".causalvq").exists()


def test_trace_names_passes_and_lines(capsys):
    assert run("compile", "small.yaml", "--trace") == 0

    lines = capsys.readouterr().out.splitlines()
    passes = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert passes == [
        f"{name}:"
        for name in (
            *("facts", "pairs", "actions", "variables", "direction", "graph", "networks"),
            *("losses", "phases", "metrics", "cost", "lock"),
        )
    ]
    (codebook,) = [line for line in lines if line.startswith("  codebook.size: ")]
    assert codebook.endswith("<- small.yaml:5:18 codebook.size; default data.factors")
    (edge,) = [line for line in lines if line.startswith("  required: eyes -> mouth")]
    assert edge.endswith("<- small.yaml:6:20 graph.required[0]")


def test_output(here):
    assert run("compile", "small.yaml", "-o", "plans/mine.json") == 0

    assert load_plan(Path("plans/mine.json")).name == "small"
    assert (here / "plans" / "mine.lock.json").exists()
    assert json.loads((here / ".causalvq" / "current.json").read_text())["plan"] == "plans/mine.json"


def test_locked(here, capsys):
    assert run("compile", "small.yaml", "--locked") == 1
    assert "CVQ228" in capsys.readouterr().err

    run("compile", "small.yaml")
    assert run("compile", "small.yaml", "--locked") == 0
    before = files(here)
    capsys.readouterr()
    assert run("compile", "small.yaml", "--locked", "--set", "train.batch_size=17") == 1
    err = capsys.readouterr().err
    assert "CVQ227 the spec drifted from the lock" in err
    assert "CVQ227 note: the plan would change at train.batch_size" in err
    assert files(here) == before


def test_json(capsys):
    assert run("compile", "small.yaml", "--json", "--trace") == 0

    made = json.loads(capsys.readouterr().out)
    assert made["status"] == "written"
    assert made["digest"] == load_plan(Path(made["path"])).digest
    assert made["estimate"]["step_seconds"] > 0
    assert made["pairs"]["images"] == {"train": 11_520, "validation": 1440, "test": 1440}
    assert set(made["pairs"]["pairs"]) == {factor["name"] for factor in made["plan"]["data"]["factors"]}
    assert made["trace"][0] == {"step": "facts", "path": "name", "text": "small", "origins": ["small.yaml:2:7 name"]}


def test_a_warning_when_the_machine_is_too_small(capsys, monkeypatch):
    from causalvq.compiler.capability import step_time

    monkeypatch.setattr(step_time, "memory", lambda: 10**6)

    assert run("compile", "small.yaml") == 0
    assert "CVQ242 warning: training takes about" in capsys.readouterr().err


def test_plan_show_takes_plans_specs_and_the_current_one(capsys):
    assert run("plan", "show") == 1
    assert "CVQ230 nothing was compiled here yet" in capsys.readouterr().err

    run("compile", "small.yaml")
    capsys.readouterr()
    shown = []
    for arguments in ((), ("small.yaml",), (".causalvq/plans/small.json",)):
        assert run("plan", "show", *arguments) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] == shown[2]
    assert shown[0].startswith("small: 14,400 images")

    assert run("plan", "show", "--json") == 0
    assert capsys.readouterr().out == Path(".causalvq/plans/small.json").read_text()


def test_the_plan_of_a_spec_that_changed_since(here, capsys):
    run("compile", "small.yaml")
    (here / "small.yaml").write_text(SPEC + "seed: 4\n")

    assert run("plan", "show", "small.yaml") == 1
    assert "CVQ225 this is the plan of this spec before it was changed" in capsys.readouterr().err


def test_plan_diff(capsys):
    run("compile", "small.yaml")
    run("compile", "small.yaml", "-o", "other.json", "--set", "train.steps=10", "--set", "codebook.dim=8")
    capsys.readouterr()

    assert run("plan", "diff", ".causalvq/plans/small.json", "other.json") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("train.steps: ") and line.endswith(" -> 10") for line in lines)
    assert "codebook.dim: 16 -> 8" in lines
    assert lines[-1] == f"{len(lines) - 1} differences"

    assert run("plan", "diff", "other.json", "other.json", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("format_", "arrow"), [("ascii", "eyes -> mouth"), ("dot", '  "eyes" -> "mouth";'), ("mermaid", "  n5 --> n6")]
)
def test_plan_graph(capsys, format_, arrow):
    run("compile", "small.yaml")
    capsys.readouterr()

    assert run("plan", "graph", "--format", format_, "--level", "factors") == 0
    assert arrow in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    "arguments", [["plan"], ["plan", "nope"], ["plan", "diff", "a"], ["compile"], ["compile", "a", "b"]]
)
def test_wrong_usage_exits_2(arguments):
    assert run(*arguments) == 2


PROGRAM = (
    "import sys\nfrom causalvq.cli.main import main\n"
    "try: main(sys.argv[1:])\nexcept SystemExit as stop: assert stop.code == 0\n"
    "print(sorted({'torch', 'rich', 'networkx', 'PIL'} & set(sys.modules)))"
)


def process(*arguments):
    """Run the command line as a process; what it printed, and the processor seconds that it took."""
    before = os.times()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return done.stdout, spent


def test_compiling_imports_no_torch_and_takes_well_under_a_second():
    process("-m", "causalvq", "compile", str(EXAMPLE))  # writes bytecode, measures the machine
    spent = min(process("-m", "causalvq", "compile", str(EXAMPLE), "--set", f"seed={seed}")[1] for seed in range(3))
    out, _ = process("-c", PROGRAM, "compile", str(EXAMPLE))

    assert "plan written" in out
    assert out.splitlines()[-1] == "[]"
    assert spent < 1.2  # 0.6 on a quiet machine, which benchmarks/compiler.py shows


def test_plans_do_not_depend_on_the_seed_of_hashes(here):
    texts = set()
    for seed in ("0", "77"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-m", "causalvq", "compile", "small.yaml", "-o", f"{seed}.json"],
            env=env,
            capture_output=True,
            check=True,
        )
        texts.add((here / f"{seed}.json").read_text())

    assert len(texts) == 1


def test_a_thousand_variables_with_knowledge(here):
    pairs = "".join(f"    - [b1.r{r}.c{c}, b2.r{r}.c{c}]\n" for r in range(1, 17) for c in range(1, 17))
    (here / "large.yaml").write_text(
        SPEC.split("variables")[0].replace("32", "64").replace("small", "large")
        + "variables: {count: 1024, layout: grid, books: 4}\ncodebook: {size: 64}\n"
        + "graph:\n  prior: {kind: scale_free, expected_edges: 5000}\n  tiers: [[b1], [b2, b3], [b4]]\n"
        + f"  forbidden: [[b1, b4]]\n  required:\n{pairs}"
    )
    started = time.process_time()

    assert run("compile", "large.yaml") == 0

    assert time.process_time() - started < 3
    plan = load_plan(Path(".causalvq/plans/large.json"))
    assert len(plan.graph.required) == 256


def test_words_that_are_declared_to_be_ordered_are_told_in_their_order(capsys):
    factors = "data.factors=[{name: mouth, order: ordered}, eyes]"
    assert run("compile", "small.yaml", "--check", "--set", factors) == 0

    assert "CVQ265 warning: the values of mouth are words" in capsys.readouterr().err


def test_a_plan_is_written_over_no_file_that_is_none(command, here, capsys):
    assert command("compile", "small.yaml", "-o", "small.yaml") == 1
    assert "small.yaml: CVQ126 the file exists already, and is no plan" in capsys.readouterr().err
    assert (here / "small.yaml").read_text() == SPEC
    for seed in (1, 2):
        assert command("compile", "small.yaml", "-o", "plan.json", "--set", f"seed={seed}") == 0
    assert load_plan(here / "plan.json").seed == 2
