"""Cases of one reader, in a process of its own with little memory: `fuzz.worker READER SEED FIRST LAST FOLDER`.

Before each case its number and content are in the folder, so that whoever watches knows what the process died of.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from fuzz.reader import Reader

from causalvq.errors import CausalVQError, Notice

READERS = {
    "spec": "specs.SPECS",
    "npz": "arrays.NPZ",
    "hdf5": "arrays.HDF5",
    "mat": "arrays.MAT",
    "images": "pictures.PICTURES",
    "tables": "tables.TABLES",
    "state": "state.STATE",
    "caches": "state.CACHES",
    "safetensors": "state.WEIGHTS",
    "graphs": "graphs.GRAPHS",
    "names": "names.NAMES",
    "folders": "folders.FOLDERS",
    "disks": "disks.DISKS",
}
"""By name, the module and the constant."""

MOST_SECONDS = 2.0
"""Of the processor, for a case."""

MOST_BYTES = 500 * 2**20
"""Of memory that a case may take, beside what the process has already."""


def reader_of(name: str) -> Reader:
    module, constant = READERS[name].split(".")
    found: Reader = getattr(import_module(f"fuzz.{module}"), constant)
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    Args:
        fault: what is wrong with how it was read; None where it was read or refused.
        refused: whether it was refused.
        seconds: of the processor.
    """

    fault: str | None
    refused: bool
    seconds: float


def tried(reader: Reader, path: Path, context: Any) -> Outcome:
    """Read a case."""
    start = time.process_time()
    fault, refused = None, False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)
        warnings.simplefilter("ignore", Notice)  # which users are told in a line
        try:
            reader.read(path, context)
        except CausalVQError:
            refused = True
        except Exception:
            fault = traceback.format_exc()
    seconds = time.process_time() - start
    if fault is None and seconds > MOST_SECONDS:
        fault = f"{seconds:.1f} s"
    return Outcome(fault, refused, seconds)


def limit_memory() -> None:
    """From here on the process may map so much more, and no more."""
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    if pages:
        most = pages * resource.getpagesize() + MOST_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def work(name: str, seed: int, first: int, last: int, folder: Path) -> None:
    reader = reader_of(name)
    with tempfile.TemporaryDirectory(prefix="fuzz.") as scratch:
        place = Path(scratch) / "context"
        place.mkdir()
        context = reader.prepare(place)
        limit_memory()
        for number in range(first, last):
            ending, content = reader.make(Random(f"{seed} {name} {number}"), context)
            case = folder / f"case{ending}"
            case.write_bytes(content)
            (folder / "now").write_text(f"{number} {case.name}")
            outcome = tried(reader, case, context)
            if outcome.fault is not None:
                kept = folder / "failed"
                kept.mkdir(exist_ok=True)
                shutil.copyfile(case, kept / f"{number}{ending}")
                (kept / f"{number}.why").write_text(outcome.fault, errors="backslashreplace")
            with (folder / "outcomes").open("a") as file:
                file.write(json.dumps([outcome.refused, outcome.seconds]) + "\n")
            case.unlink()


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
