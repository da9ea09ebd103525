"""What model, objectives, training and queries ask of a quantiser, whichever layout and kind it is of.

Axes: b images or pairs, V variables, D length of a vector, S states (of the largest codebook), K codebooks: one a
variable in slots, one a book in a grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """What a quantiser makes of vectors.

    Args:
        vectors: the vectors of the codes; gradients pass through to the vectors that went in.
        codes: int64, the index of each code.
        loss: the quantiser's own losses, a scalar.
    """

    vectors: Float[Tensor, "b V D"]
    codes: Int[Tensor, "b V"]
    loss: Float[Tensor, ""]


@runtime_checkable
class Quantizer(Protocol):
    """Vectors -> codes and back: one vector and one code a variable.

    `SlotQuantizer` has a codebook a variable, `GridQuantizer` one a book, which its cells share. Both are modules:
    what they have learned is in their state, and in training a call moves codebooks that have not settled.
    """

    @property
    def active(self) -> Bool[Tensor, "V S"]:
        """The states that each variable can be in."""

    @property
    def fixed(self) -> Bool[Tensor, " V"]:
        """Which variables have states whose index is a value, so that their codebooks never move."""

    @property
    def whole(self) -> Bool[Tensor, " V"]:
        """Which of them have no state beside those of their values."""

    @property
    def usage(self) -> Float[Tensor, "K S"]:
        """Moving average of the share of choices that fell on each state in training; 0 before there are codes."""

    @property
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state of every variable; zero for states that a variable does not have."""

    def __call__(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise. In training this counts what is chosen, and moves codebooks that have not settled."""

    def relaxed(
        self, vectors: Float[Tensor, "b V D"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "b V D"], Float[Tensor, ""]]:
        """What the decoder is given in warm-up, before there are codes, and the loss that prepares them."""

    def settle(self) -> None:
        """Fix which states there are; called before the last phase, and free to call again."""

    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every code; infinite for states that are not active."""

    def encode(
        self, vectors: Float[Tensor, "b V D"], further: Float[Tensor, "b V S"] | None = None
    ) -> Int[Tensor, "b V"]:
        """The code that stands for the nearest active one; `further` is added to the squared distances."""

    def lookup(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The vectors of codes."""

    def retire(self, codes: Int[Tensor, "b V"]) -> None:
        """Drop every state that none of these codes has: those of the training pairs."""

    def align(self, places: Float[Tensor, "V S"], codes: Int[Tensor, "b V"], lines: Bool[Tensor, " V"]) -> None:
        """Merge codes that lie at one place of their variable's line of values.

        Args:
            places: of every state on its variable's line, a value a unit.
            codes: of images, which tell how often each is used.
            lines: the variables whose codes lie on one.
        """

    def unite(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"]) -> None:
        """Merge codes between which variables that no action set (`free`) go to and fro."""

    def standing(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """Replace each code by the one that it was merged into."""

    def left(self) -> Int[Tensor, " V"]:
        """Count the states of each variable that are left once some were dropped and others merged."""

    def perplexity(self) -> Float[Tensor, " K"]:
        """How many states of each codebook are in use: exp of the entropy of `usage`."""
