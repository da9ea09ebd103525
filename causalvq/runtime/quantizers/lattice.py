"""Codes that are points of a lattice: a few numbers, each at one of its levels, between two small networks.

Axes: b images, V variables, G variables of a group, D length of a vector, K numbers of a code (of the longest),
k numbers of a group's codes, S states (of the largest codebook), s states of a group.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from causalvq.compiler.layers.quantizer_layers import WIDENING
from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.distributed import gathered
from causalvq.runtime.compute.precision import in_float32
from causalvq.runtime.quantizers.code_merging import LEAST_USE, UNUSED
from causalvq.runtime.quantizers.quantizer import Quantized
from causalvq.runtime.quantizers.slot_quantizer import SlotQuantizer, jittered

APART = 8.0
"""Squared distance between neighbouring levels. States that are told their values, by a cross-entropy on distances,
are as far apart as vectors drawn at random: at 1 no state between two others could be surer than 0.58."""


class SlotLinear(nn.Module):
    """A linear layer of its own for each variable.

    Args:
        variables: how many layers.
        inputs: numbers in.
        outputs: numbers out.
    """

    def __init__(self, variables: int, inputs: int, outputs: int) -> None:
        super().__init__()
        bound = inputs**-0.5
        self.weight = nn.Parameter(torch.empty(variables, inputs, outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(variables, outputs).uniform_(-bound, bound))

    def forward(self, x: Float[Tensor, "b V i"]) -> Float[Tensor, "b V o"]:
        """Each variable through its own layer."""
        out: Tensor = torch.einsum("bvi,vio->bvo", x, self.weight) + self.bias
        return out


class SlotNetwork(nn.Module):
    """A network of one hidden layer of its own for each variable.

    Args:
        variables: how many networks.
        inputs: numbers in.
        outputs: numbers out.
        hidden: numbers of the hidden layer.
    """

    def __init__(self, variables: int, inputs: int, outputs: int, hidden: int) -> None:
        super().__init__()
        self.first = SlotLinear(variables, inputs, hidden)
        self.last = SlotLinear(variables, hidden, outputs)

    def forward(self, x: Float[Tensor, "b V i"]) -> Float[Tensor, "b V o"]:
        """Each variable through its own network."""
        out: Tensor = self.last(F.silu(self.first(x)))
        return out


class LatticeQuantizer(SlotQuantizer):
    """Vector -> a few numbers -> the nearest point of a lattice -> vector.

    Variables whose codes have the same levels are a group, which is quantised together. The ways to the numbers and
    back are not linear: numbers on a line could otherwise not stand for values without an order.

    Args:
        plan: a plan whose variables have levels.
    """

    spacing: Tensor
    there: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        levels = [variable.levels for variable in plan.variables]
        variables, self.numbers = len(levels), max(map(len, levels))
        self.groups = [[index for index, own in enumerate(levels) if own == one] for one in dict.fromkeys(levels)]
        self.levels = [levels[group[0]] for group in self.groups]
        self.inward = SlotNetwork(variables, self.dim, self.numbers, WIDENING * self.dim)
        self.outward = SlotNetwork(variables, self.numbers, self.dim, WIDENING * self.dim)
        spacing = torch.ones(variables, self.numbers)
        for group, own in zip(self.groups, self.levels, strict=True):
            # Levels lie evenly on [-1, 1], the range of tanh, so that distances count in levels whatever their number.
            spacing[group, : len(own)] = 2 / (torch.tensor(own) - 1)
        self.register_buffer("spacing", spacing, persistent=False)
        self.register_buffer("there", self.active.clone(), persistent=False)

    @property
    @abstractmethod
    def points(self) -> Float[Tensor, "V S K"]:
        """The numbers of every state; zero for numbers and states that a variable does not have."""

    @abstractmethod
    def rounded(self, numbers: Float[Tensor, "b V K"]) -> Quantized:
        """Numbers before they are bounded -> points, as `vectors` of K numbers; all states are there."""

    def bounded(self, numbers: Float[Tensor, "b V K"]) -> Float[Tensor, "b V K"]:
        """Numbers within the lattice."""
        return numbers.tanh()

    @in_float32
    def forward(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise; once the codebooks have settled, to the states that are left.

        The encoder is given the decoder's gradient as it is, as with learned vectors: a few numbers would let little of
        it through. The lattice learns from the same gradient, and to say the encoder's vectors.
        """
        said, found = self._said(vectors)
        if self.training:
            self.count(gathered(found.codes))
        # Two one-sided halves: the lattice is moved to the vectors, and the vectors, by the commitment, to the lattice.
        loss = (said - vectors.detach()).square().mean() + self.commitment * (vectors - said.detach()).square().mean()
        # The bracket is 0 in value and the identity in gradient: the encoder learns past the few numbers of the code.
        return Quantized(said + (vectors - vectors.detach()), found.codes, found.loss + loss)

    def _said(self, vectors: Float[Tensor, "b V D"]) -> tuple[Float[Tensor, "b V D"], Quantized]:
        """The vectors that the lattice makes of vectors, and its points as numbers."""
        # Detached: the encoder has a path of its own around the lattice, and a
        # second one would count its gradient twice.
        numbers = self.inward(vectors.detach())
        found = self.nearest(numbers) if bool(self.settled) else self.rounded(numbers)
        return self._vectors(found.vectors), found

    def nearest(self, numbers: Float[Tensor, "b V K"]) -> Quantized:
        """The nearest active points, with straight-through gradients and a commitment loss."""
        near = self.bounded(numbers)
        codes = self._distances(near).argmin(-1)
        chosen = self.points[torch.arange(len(self.active), device=codes.device), codes]
        loss = self.commitment * (near - chosen.detach()).square().mean()
        # Straight-through: the value of the point, the gradient of the number that was rounded to it.
        return Quantized(near + (chosen - near).detach(), codes, loss)

    @in_float32
    def relaxed(
        self, vectors: Float[Tensor, "b V D"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "b V D"], Float[Tensor, ""]]:
        """The vectors with a little noise, while the lattice learns to say them."""
        said, found = self._said(vectors)
        return jittered(vectors, generator), found.loss + (said - vectors.detach()).square().mean()

    @in_float32
    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every point, neighbours being 8 apart; infinite for states that are not active."""
        return self._distances(self.bounded(self.inward(vectors)))

    def _distances(self, near: Float[Tensor, "b V K"]) -> Float[Tensor, "b V S"]:
        levels = (near[:, :, None] - self.points) / self.spacing[:, None]  # [b, V, S, K]
        return APART * levels.square().sum(-1).masked_fill(~self.active, float("inf"))

    @property
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state; states that a variable does not have are zero."""
        vectors = self._vectors(self.points.transpose(0, 1)).transpose(0, 1)
        return vectors * self.there.unsqueeze(-1)

    def _vectors(self, numbers: Float[Tensor, "b V K"]) -> Float[Tensor, "b V D"]:
        out: Tensor = self.outward(numbers)
        return out

    @torch.no_grad()
    def settle(self) -> None:
        """Drop the states that are hardly ever chosen; points of a lattice never lie close, so none are merged."""
        if not bool(self.settled):
            used = self.usage > min(UNUSED, LEAST_USE / self.states)
            # Where nothing was ever counted (a model that was not trained) all states stay: none is known to be unused.
            self.active &= used | ~used.any(1, keepdim=True) | self.fixed[:, None]
            self.settled.fill_(True)


class BookLattice(LatticeQuantizer):
    """A lattice whose points are those of the library's modules, one module a group.

    Args:
        plan: a plan whose variables have levels.
        books: the module of each group, given its levels and number of variables.
        points: from a module to the numbers of its states.
    """

    table: Tensor

    def __init__(
        self,
        plan: Plan,
        books: Callable[[list[int], int], nn.Module],
        points: Callable[[Any], Float[Tensor, "s k"]],
    ) -> None:
        super().__init__(plan)
        self.books = nn.ModuleList(
            books(list(own), len(group)) for own, group in zip(self.levels, self.groups, strict=True)
        )
        table = torch.zeros(*self.active.shape, self.numbers)
        for group, book in zip(self.groups, self.books, strict=True):
            own = points(book)
            table[group, : len(own), : own.shape[1]] = own
        self.register_buffer("table", table, persistent=False)

    @property
    def points(self) -> Float[Tensor, "V S K"]:
        """The numbers of every state; zero for numbers and states that a variable does not have."""
        return self.table

    def rounded(self, numbers: Float[Tensor, "b V K"]) -> Quantized:
        """The points that the library's modules choose, and their losses."""
        chosen, loss = torch.zeros_like(numbers), numbers.new_zeros(())
        codes = torch.empty(numbers.shape[:2], dtype=torch.int64, device=numbers.device)
        for group, levels, book in zip(self.groups, self.levels, self.books, strict=True):
            part = numbers[:, group, : len(levels)].flatten(1).unsqueeze(1)  # [b, 1, G * k]
            points, indices, own = self.through(book, part)
            chosen[:, group, : len(levels)] = points.view(len(numbers), len(group), len(levels))
            codes[:, group] = indices.squeeze(1).long()
            # Weighed by its variables, so that the loss does not depend on how they happen to be grouped.
            loss = loss + own * len(group) / len(self.active)
        return Quantized(chosen, codes, loss)

    @abstractmethod
    def through(
        self, book: Any, numbers: Float[Tensor, "b 1 n"]
    ) -> tuple[Float[Tensor, "b 1 n"], Int[Tensor, "b 1 G"], Float[Tensor, ""]]:
        """Points, indices and loss of one module; n are the numbers of the codes of its variables."""
