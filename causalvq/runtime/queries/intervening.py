"""Do things to images: codes, what is done to them, and images again with all that no code holds.

Axes: b images, C, H, W pixels, V variables.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.intervention_answer import Intervention
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.detail import with_detail
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.changes import carry_out, sequences_of, set_by

BATCH = 256


def intervene(
    model: CausalVQ,
    naming: Naming,
    values: Sequence[ValueTable | None],
    images: Float[Tensor, "b C H W"],
    changes: Sequence[Change],
    seed: int | None,
) -> Intervention:
    """Change images, and nothing else in them.

    Args:
        model: trained.
        naming: the names of the run.
        values: which values go with which codes.
        images: pixels in [-1, 1].
        changes: what is done at once.
        seed: of the draw of new states, where noise is endogenous; None: the most probable ones.

    Raises:
        QueryError: CVQ511 when a value cannot be read from codes, or no image can be brought to it.
    """
    codes = torch.cat([model.encode(part) for part in torch.split(images, BATCH)])
    sequences = sequences_of(changes, codes, model.transition, values, naming)
    after, chance = carry_out(codes, changes, sequences, model.transition, naming, seed)
    before = torch.cat([model.decode(part) for part in torch.split(codes, BATCH)])
    becomes = torch.cat([model.decode(part) for part in torch.split(after, BATCH)])
    targets = torch.zeros(codes.shape[1], dtype=torch.bool, device=codes.device)
    for walks in {walks for walks in sequences if walks is not None}:
        for change, walk in zip(changes, walks, strict=True):
            targets |= set_by(change, walk, model.transition, naming)
    return Intervention(
        naming=naming,
        given=images,
        changes=tuple(changes),
        sequences=tuple(sequences),
        before=before,
        images=with_detail(images, before, becomes),
        decoded=becomes,
        codes_before=codes,
        codes=after,
        changed=codes != after,
        targets=tuple(targets.nonzero().flatten().tolist()),
        log_probability=chance,
    )
