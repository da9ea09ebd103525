"""Make `causalvq/data/builtin/critters.npz` from the 64 x 64 rendering of the same set.

    python tools/make_critters.py critters_cc0.npz

The 64 x 64 file is the full grid of seven factors of the DiceBear style "Critters" (see
causalvq/data/builtin/critters.txt for where the art comes from). It is written deterministically: equal input, equal
bytes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from causalvq.data.formats.archive import Archive
from causalvq.data.resize import resize

SIZE = 32
KEPT = ("labels", "factor_names", "factor_sizes", "grid_complete")
TARGET = Path(__file__).parent.parent / "causalvq" / "data" / "builtin" / "critters.npz"


def main(path: Path) -> None:
    """Write the built-in file from the 64 x 64 archive at `path`."""
    archive = Archive(path)
    names = [str(name) for name in archive.read("factor_names")]
    arrays = {"images": resize(archive.read("images"), SIZE)}
    arrays |= {name: archive.read(name) for name in (*KEPT, *(f"values_{factor}" for factor in names))}
    arrays["labels"] = arrays["labels"].astype(np.uint8)
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            target.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
