"""The inventory of a folder of 200,000 images with a table of labels, and the whole of `causalvq init`, as processes.

Target: the inventory under 10 s. The images are links to 200 small files, so that what is timed is names, not disks.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

FOLDERS, EACH = 200, 1000
SIZES = (10, 10, 20, 4, 25)
RUNS = 3

PROBE = """
import sys, time
from pathlib import Path
from causalvq.init.options import Options
from causalvq.init.reading.inventory import take_inventory
start = time.perf_counter()
found = take_inventory(Path(sys.argv[1]), Options())
print(time.perf_counter() - start, len(found.images), found.sample.opened, len(found.reading.factors))
"""


def write(top: Path) -> None:
    """Folders of links to images, and a table with a row for each."""
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8))
    labels = np.stack(np.unravel_index(np.arange(FOLDERS * EACH), SIZES), axis=1)
    with (top / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("image", "a", "b", "c", "d", "e"))
        for folder in range(FOLDERS):
            place = top / f"{folder:03}"
            place.mkdir()
            image.save(place / "0000.png")
            for number in range(EACH):
                if number:
                    os.link(place / "0000.png", place / f"{number:04}.png")
                writer.writerow((f"{folder:03}/{number:04}.png", *labels[folder * EACH + number].tolist()))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "data").mkdir()
        write(top / "data")
        taken = []
        for _ in range(RUNS):
            probe = [sys.executable, "-c", PROBE, str(top / "data")]
            seconds, images, opened, factors = subprocess.run(
                probe, check=True, capture_output=True, text=True
            ).stdout.split()
            taken.append(float(seconds))
        shown = ", ".join(f"{seconds:.1f}" for seconds in sorted(taken))
        print(f"  inventory: {shown} s, median {median(taken):.1f} (target 10)")
        print(f"  {int(images):,} images listed, {opened} opened, {factors} factors")
        start = time.perf_counter()
        command = [sys.executable, "-m", "causalvq", "init", str(top / "spec.yaml"), "--data", str(top / "data")]
        subprocess.run(command, check=True, capture_output=True)
        print(f"  causalvq init, whole process, compiled twice over: {time.perf_counter() - start:.1f} s")
