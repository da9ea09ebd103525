"""Colours as float64 RGB in [0, 1]."""

from __future__ import annotations

import colorsys

import numpy as np

from causalvq.data.types import Floats


def hue_wheel(count: int, saturation: float, brightness: float) -> Floats:
    """Evenly spaced hues from red on: float64 [count, 3]."""
    return np.array([colorsys.hsv_to_rgb(step / count, saturation, brightness) for step in range(count)])


def hexadecimal(*colours: str) -> Floats:
    """Colours written as six hexadecimal digits: float64 [len(colours), 3]."""
    return np.array([list(bytes.fromhex(colour)) for colour in colours], dtype=np.float64) / 255
