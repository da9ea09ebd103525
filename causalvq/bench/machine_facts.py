"""Where and with what a cell was trained, which its times depend on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of_package
from pathlib import Path
from typing import Final

from causalvq.regular_files import read_text
from causalvq.version import __version__

PACKAGES: Final = ("torch", "numpy", "vector-quantize-pytorch", "scikit-learn")
THREADS: Final = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Variables that say how many threads libraries take."""
CPUINFO: Final = Path("/proc/cpuinfo")
MOST: Final = 2**20


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # where there is no such thing
        return os.cpu_count() or 1


def machine() -> dict[str, str | int]:
    """Processor, cores and system of this machine."""
    return {"processor": processor(), "cores": cores(), "system": f"{platform.system()} {platform.machine()}"}


def processor() -> str:
    """The name of the processor, as the system says it."""
    try:
        text = read_text(CPUINFO, MOST)
    except (OSError, ValueError):
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in text.splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == "model name"), platform.machine())


def versions() -> dict[str, str]:
    """Of Python, of this program and of the libraries that its figures depend on, as far as they are there."""
    found = {"python": platform.python_version(), "causalvq": __version__}
    for name in PACKAGES:
        try:
            found[name] = version_of_package(name)
        except PackageNotFoundError:
            continue
    return found
