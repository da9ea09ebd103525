"""Whether any action explains a pair of images: how probable it is that what was retrieved is what happened.

Retrieval names the most probable action, given that there was one. Two images may be the same, differ by what no
factor names, or be of another kind. What such pairs look like is known before anybody asks: they are made from
held-out images (the same image twice, images of equal factors, of several changed factors, with a patch of something
else, and images that are none of these). A logistic regression tells them from pairs that an action did make.

Axes: b pairs, C, H, W pixels, V variables, E kinds of evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.detail import with_detail
from causalvq.runtime.model import CausalVQ

SMALLEST: Final = 1e-6
"""Mean square of pixels in [-1, 1] below which errors are not told apart."""
NEIGHBOURHOOD: Final = 8
"""Of a side: the size of the place in which a difference is largest."""
LOWEST: Final = -60.0
"""Nats below which a log-probability says no more."""
SPREAD: Final = 4.0
"""Deviations from which evidence counts once more: far out is worse than near, but not without end."""
FARTHEST: Final = 40.0
EVIDENCE: Final = (
    ("change, mean", "nothing", -1),
    ("change, peak", "nothing", -1),
    ("codes if nothing was done", "nothing", 1),
    ("left over, mean", "more", 1),
    ("left over, peak", "more", 1),
    ("codes after the action", "more", -1),
    ("sureness of the action", "more", -1),
    ("unlike its codes, mean", "strange", 1),
    ("unlike its codes, peak", "strange", 1),
)
"""Name, what it speaks for (nothing changed, something else did, or images of another kind), and in which direction."""
QUIET_AND_FIT: Final = ("codes if nothing was done", "codes after the action")
REASONS: Final = {
    "nothing": "nothing that a factor names changed",
    "more": "more changed than any action here changes",
    "strange": "the images are not of the kind that the model was trained on",
}


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A logistic regression on how far evidence is out, in the direction that speaks against an action.

    Args:
        centre: median of each kind of evidence over pairs that an action made.
        scale: its spread there.
        weights: of how far out each kind is, and of how far beyond `SPREAD`; none is below 0.
        bias: log-odds of a pair whose evidence is all on the good side.
    """

    centre: Float[Tensor, " E"]
    scale: Float[Tensor, " E"]
    weights: Float[Tensor, "E 2"]
    bias: Float[Tensor, ""]

    def probability(self, evidence: Float[Tensor, "b E"]) -> Float[Tensor, " b"]:
        """Probability that an action explains each pair."""
        return (self.bias - self._against(evidence).sum(1)).sigmoid()

    def reasons(self, evidence: Float[Tensor, "b E"]) -> list[str]:
        """What speaks most against an action, in words: nothing was done; then, another kind of image; else, more."""
        out = hinges(evidence, self.centre, self.scale)[..., 0]
        names = [name for name, _, _ in EVIDENCE]
        quiet, fit = (evidence[:, names.index(name)] for name in QUIET_AND_FIT)
        far = {
            kind: (out[:, [k for k, (_, one, _) in enumerate(EVIDENCE) if one == kind]] > SPREAD).any(1)
            for kind in ("nothing", "strange")
        }
        nothing = far["nothing"] & (quiet >= fit)
        return [
            REASONS["nothing" if still else "strange" if other else "more"]
            for still, other in zip(nothing.tolist(), far["strange"].tolist(), strict=True)
        ]

    def _against(self, evidence: Float[Tensor, "b E"]) -> Float[Tensor, "b E"]:
        """Log-odds that each kind takes away."""
        return (hinges(evidence, self.centre, self.scale) * self.weights).sum(2)


def hinges(
    evidence: Float[Tensor, "b E"], centre: Float[Tensor, " E"], scale: Float[Tensor, " E"]
) -> Float[Tensor, "b E 2"]:
    """How far each kind is out in its direction, and how far beyond `SPREAD`."""
    towards = evidence.new_tensor([direction for _, _, direction in EVIDENCE])
    out = ((evidence.double() - centre) / scale * towards).clamp(0, FARTHEST)
    return torch.stack([out, (out - SPREAD).clamp_min(0)], 2)


def gather_evidence(
    model: CausalVQ,
    x: Float[Tensor, "b C H W"],
    y: Float[Tensor, "b C H W"],
    codes: tuple[Int[Tensor, "b V"], Int[Tensor, "b V"], Int[Tensor, "b V"]],
    fit: Float[Tensor, " b"],
    sureness: Float[Tensor, " b"],
) -> Float[Tensor, "b E"]:
    """The evidence about pairs, in the order of `EVIDENCE`.

    Args:
        model: trained.
        x: images before.
        y: images after.
        codes: of x, of y, and those that follow from x by what was retrieved.
        fit: log-probability in nats of the codes of y under what was retrieved.
        sureness: log-probability of what was retrieved, among all that might have been.
    """
    before, after, reached = codes
    was, is_, becomes = (model.decode(one) for one in (before, after, reached))
    expected = with_detail(x, was, becomes)
    of_x, of_y = (x - was).square().mean(1, keepdim=True), (y - is_).square().mean(1, keepdim=True)
    change, left = ((y - other).square().mean(1, keepdim=True) for other in (x, expected))
    return torch.stack(
        [
            _mean(change),
            _peak(change),
            model.transition.quiet_log_likelihood(before, after).clamp_min(LOWEST),
            _mean(left),
            _peak(left),
            fit.clamp_min(LOWEST),
            sureness.clamp_min(LOWEST),
            torch.maximum(_mean(of_x), _mean(of_y)),
            torch.maximum(_peak(of_x), _peak(of_y)),
        ],
        1,
    )


def _mean(squares: Float[Tensor, "b 1 H W"]) -> Float[Tensor, " b"]:
    """Logarithm of the mean."""
    return squares.mean((1, 2, 3)).clamp_min(SMALLEST).log()


def _peak(squares: Float[Tensor, "b 1 H W"]) -> Float[Tensor, " b"]:
    """Logarithm of the largest mean of a place."""
    side = max(1, min(squares.shape[-2:]) // NEIGHBOURHOOD)
    return F.avg_pool2d(squares, side).amax((1, 2, 3)).clamp_min(SMALLEST).log()


def fit_explained(made: Float[Tensor, "b E"], others: Float[Tensor, "o E"], steps: int = 200) -> Explained:
    """Learn to tell pairs that an action made from others; each kind of pair counts as much as the other in all.

    Args:
        made: evidence of pairs that an action made.
        others: of pairs that none did.
        steps: of L-BFGS, at most.
    """
    centre = made.double().median(0).values
    spread = (made.double() - centre).abs()
    # The mean where the median is 0: evidence that is mostly the same has no spread but that of its exceptions.
    scale = torch.where(spread.median(0).values > 0, spread.median(0).values * 1.4826, spread.mean(0)).clamp_min(1e-3)
    out = torch.cat([hinges(one, centre, scale) for one in (made, others)])
    truth = torch.cat([torch.ones(len(made)), torch.zeros(len(others))]).double().to(out.device)
    weight = torch.where(truth > 0, 0.5 / len(made), 0.5 / len(others))
    raw = torch.full(out.shape[1:], -3.0, dtype=torch.float64, device=out.device, requires_grad=True)
    bias = torch.full((), 2.0, dtype=torch.float64, device=out.device, requires_grad=True)
    optimiser = torch.optim.LBFGS([raw, bias], max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = bias - (out * F.softplus(raw)).sum((1, 2))
        cost = F.binary_cross_entropy_with_logits(logits, truth, weight, reduction="sum")
        cost = cost + 1e-3 * F.softplus(raw).square().sum()
        cost.backward()  # type: ignore[no-untyped-call]
        return cost

    with torch.enable_grad():
        optimiser.step(loss)  # type: ignore[no-untyped-call]
    return Explained(centre, scale, F.softplus(raw).detach(), bias.detach())
