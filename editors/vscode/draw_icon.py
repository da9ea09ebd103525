"""Draw the icon of the extension: a small causal graph, whose nodes are squares as codes in a book are.

python editors/vscode/draw_icon.py
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

SIDE, SCALE = 128, 4
INK, GROUND, ACCENT = (38, 50, 56), (250, 247, 240), (230, 119, 46)
NODES = {"cause": (28, 36), "other": (28, 92), "effect": (96, 64)}
HALF = 17


def main() -> None:
    """Write icon.png beside this file."""
    image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), GROUND)
    draw = ImageDraw.Draw(image)
    effect = NODES["effect"]
    for name in ("cause", "other"):
        draw.line([scaled(NODES[name]), scaled(effect)], fill=INK, width=5 * SCALE)
    for name, (x, y) in NODES.items():
        box = [scaled((x - HALF, y - HALF)), scaled((x + HALF, y + HALF))]
        draw.rounded_rectangle(box, radius=5 * SCALE, fill=ACCENT if name == "effect" else INK)
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(Path(__file__).parent / "icon.png", optimize=True)


def scaled(point: tuple[int, int]) -> tuple[int, int]:
    """A point of the icon in the larger drawing."""
    return point[0] * SCALE, point[1] * SCALE


if __name__ == "__main__":
    main()
