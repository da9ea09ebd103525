"""The head that reads actions, fitted on the finished vectors of a baseline, of which it changes nothing.

The causal model's own learns beside it. That of a baseline would have to follow latents whose scale nothing holds, and
would be left behind by some: it would tell of the fitting, not of the latents.

Axes: P pairs, L numbers of an image.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from causalvq.runtime.slots.retrieval import RetrievalHead

STEPS: Final = 1500
BATCH: Final = 256
RATE: Final = 2e-3
CHECKS: Final = 10
"""Times that other pairs are looked at; the weights that are best on them are taken."""

Read = tuple[Float[Tensor, "_ L"], Float[Tensor, "_ L"], Int[Tensor, " _"]]
"""Numbers before and after, and actions of pairs."""


def fit_head(head: RetrievalHead, seen: Read, others: Read, seed: int) -> None:
    """Fit the head, from fresh weights.

    Args:
        head: that is fitted.
        seen: the pairs that it learns from, at least one.
        others: pairs that it is chosen by; there may be none.
        seed: of weights and draws.
    """
    x, y, action = seen
    # Numbers of one spread: what is small in a latent may be all there is of a factor.
    scale = torch.cat([x, y]).std(0, correction=0).clamp_min(1e-6)
    both = torch.stack([x, y], 1) / scale
    checked = torch.stack(others[:2], 1) / scale
    with torch.random.fork_rng(), torch.inference_mode(False), torch.enable_grad():
        draws = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        head.hidden.reset_parameters()
        head.last.reset_parameters()
        # Frozen in the steps before, in which it learned nothing.
        weights = [weight.requires_grad_() for weight in (*head.hidden.parameters(), *head.last.parameters())]
        optimizer, best, kept = torch.optim.AdamW(weights, RATE, weight_decay=1e-2), -1.0, list[Tensor]()
        for step in range(1, STEPS + 1):
            rows = torch.randint(len(x), (min(BATCH, len(x)),), generator=draws).to(x.device)
            for group in optimizer.param_groups:
                group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * step / STEPS)))
            loss = F.nll_loss(_likely(head, both[rows].clone()), action[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            if step % (STEPS // CHECKS) == 0:
                with torch.no_grad():
                    right = float((_likely(head, checked).argmax(1) == others[2]).float().mean()) if len(checked) else 0
                if right >= best:
                    best, kept = right, [weight.detach().clone() for weight in weights]
        with torch.no_grad():
            for weight, found in zip(weights, kept, strict=True):
                weight.copy_(found)
            # The scale goes into the weights, so that the head reads numbers as they are.
            head.hidden.weight /= scale.repeat(3)


def _likely(head: RetrievalHead, both: Float[Tensor, "P 2 L"]) -> Float[Tensor, "P A"]:
    return head.by_vectors(both.transpose(0, 1).flatten(0, 1).unsqueeze(1))
