"""Which codes stand for the same thing: those that lie together, and those between which an unchanged variable goes.

Axes: b pairs, V variables, S states, D length of a vector.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.runtime.distributed import summed

LEAST_USE = 0.03  # a code used less than this share of an even use stands for nothing
UNUSED = 0.002  # share of choices below which a code is dropped; in large codebooks, one with the least use is kept
MERGE_WITHIN = 1 / 8  # codes nearer than this share of the widest distance in their codebook are one
MEMORY = 0.995  # decay a step of the counts of which codes met: some 200 steps are remembered
MERGE_MEETING = 0.05  # so are two that meet each other this often for each time that one of them meets itself


def in_use(usage: Float[Tensor, " S"]) -> Bool[Tensor, " S"]:
    """The codes that are chosen often enough to stand for something."""
    return usage > min(UNUSED, LEAST_USE / len(usage)) * usage.sum()


def nearest_kept(vectors: Float[Tensor, "S D"], usage: Float[Tensor, " S"]) -> Bool[Tensor, " S"]:
    """Which codes of one codebook to keep: the most used of those that lie together.

    Args:
        vectors: of the codes.
        usage: how often each was chosen; a code that never was is dropped.

    Returns:
        True for the codes kept, at least one.
    """
    used = in_use(usage)
    distance = torch.cdist(vectors, vectors)
    widest = distance[used][:, used].max()
    kept = torch.zeros_like(used)
    for code in usage.argsort(descending=True).tolist():
        apart = not bool(kept.any()) or bool((distance[code, kept] > MERGE_WITHIN * widest).all())
        kept[code] = apart and bool(used[code])
    return kept


def exchanged(meets: Float[Tensor, "S S"], least: int) -> Int[Tensor, " S"]:
    """For each code of one codebook the code that stands for it: two that are met for the same thing are one.

    A variable that an action leaves alone has one value in both images of a pair. Two codes of one value meet in such
    pairs about as often as either meets itself; codes of two values meet only where the encoder errs. The two that
    meet most are joined, and their counts added, until no two meet often enough.

    Args:
        meets: how often such a variable had one code (row) in x and another (column) in y.
        least: codes that shall be left, those that never occurred not counted.

    Returns:
        int64, the most used code of those that are one; a code by itself stands for itself.
    """
    usage, meets = meets.sum(0) + meets.sum(1), meets + meets.T
    root = torch.arange(len(meets), device=meets.device)
    left = int((usage > 0).sum())
    while left > least:
        itself = meets.diagonal()
        share = meets / torch.minimum(itself[:, None], itself[None, :]).clamp_min(1e-9)
        first, second = divmod(int(share.fill_diagonal_(0).argmax()), len(meets))
        if share[first, second] < MERGE_MEETING:
            break
        kept, gone = (first, second) if usage[first] >= usage[second] else (second, first)
        root[root == gone] = kept
        meets[kept] += meets[gone]
        meets[:, kept] += meets[:, gone]
        meets[gone], meets[:, gone] = 0, 0
        left -= 1
    return root


class Synonyms(nn.Module):
    """Which code stands for each code, learned from the codes of variables that actions leave alone.

    Args:
        least: for each variable, how many codes its values need; no fewer are left.
        states: states of the largest codebook.
    """

    meets: Tensor
    root: Tensor

    def __init__(self, least: Sequence[int], states: int) -> None:
        super().__init__()
        self.least, variables = tuple(least), len(least)
        self.register_buffer("meets", torch.zeros(variables, states, states))
        self.register_buffer("root", torch.arange(states).repeat(variables, 1))

    def forward(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """The codes that stand for codes."""
        return self.root[torch.arange(codes.shape[1], device=codes.device), codes]

    @torch.no_grad()
    def observe(self, x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"]) -> None:
        """Count the codes of pairs, and forget older ones a little.

        Args:
            x: codes before.
            y: codes after.
            free: the variables that the action of each pair leaves alone.
        """
        self.meets.mul_(MEMORY).add_(summed(meetings(x, y, free, self.root.shape[1])))

    @torch.no_grad()
    def unite(self, meets: Float[Tensor, "V S S"]) -> None:
        """Let one code stand for all that are met for the same thing, according to such counts."""
        roots = torch.stack([exchanged(counts, least) for counts, least in zip(meets, self.least, strict=True)])
        self.root.copy_(roots.gather(1, self.root))


def meetings(
    x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"], states: int
) -> Float[Tensor, "V S S"]:
    """How often a variable that an action leaves alone had one code (row) in x and another (column) in y."""
    counts = torch.zeros(x.shape[1], states, states, device=x.device)
    variables = torch.arange(x.shape[1], device=x.device).expand_as(x)[free]
    return counts.index_put_((variables, x[free], y[free]), counts.new_ones(()), accumulate=True)
