"""A batch through a network in pieces, when memory is short: the same result and gradient, less kept in between.

Gradients of pieces could be added up instead. But a loss over a batch is not the mean of that over its pieces where
pieces count differently, and a codebook that moves after every piece moves otherwise than after the batch. So only the
networks see pieces, image by image as they are; what is between them sees the batch.

Axes: n images.
"""

from __future__ import annotations

from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from causalvq.compiler.capability.step_time import memory


def in_pieces(network: nn.Module, inputs: Float[Tensor, "n ..."], pieces: int) -> Float[Tensor, "n ..."]:
    """A network's outputs; with several pieces each is computed again on the way back (Chen et al., arXiv 1604.06174).

    Args:
        network: treats every image by itself and draws nothing at random.
        inputs: one for each image.
        pieces: 1 keeps everything for the way back.
    """
    if pieces == 1:
        return cast(Tensor, network(inputs))
    parts = (checkpoint(network, part, use_reentrant=False, preserve_rng_state=False) for part in inputs.chunk(pieces))
    return torch.cat(tuple(parts))


def memory_of(device: torch.device) -> int | None:
    """Bytes of memory in which training has to fit; None where that is not known."""
    return torch.cuda.mem_get_info(device)[1] if device.type == "cuda" else memory()
