"""Which codes stand for the same thing: those that lie together, and those between which an unchanged variable goes.

Axes: b pairs, V variables, S states, D length of a vector.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

LEAST_USE = 0.03  # a code used less than this share of an even use stands for nothing
UNUSED = 0.002  # share of choices below which a code is dropped; in large codebooks, one with the least use is kept
MERGE_WITHIN = 1 / 8  # codes nearer than this share of the widest distance in their codebook are one, or nearer than
MERGE_STEP = 1 / 2  # this share of the distance between values that lie evenly on a line, where there are many
CLEAR = 0.8  # length of the mean of unit arrows, one turn a value, from which codes lie at values and not between them
GAP = 0.5  # steps between codes of two values, at least
REACH = 0.75  # steps between codes of one value, at most
MERGE_MEETING = 0.1  # so are two that meet each other this often for each time that one of them meets itself


def in_use(usage: Float[Tensor, " S"]) -> Bool[Tensor, " S"]:
    """The codes that are chosen often enough to stand for something."""
    return usage > min(UNUSED, LEAST_USE / len(usage)) * usage.sum()


def merge_within(values: int) -> float:
    """The share of the widest distance of a codebook up to which two codes are one, if it stands for so many values."""
    return min(MERGE_WITHIN, MERGE_STEP / max(1, values - 1))


def nearest_kept(vectors: Float[Tensor, "S D"], usage: Float[Tensor, " S"], within: float) -> Bool[Tensor, " S"]:
    """Which codes of one codebook to keep: the most used of those that lie together.

    Args:
        vectors: of the codes.
        usage: how often each was chosen; a code that never was is dropped.
        within: share of the widest distance within which two lie together.

    Returns:
        True for the codes kept, at least one.
    """
    used = in_use(usage)
    distance = torch.cdist(vectors, vectors)
    widest = distance[used][:, used].max()
    kept = torch.zeros_like(used)
    for code in usage.argsort(descending=True).tolist():
        apart = not bool(kept.any()) or bool((distance[code, kept] > within * widest).all())
        kept[code] = apart and bool(used[code])
    return kept


def on_a_line(places: Float[Tensor, " S"], usage: Float[Tensor, " S"], least: int) -> Int[Tensor, " S"]:
    """For each code of one codebook the code that stands for it: those at one place on the line of a factor's values.

    A step is one unit of the line, so that values lie a unit apart, wherever the first of them is. Where codes do not,
    or where there are fewer places than values, the line was not learned and says nothing.

    Args:
        places: the factor's coordinate of each code.
        usage: how many images have it; codes that none has stay as they are.
        least: values of the factor.

    Returns:
        int64, the most used code of those at one place; a code by itself stands for itself.
    """
    root = torch.arange(len(places), device=places.device)
    # Values lie a unit apart wherever the first of them is, so the common
    # offset is a circular mean: a full turn of a unit.
    turns = torch.polar(usage / usage.sum().clamp_min(1e-9), 2 * math.pi * places).sum()  # of a unit each
    value = (places - turns.angle() / (2 * math.pi)).round()
    # A short mean arrow: codes lie between values. Too few places: the line does not tell all values apart.
    if turns.abs() < CLEAR or len(set(value[usage > 0].tolist())) < least:
        return root
    for code in usage.argsort(descending=True).tolist():
        here = (value == value[code]) & (usage > 0)
        if usage[code] > 0 and root[code] == code:
            root[here] = code
    return root


def by_gaps(places: Float[Tensor, " S"], usage: Float[Tensor, " S"]) -> Int[Tensor, " S"]:
    """For each code of one codebook the code that stands for it: those with no gap of half a step between them.

    For lines on which nobody knows how many values there are, and whose codes lie near values but not at even
    distances. Codes that reach further than one value can are left as they are.

    Args:
        places: the factor's coordinate of each code.
        usage: how many images have it; codes that none has stay as they are.

    Returns:
        int64, the most used code of those that are one; a code by itself stands for itself.
    """
    root = torch.arange(len(places), device=places.device)
    used = (usage > 0).nonzero().flatten()
    order = used[places[used].argsort()]
    cuts = (places[order].diff() > GAP).nonzero().flatten() + 1
    for group in torch.tensor_split(order, cuts.cpu()):
        if len(group) and places[group].max() - places[group].min() < REACH:
            root[group] = group[usage[group].argmax()]
    return root


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
    # x and y of a variable that nothing set are exchangeable, so both orders of a pair are one count.
    usage, meets = meets.sum(0) + meets.sum(1), meets + meets.T
    root = torch.arange(len(meets), device=meets.device)
    left = int((usage > 0).sum())
    while left > least:
        itself = meets.diagonal()
        # Held against the rarer of the two: a rare code of a frequent value meets it as often as itself.
        share = meets / torch.minimum(itself[:, None], itself[None, :]).clamp_min(1e-9)
        first, second = divmod(int(share.fill_diagonal_(0).argmax()), len(meets))
        if share[first, second] < MERGE_MEETING:
            break
        kept, gone = (first, second) if usage[first] >= usage[second] else (second, first)
        root[root == gone] = kept
        # The counts of a merged code go on with the kept one, so that chains of codes of one value are joined too.
        meets[kept] += meets[gone]
        meets[:, kept] += meets[:, gone]
        meets[gone], meets[:, gone] = 0, 0
        left -= 1
    return root


class CodeMerger(nn.Module):
    """Which code stands for each code, learned from the codes of variables that actions leave alone.

    Args:
        least: for each variable, how many codes its values need; no fewer are left.
        states: states of the largest codebook.
    """

    root: Tensor

    def __init__(self, least: Sequence[int], states: int) -> None:
        super().__init__()
        self.least, variables = tuple(least), len(least)
        self.register_buffer("root", torch.arange(states).repeat(variables, 1))

    def forward(self, codes: Int[Tensor, "b V"]) -> Int[Tensor, "b V"]:
        """Replace each code by the one that it was merged into."""
        return self.root[torch.arange(codes.shape[1], device=codes.device), codes]

    @torch.no_grad()
    def align(
        self,
        places: Float[Tensor, "V S"],
        usage: Float[Tensor, "V S"],
        lines: Bool[Tensor, " V"],
        unnamed: Bool[Tensor, " V"],
    ) -> None:
        """Merge codes at one place, of variables whose codes lie on a line of values.

        Args:
            places: of the codes.
            usage: how many images have each.
            lines: the variables whose codes lie on one.
            unnamed: those of which nobody knows how many values they stand for.
        """
        for variable in lines.nonzero().flatten().tolist():
            root = on_a_line(places[variable], usage[variable], self.least[variable])
            if bool(unnamed[variable]) and torch.equal(root, torch.arange(len(root), device=root.device)):
                root = by_gaps(places[variable], usage[variable])
            self.root[variable] = root[self.root[variable]]

    @torch.no_grad()
    def unite(self, meets: Float[Tensor, "V S S"]) -> None:
        """Merge codes that are met for the same thing, by the counts of `co_occurrence`."""
        roots = torch.stack([exchanged(counts, least) for counts, least in zip(meets, self.least, strict=True)])
        self.root.copy_(roots.gather(1, self.root))


def co_occurrence(
    x: Int[Tensor, "b V"], y: Int[Tensor, "b V"], free: Bool[Tensor, "b V"], states: int
) -> Float[Tensor, "V S S"]:
    """Count how often a variable that an action leaves alone had one code (row) in x and another (column) in y.

    Args:
        x: codes before.
        y: codes after.
        free: which variables of which pairs the action left alone.
        states: of the largest codebook.
    """
    counts = torch.zeros(x.shape[1], states, states, device=x.device)
    variables = torch.arange(x.shape[1], device=x.device).expand_as(x)[free]
    return counts.index_put_((variables, x[free], y[free]), counts.new_ones(()), accumulate=True)
