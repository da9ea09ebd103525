"""Numbers that keep draws apart which start from the same seed: one for each place that draws."""

from __future__ import annotations

from typing import Final

SPLIT: Final = 1
BATCHES: Final = 2
IMBALANCE: Final = 3
GROWTH: Final = 4
COLUMNS: Final = 5
UNLABELLED: Final = 6
AUGMENTATION: Final = 7
