"""How the variables of a grid can lie: books x height x width, where the encoder shrinks both sides alike."""

from __future__ import annotations

from math import gcd

from causalvq.compiler.plan import GridPlan

PATCH = 4
"""Side of the patches that a first convolution reads where it may choose."""


def grids(height: int, width: int, books: int, halvings: int = 0) -> tuple[GridPlan, ...]:
    """Every grid of an image, the finest first.

    Args:
        height: of the image, pixels.
        width: of the image, pixels.
        books: groups of channels.
        halvings: how often the encoder halves the sides at least; patches shrink them by any other divisor.
    """
    common, step = gcd(height, width), 2**halvings
    ratios = [ratio for ratio in range(step, common + 1, step) if common % ratio == 0]
    return tuple(GridPlan(books=books, height=height // ratio, width=width // ratio) for ratio in ratios)


def find(count: int, height: int, width: int, books: int, halvings: int = 0) -> GridPlan | None:
    """The grid of a number of variables, or None."""
    return next((grid for grid in grids(height, width, books, halvings) if size(grid) == count), None)


def size(grid: GridPlan) -> int:
    """Number of variables."""
    return grid.books * grid.cells


def nearest(count: int, height: int, width: int, books: int, halvings: int = 0) -> tuple[GridPlan, ...]:
    """The grids with the next lower and the next higher number of variables."""
    found = sorted(grids(height, width, books, halvings), key=size)
    below = [grid for grid in found if size(grid) < count]
    above = [grid for grid in found if size(grid) > count]
    return (*below[-1:], *above[:1])


def other_books(count: int, height: int, width: int, halvings: int = 0, most: int = 64) -> GridPlan | None:
    """The finest grid of exactly this many variables with another number of books, or None."""
    for grid in grids(height, width, 1, halvings):
        books, rest = divmod(count, size(grid))
        if not rest and 0 < books <= most:
            return grid.model_copy(update={"books": books})
    return None


def stages(ratio: int) -> tuple[int, int]:
    """A patch and a number of stages that shrink the sides by `ratio`: patches of about four pixels, halved after."""
    odd = ratio
    while odd % 2 == 0:
        odd //= 2
    patch = odd
    while patch * 2 <= PATCH and ratio % (patch * 2) == 0:
        patch *= 2
    return patch, (ratio // patch).bit_length()


def described(grid: GridPlan) -> str:
    """`4 x 16 x 16 = 1,024`."""
    return f"{grid.books} x {grid.height} x {grid.width} = {size(grid):,}"
