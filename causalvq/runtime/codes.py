"""The codes of many images, and the mechanisms estimated from them.

Axes: N images of the data, P pairs, V variables.
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from causalvq.data import Pairs, Prepared
from causalvq.data.arrays import Images, Integers
from causalvq.runtime.feed import images_at
from causalvq.runtime.model import CausalVQ

BATCH = 512


@torch.inference_mode()
def encode_rows(model: CausalVQ, images: Images, rows: Integers, device: torch.device) -> Int[Tensor, "N V"]:
    """The codes of some images, as a table over all of them; rows that were not asked for are -1."""
    table = torch.full((len(images), len(model.quantizer.active)), -1, dtype=torch.int64, device=device)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        table[torch.from_numpy(part).to(device)] = model.encode(images_at(images, part, device))
    return table


def pair_actions(model: CausalVQ, pairs: Pairs, device: torch.device) -> Int[Tensor, " P"]:
    """The index of each pair's action."""
    columns = (torch.from_numpy(column).to(device) for column in (pairs.factor, pairs.direction, pairs.value))
    actions: Tensor = model.actions(*columns)
    return actions


def estimate_mechanisms(model: CausalVQ, data: Prepared, device: torch.device) -> None:
    """Count the state changes of all training pairs: the mechanisms of largest likelihood for these codes."""
    model.eval()
    pairs = data.pairs["train"]
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    model.transition.forget()
    model.transition.observe(codes[pairs.x], codes[pairs.y], pair_actions(model, pairs, device))
