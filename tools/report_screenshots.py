"""Write the screenshots of docs/guide/report.md: the report of a run on a desk and, dark, on a phone.

PYTHONPATH=.:tests python tools/report_screenshots.py runs/critters/latest
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from chromium import browser, chromium
from PIL import Image

from causalvq.report.page import make_report

IMAGES = Path(__file__).parents[1] / "docs" / "images"
VIEWS = (("report_desk.png", 1280, 1500, "light"), ("report_phone.png", 360, 1500, "dark"))
"""File, width and height in pixels, colour scheme."""
COLOURS = 256


def main(run: str) -> None:
    """Make the report of a run, show it, and keep what is seen."""
    if chromium() is None:
        sys.exit("there is no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, browser() as tab:
        page = Path(folder) / "report.html"
        page.write_text(make_report(Path(run)).html)
        for name, width, height, scheme in VIEWS:
            tab.open(page, width, scheme=scheme)
            tab.picture(IMAGES / name, height=height)
            few = Image.open(IMAGES / name).convert("RGB").quantize(COLOURS)
            few.save(IMAGES / name, optimize=True)
            print(IMAGES / name)


if __name__ == "__main__":
    main(sys.argv[1])
