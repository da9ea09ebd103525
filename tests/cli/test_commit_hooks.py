"""The hooks that this repository offers to pre-commit do what they say to a spec."""

from pathlib import Path

import pytest
import yaml

from causalvq.cli.main import main

ROOT = Path(__file__).parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
SPEC = """\
apiVersion: causalvq/v1
name: a
train: {steps: 1}
data: {source: critters}
variables: {count: 7}
codebook: {size: 8}
"""


def run(hook, path):
    """The exit status of a hook's entry with a file, as pre-commit calls it."""
    program, *arguments = HOOKS[hook]["entry"].split()
    assert program == "causalvq"
    with pytest.raises(SystemExit) as stop:
        main([*arguments, str(path)])
    return stop.value.code


def test_each_hook_has_what_pre_commit_asks_for():
    assert set(HOOKS) == {"causalvq-validate", "causalvq-fix", "causalvq-fmt"}
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language", "types", "description"} == set(hook)
        assert (hook["language"], hook["types"]) == ("system", ["yaml"])


def test_the_hooks_run_on_a_spec(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(SPEC.replace("train", "Train"))

    assert run("causalvq-validate", path) == 1
    assert run("causalvq-fix", path) == 0
    assert path.read_text() == SPEC
    assert run("causalvq-validate", path) == 0
    assert run("causalvq-fmt", path) == 0
    assert path.read_text().index("data:") < path.read_text().index("train:")
