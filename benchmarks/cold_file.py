"""The first image of a cold file like 3dshapes.h5: 480,000 images, gzip chunks; time and memory of a whole process.

Targets: 2 s from the start of the process, less than 500 MiB resident. The file is written here, about 200 MB, and
taken out of the page cache before it is opened; Python and the packages are warm.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

import numpy as np

COUNT = 480_000
CHUNK = 100
SIZES = (10, 10, 10, 8, 4, 15)

PROBE = """
import json, resource, sys, time
from pathlib import Path
import numpy as np
from causalvq.data import open_source
from causalvq.dsl.spec import Shapes3dFile
path = Path(sys.argv[1])
source = open_source(Shapes3dFile(format="3dshapes", path=path.name), base=path.parent)
image = source.images(np.array([int(sys.argv[2])]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"images": len(source), "mean": float(image.mean()), "peak": peak, "cpu": time.process_time()}))
"""


def write(path: Path) -> None:
    """A file of the published layout; all chunks hold the same noise, compressed once."""
    import h5py

    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (CHUNK, 8, 8, 3), dtype=np.uint8).repeat(8, axis=1).repeat(8, axis=2)
    packed = zlib.compress(images.tobytes(), 4)
    labels = np.stack(np.unravel_index(np.arange(COUNT), SIZES), axis=1).astype(np.float64)
    with h5py.File(path, "w") as file:
        made = file.create_dataset(
            "images", (COUNT, 64, 64, 3), dtype="u1", chunks=(CHUNK, 64, 64, 3), compression="gzip", compression_opts=4
        )
        for start in range(0, COUNT, CHUNK):
            made.id.write_direct_chunk((start, 0, 0, 0), packed)
        file["labels"] = labels


def forget(path: Path) -> None:
    """Take a file out of the page cache."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "3dshapes.h5"
        write(path)
        print(f"  file: {path.stat().st_size / 1e6:,.0f} MB for {COUNT:,} images")
        subprocess.run([sys.executable, "-c", "import causalvq.data, h5py"], check=True)
        for index in (0, 123_456, COUNT - 1):
            forget(path)
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", PROBE, str(path), str(index)], check=True, capture_output=True, text=True
            )
            seconds = time.perf_counter() - start
            found = json.loads(done.stdout)
            print(
                f"  image {index:>7,}: {seconds:5.2f} s (target 2), of which {found['cpu']:4.2f} s on a core; "
                f"{found['peak']:5.0f} MiB (target < 500)"
            )
