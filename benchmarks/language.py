"""The language: `validate` as a whole process, and a large spec in this one.

Prints medians and the targets: 0.35 s for the process, 2 s for 1,000 variables and 5,000 edges.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from causalvq.dsl import load

EXAMPLE = Path(__file__).parents[1] / "examples" / "01_critters.yaml"
ROUNDS = 11


def seconds(call: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The duration of each of some calls."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
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


def row(what: str, durations: list[float], target: str) -> None:
    """One line of the table."""
    print(f"{what:44} median {statistics.median(durations):6.3f} s   best {min(durations):6.3f} s   target {target}")


def main() -> None:
    """Run all of it."""
    print(f"python {platform.python_version()}, {platform.machine()}, {ROUNDS} rounds")
    row("an empty process", seconds(process("-c", "pass")), "-")
    row(
        "causalvq validate examples/01_critters.yaml",
        seconds(process("-m", "causalvq", "validate", str(EXAMPLE))),
        "0.35 s",
    )
    row("load examples/01_critters.yaml", seconds(lambda: load(EXAMPLE)), "-")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        path.write_text(large_spec())
        row("load 1,000 variables, 4,975 edges", seconds(lambda: load(path)), "2 s")


if __name__ == "__main__":
    main()
