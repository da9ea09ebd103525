"""A training step of the first example: achieved rate over this machine's ceiling, and where the rest goes.

FLOPs are counted by torch (products and convolutions, forward and backward); the ceiling is the better of a large
product of matrices and a large convolution in the same precision, measured in the same process. Targets: a share of
the ceiling of 0.4 at the precision that `precision: auto` picks; loading, logging, validation and checkpoints under 5%
of the time.
Arguments after `python -m benchmarks.step` change the example as `--set` does.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.machine import usable_cores
from causalvq.compiler.pipeline import compile_spec
from causalvq.dsl.loader import load
from causalvq.runtime.compute.distributed import ALONE
from causalvq.runtime.compute.precision import mixed
from causalvq.runtime.feeding.feed import pair_feed
from causalvq.runtime.objectives.selection import objective_of
from causalvq.runtime.runs.run import create_run
from causalvq.runtime.training.checkpoint import save_checkpoint
from causalvq.runtime.training.ema import WeightAverage
from causalvq.runtime.training.loop import make_optimizer, take_step
from causalvq.runtime.training.session import Session, open_session
from causalvq.runtime.training.train_state import TrainState
from causalvq.runtime.training.tuning import Computing, Tuning, tune
from causalvq.runtime.training.validation import Validation

EXAMPLE = Path(__file__).parents[1] / "examples" / "01_critters.yaml"
WARM, STEPS, LOG_EVERY, ROWS = 5, 60, 20, 14
SECONDS = 1.0


def main(overrides: list[str] | None = None) -> None:
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", usable_cores())))
    plan = compile_spec(load(EXAMPLE, overrides or []))
    with tempfile.TemporaryDirectory() as folder:
        run = create_run(plan, "", EXAMPLE.parent, Path(folder))
        session = open_session(run)
        start = time.perf_counter()
        tuning = tune(run, session.model, session.device, ALONE)
        print(f"  {torch.get_num_threads()} threads; measuring what to use took {time.perf_counter() - start:.2f} s:")
        print(f"  precision {tuning.precision}: {tuning.precision_because}")
        print(f"  compile {'on' if tuning.compiled else 'off'}: {tuning.compiled_because}")
        Bench(session, tuning).report()


class Bench:
    """The steps of a session, each phase apart: warm-up has no codes yet, and in the last phase they stand still."""

    def __init__(self, session: Session, tuning: Tuning) -> None:
        plan = session.run.plan
        self.session, self.plan, self.tuning = session, plan, tuning
        self.feed = pair_feed(plan, session.data, "train", session.device)
        self.objective = objective_of(plan, session.model, session.data, session.device)
        self.optimizer = make_optimizer(plan, session.model)
        self.computing = Computing.of(tuning, session.model, session.device)
        session.model.train()

    def step(self, number: int) -> None:
        take_step(self.plan, self.objective, self.optimizer, self.feed.batch(number), number, self.computing)

    def report(self) -> None:
        ceiling, first = max(self.ceilings().values()), 0
        flops, seconds = 0.0, 0.0
        for phase in self.plan.train.phases:
            counted, spent_on_one = self.phase(first)
            first += phase.steps
            flops, seconds = flops + phase.steps * counted, seconds + phase.steps * spent_on_one
            print(f"  {phase.name:8} {told(counted, spent_on_one, ceiling)} (median of {STEPS} steps)", flush=True)
        flops, seconds = flops / first, seconds / first
        print(f"  all steps {told(flops, seconds, ceiling)} (target 0.4)")
        self.beside(seconds)
        self.by_operation(self.plan.train.phases[0].steps)

    def phase(self, first: int) -> tuple[float, float]:
        """FLOPs and seconds of a step of the phase that begins with a step."""
        for number in range(WARM):
            self.step(first + number)
        with FlopCounterMode(display=False) as counter:
            self.step(first + WARM)
        return float(counter.get_total_flops()), median(lambda number: self.step(first + number), STEPS)

    def ceilings(self) -> dict[str, float]:
        """FLOP/s of a large product and of a large convolution, each at its best, in the precision of the steps."""
        dtype = torch.bfloat16 if self.tuning.precision == "bfloat16" else torch.float32
        left, right = (torch.randn(1024, 1024, dtype=dtype) for _ in range(2))
        images = torch.randn(32, 256, 32, 32, dtype=dtype).to(memory_format=torch.channels_last)
        kernel = torch.randn(256, 256, 3, 3, dtype=dtype).to(memory_format=torch.channels_last)
        work: dict[str, tuple[Callable[[], object], float]] = {
            "product 1024 x 1024 x 1024": (lambda: left @ right, 2 * 1024**3),
            "convolution 3 x 3, 256 channels, 32 x 32 x 32": (
                lambda: torch.conv2d(images, kernel, padding=1),
                2 * 9 * 256**2 * 32**3,
            ),
        }
        found = {name: flops / fastest(run) for name, (run, flops) in work.items()}
        for name, rate in found.items():
            print(f"  {self.tuning.precision} {name}: {rate / 1e9:.0f} GFLOP/s")
        return found

    def beside(self, seconds: float) -> None:
        """Shares of the time of what is no step."""
        run, model = self.session.run, self.session.model
        every, average = self.plan.train.checkpoint_every, WeightAverage(model, self.plan.train.ema)
        validation = Validation(self.plan, self.objective, self.session.data, self.session.device)
        validates, last = self.plan.train.validate_every, self.plan.train.phases[-1].name
        saving = median(lambda n: save_checkpoint(run, TrainState(n), model, self.optimizer, average), 5)
        with mixed(self.session.device, self.tuning.precision):
            validating = median(lambda n: validation.measure(model, n + 1, last), 3)
        costs = {
            "loading": median(self.feed.batch, STEPS),
            f"logging, every {LOG_EVERY} steps": median(lambda n: run.log({"step": n}), STEPS) / LOG_EVERY,
            f"validation, every {validates} steps": validating / validates,
            f"checkpoints, every {every} steps": saving / every,
        }
        for name, cost in costs.items():
            print(f"  {name}: {1e3 * cost:.3f} ms a step, {cost / seconds:.2%}")
        print(f"  together {sum(costs.values()) / seconds:.2%} of the time (target under 5%)", flush=True)

    def by_operation(self, first: int) -> None:
        """Where the time of a step goes, by operation, without what it calls in turn."""
        with profile(activities=[ProfilerActivity.CPU]) as found:
            for number in range(10):
                self.step(first + number)
        events = sorted(found.key_averages(), key=lambda event: -event.self_cpu_time_total)
        total = sum(event.self_cpu_time_total for event in events)
        for event in events[:ROWS]:
            share = event.self_cpu_time_total / total
            print(f"    {event.key[:48]:48} {share:6.1%} {event.self_cpu_time_total / 1e4:7.2f} ms a step")
        rest = sum(event.self_cpu_time_total for event in events[ROWS:])
        print(f"    {'all others':48} {rest / total:6.1%} {rest / 1e4:7.2f} ms a step")


def told(flops: float, seconds: float, ceiling: float) -> str:
    rate = flops / seconds
    return (
        f"{flops / 1e9:.2f} GFLOP in {1e3 * seconds:.1f} ms = {rate / 1e9:.0f} GFLOP/s, "
        f"{rate / ceiling:.2f} of the ceiling"
    )


def median(work: Callable[[int], object], times: int) -> float:
    """Seconds of one call."""
    return statistics.median(spent(lambda number=number: work(number)) for number in range(times))


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest call in a second: the ceiling is what the machine can do, not what it mostly does."""
    work()
    end, found = time.perf_counter() + SECONDS, []
    while time.perf_counter() < end:
        found.append(spent(work))
    return min(found)


def spent(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
