"""Where a number was measured."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores this process may use, threads, and versions, in one line."""
    threads = os.environ.get("OMP_NUM_THREADS", "not limited")
    used = f"{usable_cores()} of {os.cpu_count()} cores, OMP_NUM_THREADS {threads}"
    return f"{_processor()}; {used}; Python {platform.python_version()}"


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
