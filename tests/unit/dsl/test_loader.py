import random
import subprocess
import sys
import time
from pathlib import Path

import networkx  # noqa: F401  # a cycle loads it: no part of the time that a document takes
import pytest
from refusals import refused

from causalvq.dsl import load
from causalvq.errors import SpecError

EXAMPLE = Path(__file__).parents[3] / "examples" / "01_critters.yaml"


def test_the_first_example_is_valid():
    spec = load(EXAMPLE).spec

    assert spec.api_version == "causalvq/v1"
    assert spec.variables.count == 7
    assert spec.data.pairs.origin == "factors"


@pytest.mark.parametrize("written", ["2000", "2e3", "2000.0", "2.0E+3", "0x7d0", "+2000."])
def test_a_whole_number_may_be_written_as_any_number(small_text, small, written):
    small.write_text(small_text + f"train: {{steps: {written}, micro_batches: 2e0}}\n")
    steps = [
        load(path, overrides).spec.train for path, overrides in ((small, ()), (EXAMPLE, [f"train.steps={written}"]))
    ]

    assert [(train.steps, type(train.steps)) for train in steps] == [(2000, int)] * 2
    assert type(steps[0].micro_batches) is int


def test_anchors_and_merges_keep_the_place_of_the_anchor(small_text, tmp_path):
    path = tmp_path / "merge.yaml"
    path.write_text(small_text + "model:\n  transition: &net {hidden: 32}\ntrain: {optimizer: {lr: 1.0e-3}}\n")
    assert load(path).spec.model.transition.hidden == 32

    path.write_text(small_text.replace("  size: 8", "  <<: &shared {size: 4, dim: 2}\n  dim: 3"))
    document = load(path)
    assert (document.spec.codebook.size, document.spec.codebook.dim) == (4, 3)
    assert document.place("codebook.size").line == 6


def test_the_language_imports_no_torch_and_no_numpy():
    program = (
        "import sys; from pathlib import Path; from causalvq.dsl import load; load(Path(sys.argv[1])); "
        "print(sorted({'torch', 'numpy', 'PIL', 'networkx'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program, str(EXAMPLE)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def test_a_device_is_not_read_to_its_end():
    with pytest.raises(SpecError, match="it is a device, not a file") as error:
        load(Path("/dev/zero"))

    assert error.value.diagnostics[0].code == "CVQ119"


def flow(items):
    return "[" + ", ".join(items) + "]"


COUNTED = HEAD + "variables: {count: 3}\n"


CHANCE = random.Random(0)


NAMES = ["".join(CHANCE.choices("abcd", k=20)) for _ in range(2800)]


WORST = {
    "faults of values": COUNTED + f"evaluate: {{metrics: {flow(['dic'] * 55_000)}}}",
    "faults of lists": COUNTED + f"graph: {{required: {flow(['[a]'] * 25_000)}}}",
    "duplicate keys": "a: 1\n" * 200_000,
    "anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(29_000)),
    "a cycle": COUNTED + f"graph: {{required: {flow(f'[v{i}, v{(i + 1) % 19_000}]' for i in range(19_000))}}}",
    "cycles": COUNTED + f"graph: {{required: {flow(f'[v{i}, v{i ^ 1}]' for i in range(19_000))}}}",
    "factors of many variables": HEAD
    + f"variables: {flow(f'{{name: v{i}, factor: f{i % 60}}}' for i in range(2800))}\n"
    + f"graph: {{required: {flow(f'[f{i % 60}, f{i % 59}]' for i in range(9000))}}}",
    "one factor of all variables": HEAD
    + f"variables: {flow(f'{{name: {name}, factor: f}}' for name in NAMES)}\n"
    + f"graph: {{required: {flow(['[f, g]'] * 5000)}, tiers: [{flow(['f'] * 10_000)}]}}",
    "names like each other": HEAD.replace("critters", "critters, factors: [x]")
    + f"variables: {flow(f'{{name: {name}}}' for name in NAMES)}\n"
    + f"graph: {{required: {flow(f'[{name[::-1]}, {name[1:]}]' for name in NAMES)}}}",
}


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_the_worst_documents_take_less_than_two_seconds(tmp_path, text):
    diagnostics, seconds = refused(tmp_path / "worst.yaml", text)

    assert seconds < 2
    assert len(diagnostics) <= 1500


def test_a_thousand_variables_and_five_thousand_edges(tmp_path):
    names = [f"variable_{i}" for i in range(1000)]
    edges = [(names[i], names[(i + j) % 1000]) for i in range(995) for j in range(1, 6) if i + j < 1000]
    text = (
        HEAD
        + "variables:\n"
        + "".join(f"  - {{name: {name}, factor: f{i // 2}, states: 4}}\n" for i, name in enumerate(names))
        + "graph:\n  required:\n"
        + "".join(f"    - [{a}, {b}]\n" for a, b in edges)
    )
    path = tmp_path / "large.yaml"
    path.write_text(text)

    start = time.process_time()
    document = load(path)
    seconds = time.process_time() - start

    assert len(document.spec.graph.required) == len(edges) >= 4900
    assert seconds < 2
    assert document.place("graph.required[4000][1]").excerpt is not None
