"""Feed damaged and random documents to the language: each ends in a `Spec` or a `SpecError`, soon, in little memory.

    python tests/property/fuzz_spec.py COUNT SEED

Prints one line of JSON; stops at the first document that breaks the promise, and leaves it in the file it names.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from causalvq.dsl import load
from causalvq.dsl.describe.printing import print_spec
from causalvq.dsl.documents.fields import all_keys
from causalvq.errors import SpecError

ROOT = Path(__file__).parents[2]
MAX_SECONDS = 2.0
MAX_MEBIBYTES = 500

FRAGMENTS = [
    b"&a ", b"*a", b"<<: *a", b"!!python/object:os.system ", b"!!int ", b"!!float ", b"!!binary ", b"? ",
    b"- ", b": ", b"{", b"}", b"[", b"]", b"[[[[[[[[", b"{a: {a: {a: ", b"\t", b"\r\n", b"\x00", b"\x85",
    b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"'", b'"', b'"\\ud800"', b"# ", b"---\n",
    b"...\n", b"%YAML 1.1\n", b"1e400", b"-0", b".nan", b".inf", b"9" * 30, b"9" * 399, b"9" * 5000, b"0o17",
    b"0x_", b"null", b"~", b"true", b"yes", b"1_000", b"2026-11-24", b"kind: fixed",
    b"kind: fixed, fixed: 1", b"format: npz", b"format: folder, folder: x", b"extends: .",
    b"extends: x.yaml", b"apiVersion: causalvq/v1\n", b"variables: [{name: a}]",
    b"required: [[a, a], [a, b], [b, a]]", b"tiers: [[a], [a]]", b"@list: 3", b"'@count': 3",
    b"prior: {kind: erdos_renyi}", b"kind: kind", b"a.b[0]: 1", b"'': 1", b"size: 1e3",
]  # fmt: skip


def corpus() -> list[bytes]:
    """Every spec of the repository, right and broken."""
    folders = ("examples", "causalvq/cli/templates", "tests/golden/plans", "tests/golden/invalid")
    return [path.read_bytes() for folder in folders for path in sorted((ROOT / folder).glob("*.yaml"))]


def flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = chance.choice(b"abekmnst019 .,:-[]{}\"'#&*\n\xff")


def cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 40)]


def insert(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    data[start:start] = chance.choice(FRAGMENTS) * chance.choice([1, 1, 1, 2, 60])


def repeat(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.randint(1, 200)] * chance.choice([1, 2, 20])


def shuffle_lines(data: bytearray, chance: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    first = chance.randrange(len(lines))
    part = lines[first : first + 6]
    chance.shuffle(part)
    lines[first : first + 6] = part
    data[:] = b"\n".join(lines)


def replace_value(data: bytearray, chance: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    index = chance.randrange(len(lines))
    key, colon, _ = lines[index].partition(b":")
    lines[index] = key + colon + b" " + chance.choice(FRAGMENTS)
    data[:] = b"\n".join(lines)


MUTATIONS: list[Callable[[bytearray, random.Random], None]] = [flip, cut, insert, repeat, shuffle_lines, replace_value]


VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 8, 10**30, 0.0, 0.5, 1.5, -0.1, 1e308, "", "a", "all", "none",
    "fixed", "hair", "a.b", "no", "1e3", "[x]", "\x00", "\u2028", "🦊", "x" * 70, [], [[]], ["a"], ["a", "a"],
    [["a", "b"]], [["a", "b"], ["b", "a"]], [["a", "b", 0.5]], [[["a"]]], [0.5, 0.5], {}, {"a": 1},
    {"kind": "fixed"}, {"kind": "erdos_renyi", "edge_probability": 1},
    {"kind": "scale_free", "expected_edges": 3}, {"kind": "edge_probabilities", "edges": [["a", "b", 1]]},
    {"kind": None}, {"format": "npz", "path": "x.npz"}, {"format": "folder", "path": "x", "pattern": "{a}"},
    {"format": "x"}, {"count": 12}, [{"name": "a"}],
    [{"name": "a", "factor": "b"}, {"name": "b", "factor": "a", "states": 3}], {"hair": [0.5, 0.5]},
]  # fmt: skip


KEYS = [path.split(".")[-1] for path in all_keys()]


def smaller(tree: dict[str, Any]) -> dict[str, Any]:
    """A spec without most of its sections, so that its rules meet each other's values."""
    return {key: tree[key] for key in ("apiVersion", "name", "data", "variables", "codebook", "graph")}


def mutate_tree(node: Any, chance: random.Random) -> Any:
    """The same values with one of them changed, dropped, renamed or added."""
    if isinstance(node, dict) and node and chance.random() < 0.85:
        key = chance.choice(list(node))
        fate = chance.random()
        if fate < 0.08:
            return {other: value for other, value in node.items() if other != key}
        if fate < 0.14:
            return {(other + "x" if other == key else other): value for other, value in node.items()}
        if fate < 0.3:
            return node | {chance.choice(KEYS): chance.choice(VALUES)}
        return node | {key: mutate_tree(node[key], chance)}
    if isinstance(node, list) and node and chance.random() < 0.7:
        index = chance.randrange(len(node))
        return [*node[:index], mutate_tree(node[index], chance), *node[index + chance.randint(0, 1) :]]
    return chance.choice(VALUES)


def damaged_tree(trees: list[Any], chance: random.Random) -> bytes:
    """A spec whose text is right and whose values are not; JSON is YAML."""
    tree = chance.choice(trees)
    for _ in range(chance.randint(1, 5)):
        tree = mutate_tree(tree, chance)
    return json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode()


def document(seeds: list[bytes], trees: list[Any], chance: random.Random) -> bytes:
    """One document: a spec damaged in its values or in its text, sometimes fragments or bytes at random."""
    kind = chance.random()
    if kind > 0.5:
        return damaged_tree(trees, chance)
    if kind < 0.05:
        return chance.randbytes(chance.randint(0, 300))
    if kind < 0.15:
        return b"".join(chance.choice(FRAGMENTS) for _ in range(chance.randint(1, 60)))
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        chance.choice(MUTATIONS)(data, chance)
        if not data:
            break
    return bytes(data)


def outcome(path: Path) -> str:
    """What became of a document; anything but these words is a broken promise and raises."""
    try:
        spec = load(path).spec
    except SpecError as error:
        return error.diagnostics[0].code
    path.write_text(print_spec(spec, comments=True), encoding="utf-8")
    assert load(path).spec == spec, "printing and reading again is not the identity"
    return "valid"


def peak_mebibytes() -> float:
    """The most memory this program has taken, without what the process held before it became this program."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(count: int, seed: int) -> dict[str, object]:
    """Feed `count` documents."""
    seeds, chance, outcomes, slowest = corpus(), random.Random(seed), Counter[str](), 0.0
    trees = [load(path).spec.model_dump(mode="json", by_alias=True) for path in sorted(ROOT.glob("examples/*.yaml"))]
    trees += [smaller(tree) for tree in trees]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fuzz.yaml"
        for number in range(count):
            data = document(seeds, trees, chance)
            path.write_bytes(data)
            start = time.process_time()
            try:
                outcomes[outcome(path)] += 1
                seconds = time.process_time() - start
                slowest = max(slowest, seconds)
                assert seconds < MAX_SECONDS, f"{seconds:.1f} s"
            except BaseException:
                found = Path(tempfile.gettempdir()) / f"causalvq-fuzz-{seed}-{number}.yaml"
                found.write_bytes(data)
                print(f"document {number} of seed {seed} is in {found}", file=sys.stderr)
                raise
    memory = peak_mebibytes()
    assert memory < MAX_MEBIBYTES, f"{memory:.0f} MiB"
    return {"documents": count, "slowest_s": round(slowest, 3), "memory_mib": round(memory), "outcomes": outcomes}


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
