"""Specs and the exact plan, or the exact diagnostics, that each of them earns. `make golden` rewrites them."""

import os
from pathlib import Path

import pytest

from causalvq.cli.main import main
from causalvq.compiler import compile_spec, load_plan
from causalvq.dsl import load

HERE = Path(__file__).parent
EXAMPLES = Path(__file__).parents[2] / "examples"
VALID = sorted((HERE / "plans").glob("*.yaml"))
REFUSED = sorted((HERE / "refused").glob("*.yaml"))


def golden(path, text):
    """What a golden file holds, after it was rewritten if that was asked for."""
    if os.environ.get("CAUSALVQ_GOLDEN") == "rewrite":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return path.read_text()


@pytest.mark.parametrize("spec", VALID, ids=lambda spec: spec.stem)
def test_the_plan_is_exact(spec):
    plan = compile_spec(load(spec))

    assert plan.to_json() == golden(spec.with_suffix(".json"), plan.to_json())
    assert load_plan(spec.with_suffix(".json")) == plan


@pytest.mark.parametrize("spec", sorted(EXAMPLES.glob("*.yaml")), ids=lambda spec: spec.stem)
def test_the_plan_of_an_example_is_exact(spec):
    plan = compile_spec(load(spec))

    assert plan.to_json() == golden(HERE / "plans" / "examples" / f"{spec.stem}.json", plan.to_json())


@pytest.mark.parametrize("spec", REFUSED, ids=lambda spec: spec.stem)
def test_the_diagnostics_are_exact(spec, capsys, monkeypatch):
    monkeypatch.chdir(HERE / "refused")
    with pytest.raises(SystemExit) as stop:
        main(["compile", spec.name, "--check"])
    text = f"{capsys.readouterr().err}exit status {stop.value.code}\n"

    assert text == golden(spec.with_suffix(".txt"), text)


def test_there_are_at_least_twenty():
    assert len(VALID) >= 20
