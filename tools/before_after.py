"""Make a folder of before/after pictures to try `causalvq init` on, from the built-in critters.

    python tools/before_after.py critters_pairs 3000

writes critters_pairs/before/0000.png, critters_pairs/after/0000.png, ... and critters_pairs/actions.csv, in which each
pair has its name and what was done. No image is in two pairs.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from causalvq.data import Actions, arrange
from causalvq.dsl.spec import Data


def main(folder: Path, count: int) -> None:
    """Write so many pairs below a folder."""
    data = Data.model_validate({"source": "critters", "split": {"train": 1.0, "validation": 0.0, "test": 0.0}})
    ready = arrange(data, Actions("step"), 0, base=Path())
    pairs, used, rows = ready.pairs["train"], np.zeros(len(ready.labels), dtype=np.bool_), []
    for side in ("before", "after"):
        (folder / side).mkdir(parents=True, exist_ok=True)
    for row in np.random.default_rng(0).permutation(len(pairs)):
        x, y = pairs.x[row], pairs.y[row]
        if used[x] or used[y] or len(rows) == count:
            continue
        used[[x, y]] = True
        name = f"{len(rows):04}.png"
        for side, image in zip(("before", "after"), ready.source.images(np.array([x, y])), strict=True):
            Image.fromarray(image).save(folder / side / name)
        rows.append((name, f"{ready.facts.factors[pairs.factor[row]].name}{pairs.direction[row]:+d}"))
    with (folder / "actions.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("name", "action"), *rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
