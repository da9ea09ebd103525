"""What a hostile or accidental file may cost: never more than the limits that the language states."""

import random
import time
from pathlib import Path

import pytest

from causalvq.dsl import load
from causalvq.errors import SpecError

HEAD = "apiVersion: causalvq/v1\nname: big\ndata: {source: critters}\ncodebook: {size: 8}\n"


def refused(path, text):
    """The diagnostics for a text, and the seconds they took."""
    path.write_text(text)
    start = time.perf_counter()
    with pytest.raises(SpecError) as error:
        load(path)
    return error.value.diagnostics, time.perf_counter() - start


def test_files_over_a_mebibyte_are_refused_unread(tmp_path):
    diagnostics, _ = refused(tmp_path / "big.yaml", HEAD + "#" * (1 << 20))

    assert [d.code for d in diagnostics] == ["CVQ113"]


def test_a_device_is_not_read_to_its_end():
    with pytest.raises(SpecError, match="it is a device, not a file") as error:
        load(Path("/dev/zero"))

    assert error.value.diagnostics[0].code == "CVQ119"


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 250_000, "- " * 500_000, "? " * 500_000, "[{" * 100_000])
def test_deep_nesting_is_refused_at_once(tmp_path, text):
    diagnostics, seconds = refused(tmp_path / "deep.yaml", text)

    assert diagnostics[0].code in ("CVQ114", "CVQ110")
    assert seconds < 2


def test_a_chain_of_aliases_cannot_nest_without_bound(tmp_path):
    text = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000))

    diagnostics, _ = refused(tmp_path / "chain.yaml", text)

    assert diagnostics[-1].code == "CVQ114"


def test_thousands_of_faults_are_counted_not_listed(tmp_path):
    text = HEAD + "variables: {count: 1}\n" + "".join(f"key{i}: 1\n" for i in range(3000))

    diagnostics, seconds = refused(tmp_path / "many.yaml", text)

    assert diagnostics[-1].code == "CVQ100"
    assert "2,000 more" in diagnostics[-1].message
    assert len(diagnostics) == 1001
    assert seconds < 2


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
    start = time.process_time()
    diagnostics, _ = refused(tmp_path / "worst.yaml", text)

    assert time.process_time() - start < 2
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

    start = time.perf_counter()
    document = load(path)
    seconds = time.perf_counter() - start

    assert len(document.spec.graph.required) == len(edges) >= 4900
    assert seconds < 2
    assert document.place("graph.required[4000][1]").excerpt is not None


def test_a_long_cycle_is_found_among_thousands_of_edges(tmp_path):
    edges = "".join(f"    - [v{i}, v{(i + 1) % 3000}]\n" for i in range(3000))

    diagnostics, seconds = refused(
        tmp_path / "cycle.yaml", HEAD + "variables: {count: 3000}\ngraph:\n  required:\n" + edges
    )

    assert [d.code for d in diagnostics] == ["CVQ138"]
    assert "more) ->" in diagnostics[0].message
    assert seconds < 2
