"""The codes of many images, and the mechanisms estimated from them.

Axes: N images of the data, P pairs, V variables.
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.compiler import Plan
from causalvq.data import Pairs, Prepared
from causalvq.data.arrays import Images, Integers
from causalvq.runtime.feed import images_at
from causalvq.runtime.model import CausalVQ

BATCH = 512


@torch.inference_mode()
def encode_rows(model: CausalVQ, images: Images, rows: Integers, device: torch.device) -> Int[Tensor, "N V"]:
    """The codes of some images, as a table over all of them; rows that were not asked for are -1."""
    table = torch.full((len(images), model.variables), -1, dtype=torch.int64, device=device)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        table[torch.from_numpy(part).to(device)] = model.encode(images_at(images, part, device))
    return table


def pair_actions(model: CausalVQ, pairs: Pairs, device: torch.device) -> Int[Tensor, " P"]:
    """The index of each pair's action."""
    columns = (torch.from_numpy(column).to(device) for column in (pairs.factor, pairs.direction, pairs.value))
    actions: Tensor = model.actions(*columns)
    return actions


def estimate_mechanisms(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> None:
    """Let the transition take from pairs what training by gradients leaves open: its graph, and tables of counts."""
    model.eval()
    wanted = data.pairs[model.transition.estimated_on]
    pairs = wanted if len(wanted) else data.pairs["train"]
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    model.transition.estimate(plan, codes[pairs.x], codes[pairs.y], pair_actions(model, pairs, device))


def state_names(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> tuple[tuple[str, ...], ...]:
    """What each state of each variable stands for, for display: the commonest value of the variable's factor.

    Read from the labels of the training images after training; no loss sees it. Variables without a factor, and
    those that share one, get no names.
    """
    codes = encode_rows(model, data.images, data.split.train, device)[data.split.train].cpu().numpy()
    named = []
    for index, variable in enumerate(plan.variables):
        alone = variable.factor is not None and len(plan.targets[variable.factor]) == 1 and data.labels.shape[1]
        if not alone or variable.factor is None:
            named.append(("",) * variable.states)
            continue
        factor = plan.data.factors[variable.factor]
        counts = np.zeros((variable.states, factor.size), dtype=np.int64)
        np.add.at(counts, (codes[:, index], data.labels[data.split.train, variable.factor]), 1)
        named.append(tuple(factor.values[row.argmax()] if row.any() else "" for row in counts))
    return tuple(named)
