"""Queries of a trained model: how fast they answer, and how often they are right.

    python -m benchmarks queries --run runs/critters/latest --pendulum runs/pendulum/latest

asks models that are there; what is not named is trained first, from examples/. The run of --run moves factors by steps.

Targets of speed: `causalvq intervene --factor 3` as a whole process in 3 s, of which torch's import is told; one warm
intervention in 10 ms; 1,000 retrievals in 2 s; 2,000 images/s in batches; a sequence of three actions in 50 ms. Targets
of shares: retrieve(x, intervene(x, a)) = a in 0.99; sequences of two and three actions, as sets, in 0.97; effects on
pendulum within 0.03 of the generator's. Pairs that no action made should be refused, those that one made be kept.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from causalvq.compiler.pipeline import compile_spec
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.procedural.pendulum import Pendulum
from causalvq.dsl.loader import load as load_spec
from causalvq.runtime.queries.trained_run import TrainedRun, load
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.loop import fit
from causalvq.runtime.training.session import open_session, run_data

EXAMPLES = Path(__file__).parents[1] / "examples"
ROUNDS = 5
PROCESSES = 3
RETRIEVED = 1_000
SOUGHT = 100
"""Pairs of each length of sequence."""
SHOWN = 300
"""Pairs of each kind that are refused or kept."""
Bytes = np.ndarray


def main(options: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks queries")
    parser.add_argument(
        "--run", type=Path, metavar="DIR", help="a run whose actions are steps; default: one is trained"
    )
    parser.add_argument("--pendulum", type=Path, metavar="DIR", help="a run of pendulum; default: one is trained")
    asked = parser.parse_args(options)
    with tempfile.TemporaryDirectory() as folder:
        steps = asked.run or trained(EXAMPLES / "01_critters.yaml", Path(folder))
        values = asked.pendulum or trained(EXAMPLES / "02_pendulum.yaml", Path(folder))
        print(f"  {torch.get_num_threads()} threads of torch; {steps}", flush=True)
        report_whole_process(steps.resolve())
        run = load(steps)
        data = run_data(run.run)
        report_speed(run, data)
        report_retrieval(run, data)
        report_refusals(run, data)
        print(f"  {values}", flush=True)
        report_effects(load(values))


def trained(spec: Path, folder: Path) -> Path:
    """Train a spec of the examples, and return its run."""
    session = open_session(create_run(compile_spec(load_spec(spec)), "", spec.parent, folder))
    for _ in fit(session.run, session.model, session.data, session.device):
        pass
    session.finish()
    return session.run.path


def told(what: str, found: str, target: str = "") -> None:
    print(f"    {what:52} {found:>12}{f'   (target {target})' if target else ''}", flush=True)


def seconds(work: Callable[[], object], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median time of some work."""
    times = []
    for _ in range(rounds):
        start = clock()
        work()
        times.append(clock() - start)
    return statistics.median(times)


def timed(
    what: str, work: Callable[[], object], form: Callable[[float], str], target: str, rounds: int = ROUNDS
) -> None:
    """Tell the median time of some work, and the time on cores, which others on the machine lengthen less."""
    told(what, form(seconds(work, rounds)), target)
    told("  time on cores", form(seconds(work, rounds, time.process_time)))


def milliseconds(time_taken: float) -> str:
    return f"{1e3 * time_taken:.1f} ms"


def report_whole_process(run: Path) -> None:
    """Tell wall time, and the time on a core, which others on the machine lengthen less."""

    def process(*arguments: str) -> tuple[str, str]:
        before = os.times()
        wall = seconds(lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True), PROCESSES)
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        return f"{wall:.2f} s", f"{used / PROCESSES:.2f} s"

    with tempfile.TemporaryDirectory() as folder:
        ask = ("-m", "causalvq", "intervene", "--factor", "3", "--run", str(run), "--out", folder, "--force")
        (whole, whole_core), (torch_alone, torch_core) = process(*ask), process("-c", "import torch")
    told("causalvq intervene --factor 3, a whole process", whole, "3")
    told("of which import torch", torch_alone)
    told("the same two, time on a core", f"{whole_core}, {torch_core}")


def report_speed(run: TrainedRun, data: Prepared) -> None:
    rows = data.split.test
    one, many = data.images[rows[:1]], data.images[np.resize(rows, 2_000)]
    pairs = some(data.pairs["test"], RETRIEVED)
    x, y = data.images[pairs.x], data.images[pairs.y]
    run.intervene(one, 0, step=1)  # touches what is loaded late
    timed("one warm intervention", lambda: run.intervene(one, 0, step=1), milliseconds, "10")
    rate = lambda taken: f"{len(many) / taken:,.0f} /s"  # noqa: E731
    timed(f"{len(many):,} interventions in batches", lambda: run.intervene(many, 0, step=1), rate, "2,000")
    timed(f"{len(x):,} retrievals", lambda: run.retrieve(x, y), lambda taken: f"{taken:.2f} s", "2", 3)
    sought = [(data.images[before], data.images[after]) for before, after, _ in walks(run, data, 3, 20)]
    if sought:
        each = lambda taken: milliseconds(taken / len(sought))  # noqa: E731
        ask = lambda: [run.retrieve(*pair, max_actions=3) for pair in sought]  # noqa: E731
        timed("a sequence of three actions", ask, each, "50", 3)


def report_retrieval(run: TrainedRun, data: Prepared) -> None:
    pairs = some(data.pairs["test"], RETRIEVED)
    x = data.images[pairs.x]
    true = run.model.actions(*(torch.from_numpy(column) for column in (pairs.factor, pairs.direction, pairs.value)))
    found = run.retrieve(x, data.images[pairs.y])
    told("the action of held-out pairs", share(found.action == true.to(found.action.device)))
    right = asked = 0
    for action in range(len(run.plan.actions)):
        after = run.apply(run.images(x[:200]), action)
        moved = after.changed.any(1)
        right += int((run.retrieve(after.given, after.images).action == action)[moved].sum())
        asked += int(moved.sum())
    told("retrieve(x, intervene(x, a)) = a, where a changes x", f"{right / max(1, asked):.4f}", "0.99")
    for length in (1, 2, 3):
        hits = [
            sorted(run.retrieve(data.images[before], data.images[after], max_actions=3).sequences[0][0].actions)
            == actions
            for before, after, actions in walks(run, data, length, SOUGHT)
        ]
        if hits:
            target = "0.97" if length > 1 else ""
            told(f"{length} of at most 3 actions as a set, {len(hits)} pairs", f"{np.mean(hits):.4f}", target)


def report_refusals(run: TrainedRun, data: Prepared) -> None:
    draws = np.random.default_rng(0)
    pairs = some(data.pairs["test"], SHOWN)
    x, y = data.images[pairs.x], data.images[pairs.y]

    def noisy(images: Bytes) -> Bytes:
        moved = images.astype(np.int64) + draws.integers(-3, 4, images.shape)
        return moved.clip(0, 255).astype(np.uint8)

    shuffled = draws.permutation(len(y))
    foreign = tuple(draws.integers(0, 256, x.shape, dtype=np.uint8) for _ in range(2))
    told("kept: pairs of an action", share(explained(run, x, y)))
    told("kept: the same, y with noise of 3 grey levels", share(explained(run, x, noisy(y))))
    for name, before, after in (
        ("the same image", x, x),
        ("the same image, with noise of 3 grey levels", x, noisy(x)),
        ("x of one pair, y of another", x, y[shuffled]),
        ("y with a patch of one colour", x, patched(y)),
        ("x with a patch of one colour", x, patched(x)),
        ("both upside down", x[:, ::-1].copy(), y[:, ::-1].copy()),
        ("both of noise", *foreign),
    ):
        told(f"refused: {name}", share(~explained(run, before, after)))


def report_effects(run: TrainedRun) -> None:
    data, generator = run_data(run.run), Pendulum(run.plan.data.height)
    rows, labels = data.split.test, data.labels[data.split.test]
    for cause, value in (("lamp", 0), ("lamp", 5), ("pendulum", 0), ("pendulum", 6)):
        for on in ("shadow_position", "shadow_length"):
            factor = run.factor(on)
            numbers = np.array([float(name) for name in run.plan.data.factors[factor].values])
            after = generator.do(labels, run.factor(cause), np.full(len(labels), value))
            true = float((numbers[after[:, factor]] - numbers[labels[:, factor]]).mean())
            found = run.effect(data.images[rows], on, cause, value=value)
            assert found.total is not None
            told(f"{found.done} on {on}, the generator's {true:+.3f}", f"{found.total:+.3f}", f"{true:+.3f} +- 0.03")


def walks(run: TrainedRun, data: Prepared, length: int, count: int) -> Iterator[tuple[int, int, list[int]]]:
    """Held-out images before and after steps of as many factors, and the actions: as far as there are such images."""
    draws = np.random.default_rng(length)
    at = {tuple(row): index for index, row in enumerate(data.labels.tolist())}
    sizes = [factor.size for factor in run.plan.data.factors]
    found = 0
    for before in draws.choice(data.split.test, 20 * count):
        row, actions = data.labels[before].copy(), []
        for factor in draws.choice(len(sizes), min(length, len(sizes)), replace=False):
            direction = int(draws.choice([1, -1]))
            row[factor] += direction
            actions.append(run.action(int(factor), step=direction))
        if tuple(row.tolist()) in at and found < count:
            found += 1
            yield int(before), at[tuple(row.tolist())], sorted(actions)


def explained(run: TrainedRun, x: Bytes, y: Bytes) -> np.ndarray:
    answer = run.retrieve(x, y)
    return np.array([answer.found(pair) for pair in range(len(x))])


def patched(images: Bytes) -> Bytes:
    changed = images.copy()
    changed[:, 2:8, 2:8] = (255, 0, 255)
    return changed


def share(right: np.ndarray | torch.Tensor) -> str:
    return f"{float(np.asarray(right).mean()):.4f}"


def some(pairs: Pairs, most: int) -> Pairs:
    return pairs[np.random.default_rng(0).permutation(len(pairs))[:most]]
