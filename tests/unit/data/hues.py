"""Four pictures, two hues in two sizes, and the table that labels them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

ROWS = ["train/red_9.png,red,9", "train/blue_10.png,blue,10", "train/blue_9.png,blue,9", "train/red_10.png,red,10"]


def write_pictures(folder: Path) -> Path:
    (folder / "train").mkdir()
    for hue, colour in (("red", (200, 0, 0)), ("blue", (0, 0, 200))):
        for size in (9, 10):
            Image.new("RGB", (16, 16), colour).save(folder / "train" / f"{hue}_{size}.png")
    return folder


def write_table(folder: Path, rows: Sequence[str], header: str = "file_name,hue,size") -> Path:
    (folder / "metadata.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder
