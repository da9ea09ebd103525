"""What the quantisers of a variable each share: which states there are, and how often each is chosen.

Axes: b images, V variables, D length of a vector, S states (of the largest codebook).
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.placement.room import MOST, codes_needed
from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.distributed import of_all, own_rows
from causalvq.runtime.quantizers.code_merging import CodeMerger, co_occurrence
from causalvq.runtime.quantizers.quantizer import Quantized

NOISE = 0.1
"""Deviation of the noise on vectors in warm-up, which have variance 1: what a code will later round away."""
DECAY = 0.98
"""Of the moving averages that codes and the counts of their uses follow."""


class SlotQuantizer(nn.Module, ABC):
    """One codebook a variable; a `Quantizer` of which a kind says how vectors become codes.

    `active` says which states a variable has: those of its codebook, less what was found to be unused when the
    codebooks settled; `synonyms`, which of them stand for the same thing. `fixed` are the variables the index of whose
    states is a value, so that their codebooks never move; `whole`, those of them all of whose states are values;
    `unnamed`, those of factors whose values nobody has counted.
    `usage` is a moving average of the share of images that chose each state in training.

    Args:
        plan: a plan with `layout: slots`.
    """

    active: Tensor
    fixed: Tensor
    whole: Tensor
    unnamed: Tensor
    settled: Tensor
    usage: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        states = [variable.states for variable in plan.variables]
        self.dim, self.states = plan.codebook.dim, max(states)
        self.commitment = plan.codebook.commitment
        self.register_buffer("fixed", states_are_values(plan), persistent=False)
        # Words may leave values unnamed, for which their factors have room.
        worded = {index for index, factor in enumerate(plan.data.factors) if factor.words}
        room = torch.tensor([variable.factor in worded for variable in plan.variables])
        self.register_buffer("whole", self.fixed & ~room, persistent=False)
        self.register_buffer("unnamed", room & ~self.fixed, persistent=False)
        self.register_buffer("settled", self.fixed.all())
        self.register_buffer("active", torch.arange(self.states)[None, :] < torch.tensor(states)[:, None])
        self.register_buffer("usage", torch.zeros(self.active.shape))
        self.synonyms = CodeMerger([needed(plan, index) for index in range(len(states))], self.states)

    @abstractmethod
    def forward(self, vectors: Float[Tensor, "b V D"]) -> Quantized:
        """Quantise. In training this counts what is chosen, and moves codebooks that have not settled."""

    @abstractmethod
    def relaxed(
        self, vectors: Float[Tensor, "b V D"], generator: torch.Generator
    ) -> tuple[Float[Tensor, "b V D"], Float[Tensor, ""]]:
        """What the decoder is given in warm-up, before there are codes, and the loss that prepares them."""

    @abstractmethod
    def distances(self, vectors: Float[Tensor, "b V D"]) -> Float[Tensor, "b V S"]:
        """Squared distance to every code; infinite for states that are not active."""

    @property
    @abstractmethod
    def codebook(self) -> Float[Tensor, "V S D"]:
        """The vector of every state; states that a variable does not have are zero."""

    def told_apart(self, variable: int) -> int:
        """How many values a variable may stand for: those that are known, or those that its states are room for."""
        return max(self.synonyms.least[variable], int(self.active[variable].sum()) // MOST)

    @abstractmethod
    def settle(self) -> None:
        """Fix which states there are; called before the last phase, and free to call again."""

    def encode(
        self, vectors: Float[Tensor, "b V D"], further: Float[Tensor, "b V S"] | None = None
    ) -> Int[Tensor, "b V"]:
        """Find the nearest active code of each variable, or the one that it was merged into.

        Args:
            vectors: to encode.
            further: what is added to the squared distance to each code.

        Returns:
            int64, the index of each code.
        """
        distances = self.distances(vectors)
        codes: Tensor = self.synonyms((distances if further is None else distances + further).argmin(-1))
        return codes

    @torch.no_grad()
    def align(self, places: Float[Tensor, "V S"], codes: Int[Tensor, "b V"], lines: Bool[Tensor, " V"]) -> None:
        """Merge codes that lie at one place of their variable's line of values.

        Args:
            places: of the codes.
            codes: of images, which tell how often each is used.
            lines: the variables whose codes lie on one.
        """
        usage = torch.zeros_like(places).scatter_add_(1, codes.T, places.new_ones(()).expand(codes.T.shape))
        self.synonyms.align(places, usage, lines, self.unnamed)

    def unite(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"]) -> None:
        """Merge codes between which variables that no action set go to and fro in these pairs.

        Args:
            x: codes before.
            y: codes after.
            free: which variables of which pairs the action left alone.
        """
        self.synonyms.unite(co_occurrence(x, y, free, self.states))

    @torch.no_grad()
    def retire(self, codes: Int[Tensor, "b V"]) -> None:
        """Drop every state that none of these codes has; what was nearest to it then gets the nearest of the others.

        A state that no image of the training pairs has says nothing: no mechanism knows what becomes of it.
        """
        self.active &= torch.zeros_like(self.active).scatter_(1, codes.T, value=True) | self.whole[:, None]

    def left(self) -> Int[Tensor, " V"]:
        """Count the states of each variable that are left once some were dropped and others merged."""
        # A state is left when any active one stands for it: it may itself be dropped and still be what others became.
        stands_for = torch.zeros_like(self.synonyms.root).scatter_add_(1, self.synonyms.root, self.active.long())
        return (stands_for > 0).sum(1)

    def standing(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """Replace each code by the one that it was merged into."""
        found: Tensor = self.synonyms(codes)
        return found

    def lookup(self, codes: Int[Tensor, "b V"]) -> Float[Tensor, "b V D"]:
        """The vectors of codes."""
        variables = torch.arange(codes.shape[1], device=codes.device)
        return self.codebook[variables, codes]

    def perplexity(self) -> Float[Tensor, " V"]:
        """How many states of each variable are in use: exp of the entropy of `usage`, 1 when one is all there is."""
        # Normalised again: early in training the moving averages have not come up to 1 yet.
        shares = self.usage / self.usage.sum(1, keepdim=True).clamp_min(1e-12)
        return (-torch.xlogy(shares, shares).sum(1)).exp()

    @torch.no_grad()
    def count(self, codes: Int[Tensor, "b V"]) -> None:
        """Note what a step of training chose, for the images of all ranks: they drop the same states later."""
        now = torch.zeros_like(self.usage).scatter_add_(1, codes.T, torch.ones_like(codes.T, dtype=torch.float32))
        self.usage.lerp_(now / len(codes), 1 - DECAY)


def states_are_values(plan: Plan) -> Bool[Tensor, " V"]:
    """The variables the index of whose states is a value from the first step: the values are told in training.

    Those of no factor are like all others, where these are alike; a baseline is told none.
    """
    if plan.baseline is not None:
        return torch.zeros(len(plan.variables), dtype=torch.bool)
    told = {action.factor for action in plan.actions if action.kind == "set"}
    every = plan.labels == "full" or (bool(plan.actions) and all(action.kind == "set" for action in plan.actions))
    return torch.tensor([every or variable.factor in told for variable in plan.variables])


def jittered(vectors: Float[Tensor, "b V D"], generator: torch.Generator) -> Float[Tensor, "b V D"]:
    """Vectors with a little noise, what a code will later round away; drawn for the images of all ranks."""
    # Drawn for all ranks and cut, so that a training on several machines draws what one machine would.
    shape = (of_all(len(vectors)), *vectors.shape[1:])
    return vectors + NOISE * own_rows(torch.randn(shape, generator=generator, device=vectors.device))


def needed(plan: Plan, variable: int) -> int:
    """How many codes a variable needs to tell the values of its factor apart, which other variables may help with.

    Of a factor whose values nobody has named: two.
    """
    factor = plan.variables[variable].factor
    if factor is None:
        return 1
    return codes_needed(plan.data.factors[factor].size, len(plan.targets[factor]))
