"""Which action, or which actions, led from x to y, and whether any did.

Axes: b pairs, C, H, W pixels, V variables, A actions.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.retrieval_answer import Retrieval
from causalvq.runtime.answers.sequence_search import ActionSequence, reach, search
from causalvq.runtime.estimation.explained import REASONS, Explained, gather_evidence
from causalvq.runtime.model import CausalVQ, PairReading

BATCH = 256
MOST_ACTIONS = 20


def retrieve(
    model: CausalVQ,
    naming: Naming,
    explained: Explained | None,
    x: Float[Tensor, "b C H W"],
    y: Float[Tensor, "b C H W"],
    most: int = 1,
) -> Retrieval:
    """Find what led from x to y.

    Args:
        model: trained.
        naming: the names of the run.
        explained: tells pairs that an action made from others; None where the model has none.
        x: images before, pixels in [-1, 1].
        y: images after.
        most: actions of a sequence; 1 asks for one action alone.
    """
    parts = [
        _retrieve(model, naming, explained, before, after, most)
        for before, after in zip(torch.split(x, BATCH), torch.split(y, BATCH), strict=True)
    ]
    shares = [part.explained for part in parts if part.explained is not None]
    return Retrieval(
        naming=naming,
        action=torch.cat([part.action for part in parts]),
        factor=torch.cat([part.factor for part in parts]),
        probabilities=torch.cat([part.probabilities for part in parts]),
        same=torch.cat([part.same for part in parts]),
        explained=torch.cat(shares) if shares else None,
        reasons=tuple(reason for part in parts for reason in part.reasons),
        sequences=tuple(one for part in parts for one in part.sequences),
        x=x,
        y=y,
    )


def _retrieve(
    model: CausalVQ,
    naming: Naming,
    explained: Explained | None,
    x: Float[Tensor, "b C H W"],
    y: Float[Tensor, "b C H W"],
    most: int,
) -> Retrieval:
    read = model.read_pair(x, y)
    action = read.found.argmax(1)
    sequences = _sequences(model, naming, read, most) if most > 1 else ()
    # The same image twice is known for certain: nothing was done to it.
    same = (x == y).flatten(1).all(1).cpu()
    share, reasons = None, ("",) * len(x)
    if explained is not None:
        evidence = _evidence(model, x, y, read, sequences)
        share = torch.where(same, 0.0, explained.probability(evidence).float())
        reasons = tuple(explained.reasons(evidence))
    return Retrieval(
        naming=naming,
        action=action,
        factor=model.actions.factor[action],
        probabilities=read.found.exp(),
        same=same,
        explained=share,
        reasons=tuple(REASONS["nothing"] if one else why for one, why in zip(same.tolist(), reasons, strict=True)),
        sequences=sequences,
        x=x,
        y=y,
    )


def _sequences(model: CausalVQ, naming: Naming, read: PairReading, most: int) -> tuple[tuple[ActionSequence, ...], ...]:
    return tuple(
        search(naming.plan, model.transition, before, after, found, most)
        for before, after, found in zip(read.before, read.after, read.found, strict=True)
    )


def _evidence(
    model: CausalVQ,
    x: Float[Tensor, "b C H W"],
    y: Float[Tensor, "b C H W"],
    read: PairReading,
    sequences: tuple[tuple[ActionSequence, ...], ...],
) -> Float[Tensor, "b E"]:
    """The evidence about pairs, if the most probable action or sequence is what happened."""
    if sequences:
        best = [one[0] for one in sequences]
        reached = torch.stack(
            [reach(model.transition, codes, one.actions) for codes, one in zip(read.before, best, strict=True)]
        )
        fit = torch.tensor([one.fit for one in best], device=x.device)
        sureness = torch.tensor([one.probability for one in best], device=x.device).log()
    else:
        sureness, action = read.found.max(1)
        reached = model.transition.predict(read.before, action, None)
        fit = read.by_codes.gather(1, action[:, None]).squeeze(1)
    return gather_evidence(model, x, y, (read.before, read.after, reached), fit, sureness).cpu()
