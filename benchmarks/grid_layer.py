"""The causal transition layer of the paper against its textbook form: time and memory of a step.

The paper's size: 64 x 64 images, 64 variables with 64 codes, 12 actions, 800 hidden numbers, 3 rounds of attention,
a batch of 16; float32, two threads, medians. A step is forward and backward of the cross-entropy of the codes (base,
action), or the likelihood of every action without gradients (query: retrieval). Each is measured in a process of its
own, with the allocator as it comes; memory is the peak beside what the process held before. Targets: 10 times faster
in base and action, 50 in retrieval; a quarter of the memory, a tenth in retrieval.

The textbook form lists every pair as an edge, some of weight 0, so that its gradients are ours. Without them, as the
authors write it, it is faster, and edges that are not there cannot be called up. Retrieval with gradients is told for
the runtime's form only: the textbook form would hold a step of action mode twelve times over.
"""

from __future__ import annotations

import ctypes
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SPEC = """\
apiVersion: causalvq/v1
name: grid-layer
data: {source: shapes3d, image: {size: 64}, split: {train: 0.7, validation: 0.15, test: 0.15}}
variables: {count: COUNT, layout: grid, books: BOOKS}
codebook: {size: 64, dim: 16}
interventions: {actions: step, sparsity: {max_targets: COUNT}}
model: {transition: {hidden: HIDDEN, layers: 3}}
"""
BATCH = 16
CELLS = 64
THREADS = 2
HIDDEN = 800
ROUNDS = 3
COMPARED = (("base", 10, 4), ("action", 10, 4), ("query", 50, 10))
"""Step, and the wanted ratio of time and of memory."""


def main() -> None:
    for step, faster, smaller in COMPARED:
        fast = measured("runtime", step, rounds=5)
        slow = measured("textbook", step, rounds=1 if step == "query" else ROUNDS)
        report(f"{step}, runtime", fast)
        report(f"{step}, textbook", slow)
        times, memory = slow["seconds"] / fast["seconds"], slow["bytes"] / fast["bytes"]
        print(f"  ratio: {times:.1f} in time (target {faster}), {memory:.1f} in memory (target {smaller})", flush=True)
    for step in ("base", "action"):
        report(f"{step}, textbook without the edges that are not there", measured("present", step))
    report("retrieval with gradients, runtime", measured("runtime", "retrieval"))
    for books in (1, 2, 4, 8):
        found = measured("runtime", "action", books=books, rounds=ROUNDS if books < 8 else 1)
        each = found["seconds"] / (BATCH * (books * CELLS) ** 2 * HIDDEN)
        report(
            f"action, runtime, {books * CELLS} variables", found, f"{1e9 * each:.2f} ns for each pair and hidden number"
        )


def report(what: str, found: dict[str, float], note: str = "") -> None:
    print(f"  {what:48} {1e3 * found['seconds']:>9,.0f} ms {found['bytes'] / 2**20:>8,.0f} MiB  {note}", flush=True)


def measured(form: str, step: str, *, books: int = 1, rounds: int = ROUNDS) -> dict[str, float]:
    """Seconds (median) and bytes (peak) of a step, in a process of its own."""
    code = f"from benchmarks.grid_layer import measure; measure({form!r}, {step!r}, {books}, {rounds})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{form} {step}: the process ended with {done.returncode}\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(form: str, step: str, books: int, rounds: int) -> None:
    """Prints what `measured` returns."""
    run = prepared(form, step, books)
    if form == "runtime":
        run(BATCH)  # compiles what is compiled; the textbook form has nothing to compile
    run(1)  # touches what is loaded late
    ctypes.CDLL(None).malloc_trim(0)  # what warming up has freed is given back, so that it counts as new again
    before = memory("VmRSS", reset=True)
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        run(BATCH)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": statistics.median(seconds), "bytes": memory("VmHWM") - before}))


def prepared(form: str, step: str, books: int) -> Callable[[int], object]:
    """A step on a number of pairs."""
    import torch

    from causalvq.compiler.pipeline import compile_spec
    from causalvq.dsl.loader import load
    from causalvq.runtime.grid.grid_transition import GridTransition
    from causalvq.runtime.slots.action_table import ActionTable

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.yaml"
        path.write_text(
            SPEC.replace("COUNT", str(books * CELLS)).replace("BOOKS", str(books)).replace("HIDDEN", str(HIDDEN))
        )
        plan = compile_spec(load(path))
    layer: torch.nn.Module = GridTransition(plan, ActionTable(plan))
    if form != "runtime":
        from benchmarks.textbook import TextbookTransition

        textbook = TextbookTransition(plan, ActionTable(plan), every_edge=form == "textbook")
        textbook.load(layer)
        layer = textbook
    x, y = torch.randint(0, 64, (2, BATCH, books * CELLS))
    return stepping(layer, step, x, y, torch.randint(0, len(plan.actions), (BATCH,)))


def stepping(layer, step, x, y, action) -> Callable[[int], object]:
    """The step of a layer of either form."""
    import torch
    from torch.nn import functional as F  # noqa: N812

    retrieve = layer.retrieve if hasattr(layer, "retrieve") else layer.scores
    generator = torch.Generator().manual_seed(0)

    def train(count: int) -> None:
        layer.zero_grad(set_to_none=True)
        if step == "retrieval":
            loss = F.cross_entropy(retrieve(x[:count], y[:count]), action[:count])
        else:
            made = layer(x[:count], None if step == "base" else action[:count], generator)
            logits = made[0] if isinstance(made, tuple) else made.logits
            loss = F.cross_entropy(logits.transpose(1, 2), (x if step == "base" else y)[:count])
        loss.backward()

    def query(count: int) -> torch.Tensor:
        with torch.no_grad():
            asked = layer.log_likelihoods if hasattr(layer, "log_likelihoods") else retrieve
            return asked(x[:count], y[:count])

    return query if step == "query" else train


def memory(field: str, *, reset: bool = False) -> int:
    """Bytes of this process from the kernel; `reset` forgets the peak so far."""
    status = Path("/proc/self/status").read_text().splitlines()
    found = next(int(line.split()[1]) for line in status if line.startswith(field)) * 1024
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    return found
