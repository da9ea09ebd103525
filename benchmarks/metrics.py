"""Metrics of arrays: how long each takes on 10,000 samples of 16 variables and 8 factors.

    python -m benchmarks metrics                       # codes, and the other sets of arrays
    python -m benchmarks metrics --vectors --rounds 1  # vectors too

Targets on two cores: all metrics of codes in 60 s, InfoMEC in 5 s. Times are medians; beside them the time on cores,
which others on the machine lengthen less. DCI by boosting fits its factors on all cores, the others use one.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from causalvq.metrics.array_sets import score_arrays
from causalvq.metrics.metric_selection import METRICS, measure_arrays
from causalvq.metrics.representation.metric_inputs import Sample, sample_of_codes, sample_of_vectors

SAMPLES, VARIABLES, FACTORS, VALUES, STATES = 10_000, 16, 8, 8, 10
KEPT = 0.8
"""Share of the codes that tell their factor; the others are drawn at random."""

PAIRS, ACTIONS, IMAGES, SIDE = 10_000, 16, 500, 64

Times = tuple[float, float]


def main(options: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks metrics")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is told")
    parser.add_argument("--vectors", action="store_true", help="vectors too")
    asked = parser.parse_args(options)
    codes, factors = arrays()
    print(f"  {SAMPLES:,} samples, {VARIABLES} variables of {STATES} states, {FACTORS} factors of {VALUES} values")
    measure_arrays(sample_of_codes(codes[:200], factors[:200]))  # what is imported late
    told("codes", sample_of_codes(codes, factors), asked.rounds)
    if asked.vectors:
        noise = np.random.default_rng(1).normal(0, 0.5, codes.shape)
        told("vectors", sample_of_vectors(codes + noise, factors), asked.rounds)
    for name, those in others().items():
        line(name, timed(lambda those=those: score_arrays(those), asked.rounds))


def arrays() -> tuple[np.ndarray, np.ndarray]:
    """Codes, two variables a factor, and factors."""
    draw = np.random.default_rng(0)
    factors = draw.integers(0, VALUES, (SAMPLES, FACTORS))
    codes = draw.integers(0, STATES, (SAMPLES, VARIABLES))
    keep = draw.random(codes.shape) < KEPT
    return np.where(keep, factors[:, np.arange(VARIABLES) % FACTORS], codes), factors


def others() -> dict[str, dict[str, np.ndarray]]:
    """The other sets of arrays, by what they are."""
    draw = np.random.default_rng(2)
    states = draw.integers(0, VALUES, (3, PAIRS, FACTORS))
    pictures = draw.integers(0, 256, (3, IMAGES, SIDE, SIDE, 3), dtype=np.uint8)
    graphs = np.triu(draw.random((2, VARIABLES, VARIABLES)) < 0.3, 1)
    return {
        f"actions: {PAIRS:,} pairs, {ACTIONS} actions": {
            "probabilities": draw.dirichlet(np.ones(ACTIONS), PAIRS),
            "actions": draw.integers(0, ACTIONS, PAIRS),
            "factor_of": np.arange(ACTIONS) // 2,
        },
        f"interventions: {PAIRS:,}": dict(zip(("before", "after", "wanted"), states, strict=True)),
        f"images: {IMAGES} of {SIDE} x {SIDE} x 3": dict(zip(("images", "truth"), pictures[:2], strict=True)),
        f"intervention_images: {IMAGES} of {SIDE} x {SIDE} x 3": dict(
            zip(("image_before", "image_after", "image_wanted"), pictures, strict=True)
        ),
        f"graph: {VARIABLES} nodes": dict(zip(("graph", "true_graph"), graphs, strict=True)),
    }


def told(kind: str, sample: Sample, rounds: int) -> None:
    """The time of each metric, and of all of them."""
    names = [name for name, metric in METRICS.items() if sample.discrete or metric.of_vectors]
    times = {}
    for name in names:
        times[name] = timed(lambda name=name: measure_arrays(sample, [name]), rounds)
        line(f"{kind}: {name}", times[name], "5" if name == "infomec" else "")
    wall, core = (sum(one[at] for one in times.values()) for at in (0, 1))
    line(f"{kind}: all of them", (wall, core), "60" if sample.discrete else "")


def timed(work: Callable[[], object], rounds: int) -> Times:
    """Medians of wall time and of time on cores, in seconds."""
    walls, cores = [], []
    for _ in range(rounds):
        wall, core = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cores.append(time.process_time() - core)
    return statistics.median(walls), statistics.median(cores)


def line(what: str, times: Times, target: str = "") -> None:
    limit = f"   (target {target})" if target else ""
    print(f"    {what:44} {times[0]:8.2f} s   on cores {times[1]:8.2f} s{limit}", flush=True)
