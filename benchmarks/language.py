"""The language: `validate` as a whole process, and a large spec in this one.

Prints medians and the targets: 0.35 s for the process, 2 s for 1,000 variables and 5,000 edges.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from causalvq.dsl.loader import load

EXAMPLE = Path(__file__).parents[1] / "examples" / "01_critters.yaml"
ROUNDS = 11


def durations(call: Callable[[], object], rounds: int = ROUNDS) -> list[tuple[float, float]]:
    """(elapsed, processor) seconds of each of some calls, child processes included."""
    found = []
    for _ in range(rounds):
        start, cpu = time.perf_counter(), sum(os.times()[:4])
        call()
        found.append((time.perf_counter() - start, sum(os.times()[:4]) - cpu))
    return found


def process(*arguments: str) -> Callable[[], object]:
    """A process of this interpreter."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def large_spec(variables: int = 1000, effects: int = 5) -> str:
    """A spec with declared variables, each the cause of the next few."""
    last = variables - effects
    edges = "".join(f"    - [v{i}, v{i + j}]\n" for i in range(last) for j in range(1, effects + 1))
    names = "".join(f"  - {{name: v{i}, factor: f{i // 2}, states: 4}}\n" for i in range(variables))
    head = "apiVersion: causalvq/v1\nname: large\ndata: {source: critters}\ncodebook: {size: 8}\n"
    return f"{head}variables:\n{names}graph:\n  required:\n{edges}"


def row(what: str, found: list[tuple[float, float]], target: str) -> None:
    """One line of the table."""
    elapsed, cpu = zip(*found, strict=True)
    times = f"median {statistics.median(elapsed):6.3f} s   best {min(elapsed):6.3f} s   cpu {min(cpu):5.2f} s"
    print(f"{what:44} {times}   target {target}")


def main() -> None:
    """Run all of it."""
    print(f"{ROUNDS} rounds; cpu is the processor time of the quickest, which a busy machine changes less")
    row("an empty process", durations(process("-c", "pass")), "-")
    row(
        "causalvq validate examples/01_critters.yaml",
        durations(process("-m", "causalvq", "validate", str(EXAMPLE))),
        "0.35 s",
    )
    row("load examples/01_critters.yaml", durations(lambda: load(EXAMPLE)), "-")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        path.write_text(large_spec())
        row("load 1,000 variables, 4,975 edges", durations(lambda: load(path)), "2 s")


if __name__ == "__main__":
    main()
