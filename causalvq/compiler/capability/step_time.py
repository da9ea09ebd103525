"""What this machine can do: how much it holds, and how fast it multiplies and copies.

Speed is measured once, in about two seconds, and kept in the user's cache.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from causalvq.atomic_files import write_atomically
from causalvq.compiler.canonical import digest_of, text_of
from causalvq.compiler.passes.cost import reads_again, training_bytes
from causalvq.compiler.plan import Plan
from causalvq.regular_files import read_json

VERSION = 1
MOST_BYTES = 2**16
SECONDS = 1.0
"""Of each of the two measurements."""

LAYER_SECONDS = 3e-4
"""Spent on calling one layer, forward or backward, however small it is, with its part of what is around networks."""

TRAFFIC = 3
"""Bytes read and written for each value that leaves a layer, forward and backward together, in units of its size."""

MULTIPLY_SHARE = 1.12
"""Speed of the products of training, to that of one large product by numpy: convolutions in torch are faster."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Measured speeds.

    Args:
        multiply_adds: a second, in float32.
        bytes: read and written a second.
    """

    multiply_adds: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a plan takes on a machine.

    Args:
        step_seconds: of one training step on the processor, in float32; bfloat16, where it is chosen, is faster.
        memory_bytes: of the whole process while it trains.
        machine_bytes: memory of the machine, or None where it does not tell.
        micro_batches: pieces in which networks see a batch, so that it fits.
    """

    step_seconds: float
    memory_bytes: int
    machine_bytes: int | None
    micro_batches: int

    @property
    def over(self) -> bool:
        """Whether training takes more than the machine has."""
        return self.machine_bytes is not None and self.memory_bytes > self.machine_bytes


PROCESS_BYTES = 350 * 10**6
"""Of a process that has loaded torch and done nothing yet."""


def estimate(plan: Plan, machine: Machine) -> Estimate:
    """Time of a step, and memory, on a machine."""
    layers, cost = plan.network.layers, plan.cost
    traffic = FLOAT * TRAFFIC * 2 * plan.train.batch_size * sum(int(np.prod(layer.out)) for layer in layers)
    multiply = cost.multiply_adds / (machine.multiply_adds * MULTIPLY_SHARE)
    seconds = multiply + traffic / machine.bytes + 3 * LAYER_SECONDS * len(layers)
    pieces = micro_batches(plan, memory())
    again = 1 if pieces == 1 else AGAIN
    return Estimate(seconds * again, process_bytes(plan, pieces), memory(), pieces)


FLOAT = 4
AGAIN = 4 / 3
"""Time of a step that computes forward passes a second time, to that of one that keeps them."""


def process_bytes(plan: Plan, pieces: int) -> int:
    """Memory of a process that trains, its networks seeing a batch in so many pieces."""
    step = training_bytes(
        plan.data, plan.network.layers, plan.train, pieces, reads_again=reads_again(plan.losses, plan.grid)
    )
    return PROCESS_BYTES + step + plan.cost.data_bytes


def micro_batches(plan: Plan, most: int | None) -> int:
    """In how many pieces networks see a batch: what the plan says, or as few as the memory holds.

    Args:
        plan: `auto` is 1 for a grid, whose objective takes whole batches.
        most: bytes of memory; None when that is not known.

    Returns:
        1 when memory is not known; an image a piece when even that does not fit.
    """
    if plan.train.micro_batches != "auto":
        return plan.train.micro_batches
    if most is None or plan.layout != "slots":
        return 1
    pieces, images = 1, 2 * plan.train.batch_size
    while pieces < images and process_bytes(plan, pieces) > most:
        pieces *= 2
    return min(pieces, images)


def memory() -> int | None:
    """Bytes of memory of this machine, or None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def measured(cache: Path, *, tell: Callable[[str], None]) -> Machine:
    """The speeds of this machine, from the cache or measured now.

    Args:
        cache: the folder of the user's cache.
        tell: is told when a measurement starts.
    """
    before = known(cache)
    if before is not None:
        return before
    tell("measuring this machine, once, for two seconds")
    found = measure()
    keep(kept_in(cache), found)
    return found


def known(cache: Path) -> Machine | None:
    """The speeds of this machine, if it was measured before."""
    return read(kept_in(cache))


def kept_in(cache: Path) -> Path:
    """The file of the cache that has them."""
    return cache / f"machine-{digest_of(identity())[:8]}.json"


def read(path: Path) -> Machine | None:
    """What was measured on this machine before, or None."""
    try:
        raw = read_json(path, MOST_BYTES)
        found = Machine(float(raw["multiply_adds"]), float(raw["bytes"]))
        return found if raw["of"] == identity() and min(found.multiply_adds, found.bytes) > 0 else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def keep(path: Path, found: Machine) -> None:
    """Write to the cache; a cache that cannot be written only costs the next compilation two seconds."""
    try:
        write_atomically(path, text_of(asdict(found) | {"of": identity()}))
    except OSError:
        return


def identity() -> str:
    """What the speeds depend on: the processor, how many of it we may use, and the program that measured."""
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    return f"{VERSION} {platform.machine()} {platform.processor()} {os.cpu_count()} {threads} numpy {np.__version__}"


def measure() -> Machine:
    """Multiply matrices of the size of a convolution, then add arrays that no cache holds; both for about a second."""
    left, right = np.ones((256, 576), np.float32), np.ones((576, 4096), np.float32)
    out = np.empty((256, 4096), np.float32)
    products = rate(lambda: np.matmul(left, right, out=out))
    one, other = np.ones(4 * 2**20, np.float32), np.ones(4 * 2**20, np.float32)
    sums = rate(lambda: np.add(one, other, out=one))
    return Machine(products * left.size * right.shape[1], sums * 3 * one.nbytes)


def rate(work: Callable[[], object]) -> float:
    """How often work can be done in a second, by the median of its times: what else runs for a while does not count."""
    work()
    end, times = time.perf_counter() + SECONDS, list[float]()
    while (start := time.perf_counter()) < end or not times:
        work()
        times.append(time.perf_counter() - start)
    return 1 / statistics.median(times)
