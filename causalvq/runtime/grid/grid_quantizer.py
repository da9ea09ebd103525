"""Vectors of a grid -> codes and back: one codebook a book, shared by its positions.

Axes: b images, B books, C = height x width cells of the grid, V = B C variables, D length of a vector, S states.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.quantizers import Quantized, make_quantizer


class GridQuantizer(nn.Module):
    """A quantiser of one cell, applied to every cell: what is one variable to it is one book of the grid.

    Args:
        plan: a plan with `layout: grid`.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.cells = plan.require_grid().cells
        self.cell = make_quantizer(one_cell(plan))

    def forward(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise; in training this moves the codebooks, and the first call places them by k-means."""
        made = self.cell(self._by_cell(vectors))
        return Quantized(self._by_image(made.vectors), self._by_image(made.codes), made.loss)

    def relaxed(
        self, vectors: Float[Tensor, "b V D"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "b V D"], Float[Tensor, ""]]:
        """What the decoder is given in warm-up, before there are codes, and the loss that prepares them."""
        kept, loss = self.cell.relaxed(self._by_cell(vectors), generator)
        return self._by_image(kept), loss

    def settle(self) -> None:
        """Fix the codebooks, as the quantiser of a cell does."""
        self.cell.settle()

    @property
    def fixed(self) -> Bool[Tensor, " V"]:
        """The variables the index of whose states is a value, which no state of a grid is."""
        return self.cell.fixed.repeat_interleave(self.cells)

    @property
    def whole(self) -> Bool[Tensor, " V"]:
        """Which of them have no state beside those of their values."""
        return self.cell.whole.repeat_interleave(self.cells)

    @property
    def settled(self) -> Bool[Tensor, ""]:
        """Whether codebooks move no more."""
        return self.cell.settled

    @property
    def usage(self) -> Float[Tensor, "B S"]:
        """Moving average of the share of cells that chose each state of each book."""
        return self.cell.usage

    def perplexity(self) -> Float[Tensor, " B"]:
        """How many states of each book are in use."""
        return self.cell.perplexity()

    def align(self, places: Float[Tensor, "V S"], codes: Int[Tensor, "b V"], lines: Bool[Tensor, " V"]) -> None:
        """Do nothing: no variable of a grid is all that its factor has."""

    def unite(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"]) -> None:
        """Do nothing.

        The cells of a book share its codes. Two codes between which one cell flickers tell values apart in another.
        """

    def retire(self, codes: Int[Tensor, "b V"]) -> None:
        """Do nothing: what one cell never shows, another cell of its book may."""

    def left(self) -> Int[Tensor, " V"]:
        """Count the states of each variable that are left."""
        return self.cell.left().repeat_interleave(self.cells)

    def standing(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """Return the codes as they are: none was merged."""
        return codes

    @property
    def active(self) -> Bool[Tensor, "V S"]:
        """The states that each variable can be in."""
        return self.cell.active.repeat_interleave(self.cells, dim=0)

    @property
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state of every variable."""
        return self.cell.codebook.repeat_interleave(self.cells, dim=0)

    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every code; infinite for states that are not active."""
        return self._by_image(self.cell.distances(self._by_cell(vectors)))

    def encode(
        self,
        vectors: Float[Tensor, "b V D"],
        further: Float[Tensor, "b V S"] | None = None,  # noqa: ARG002
    ) -> Int[Tensor, "b V"]:
        """The nearest active code of each variable; none has a coordinate, so there is nothing to add."""
        return self._by_image(self.cell.encode(self._by_cell(vectors)))

    def lookup(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The vectors of codes."""
        return self._by_image(self.cell.lookup(self._by_cell(codes)))

    def _by_cell(self, values: Tensor) -> Tensor:
        """[b, V, ...] as [b C, B, ...]."""
        books = values.shape[1] // self.cells
        return values.reshape(len(values), books, self.cells, *values.shape[2:]).transpose(1, 2).flatten(0, 1)

    def _by_image(self, values: Tensor) -> Tensor:
        """The inverse of `_by_cell`."""
        images = len(values) // self.cells
        return values.reshape(images, self.cells, *values.shape[1:]).transpose(1, 2).flatten(1, 2)


def one_cell(plan: Plan) -> Plan:
    """The plan of a single cell: a variable a book, as many pairs as a batch has cells, and no value to be a state."""
    cells = plan.require_grid().cells
    # Every cell counts as a pair: thresholds for dead codes are in vectors a batch.
    train = plan.train.model_copy(update={"batch_size": plan.train.batch_size * cells})
    return plan.model_copy(update={"variables": plan.variables[::cells], "actions": (), "train": train})
