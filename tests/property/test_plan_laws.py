"""Laws of every plan: the same spec gives the same bytes, statements hold in the masks, and the verifier agrees."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from compilable import compilable, expanded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causalvq.compiler import compile_spec, load_plan
from causalvq.compiler.graphs.adjacency import allowed_mask, required_mask
from causalvq.compiler.verifier import violations
from causalvq.dsl import load

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


FOLDER = tempfile.TemporaryDirectory()
FILE = Path(FOLDER.name) / "random.yaml"


def compiled(values):
    """The plan of the values of a spec; JSON is YAML."""
    FILE.write_text(json.dumps(values))
    return compile_spec(load(FILE))


@SETTINGS
@given(compilable())
def test_statements_hold_in_the_masks(made):
    spec, groups = made
    plan = compiled(spec)
    names = [variable.name for variable in plan.variables]
    required, allowed = required_mask(plan.graph), allowed_mask(plan.graph)
    index = {name: position for position, name in enumerate(names)}

    wanted = {(index[i], index[j]) for i, j in expanded(spec["graph"]["required"], groups)}
    assert set(zip(*(axis.tolist() for axis in required.nonzero()), strict=True)) == wanted
    assert all(allowed[edge] for edge in wanted)
    assert not any(allowed[index[i], index[j]] for i, j in expanded(spec["graph"]["forbidden"], groups))
    assert list(violations(plan)) == []


@SETTINGS
@given(compilable())
def test_compiling_twice_gives_the_same_bytes(made):
    spec, _ = made
    shuffled = {key: spec[key] for key in sorted(spec, reverse=True)}

    plan = compiled(spec)
    assert compiled(spec).to_json() == plan.to_json()
    assert compiled(shuffled).digest == plan.digest


@SETTINGS
@given(compilable())
def test_plans_survive_the_way_to_a_file_and_back(made):
    plan = compiled(made[0])
    path = FILE.with_name("plan.json")
    path.write_text(plan.to_json())

    assert load_plan(path) == plan
    assert load_plan(path).to_json() == plan.to_json()


@settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(compilable(), min_size=8, max_size=8))
def test_processes_agree_whatever_their_hashes(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("specs")
    for number, (spec, _) in enumerate(made):
        (folder / f"{number}.yaml").write_text(json.dumps(spec))

    digests = {compile_all(folder, seed) for seed in ("0", "4242")}

    assert len(digests) == 1


PROGRAM = """
import hashlib, sys
from pathlib import Path
from causalvq.compiler import compile_spec
from causalvq.dsl import load
texts = [compile_spec(load(path)).to_json() for path in sorted(Path(sys.argv[1]).iterdir())]
print(len(texts), hashlib.sha256("".join(texts).encode()).hexdigest())
"""


def compile_all(folder: Path, seed: str) -> str:
    """The digest of all plans of a folder, from a process of its own."""
    env = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("8 ")
    return done.stdout
