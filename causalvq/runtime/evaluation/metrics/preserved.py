"""What an intervention leaves as it was, read from its images by the nearest true ones.

Axes: b images after an action, N images of the data, C, H, W pixels, P pixels x channels, F factors.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.data.facts import SourceFacts
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Flags, Floats, Images, Integers
from causalvq.runtime.feeding.pixel_scale import Normalise, normalise_bytes

CHUNK = 4096
"""True images compared at a time."""

ROUNDING = 1e-6
"""Mean squares of pixels in [-1, 1] that are too near to each other for float32 to tell which is smaller."""


def kept_shares(
    images: Float[Tensor, "b C H W"], data: Prepared, pairs: Pairs, normalise: Normalise = normalise_bytes
) -> Floats:
    """For each intervened image, the share of the other factors whose value is unchanged; NaN where there is none.

    The value of a factor in an image is the one that it has in the nearest of all true images, by mean squared error;
    of images that are equally near, the true one after the action counts. The others are the factors that are neither
    set nor effects of the one that is, by the true graph of the source; a source that knows none has no effects.

    Args:
        images: after the actions, pixels in [-1, 1].
        data: with an image of every combination of factor values.
        pairs: b pairs: the image before each action, the factor that it sets, and the true image after it.
        normalise: from pixels to [-1, 1]; that of the model, where they are no bytes.

    Returns:
        float64 [b], in [0, 1].
    """
    read = data.labels[nearest(images, data.images, pairs.y, normalise)]
    others = ~affected(data.facts)[pairs.factor]
    unchanged = (read == data.labels[pairs.x]) & others
    counts = others.sum(1)
    shares: Floats = np.where(counts > 0, unchanged.sum(1) / np.maximum(counts, 1), np.nan)
    return shares


def affected(facts: SourceFacts) -> Flags:
    """Which factors follow when one is set, itself among them: bool [F set, F], by the paths of the true graph."""
    names = [factor.name for factor in facts.factors]
    graph = nx.DiGraph(facts.edges or ())
    graph.add_nodes_from(names)
    effects = [nx.descendants(graph, name) | {name} for name in names]
    return np.array([[name in follows for name in names] for follows in effects], dtype=np.bool_)


def nearest(
    images: Float[Tensor, "b C H W"],
    candidates: Images,
    preferred: Integers,
    normalise: Normalise = normalise_bytes,
) -> Integers:
    """The index of the nearest candidate of each image.

    Args:
        images: pixels in [-1, 1].
        candidates: [N, H, W, C].
        preferred: int64 [b], the candidate that wins when no other is nearer by more than rounding.
        normalise: of the candidates.

    Returns:
        int64 [b].
    """
    rows = images.permute(0, 2, 3, 1).flatten(1)

    def flat(some: Images) -> Tensor:
        pixels = torch.tensor(np.ascontiguousarray(some)).to(rows.device)
        return normalise(pixels).permute(0, 2, 3, 1).flatten(1)

    best = torch.full((len(rows),), float("inf"), device=rows.device)
    found = torch.zeros(len(rows), dtype=torch.int64, device=rows.device)
    for start in range(0, len(candidates), CHUNK):
        distance, index = _distances(rows, flat(candidates[start : start + CHUNK])).min(1)
        found = torch.where(distance < best, index + start, found)
        best = torch.minimum(distance, best)
    own = (rows - flat(candidates[preferred])).square().sum(1)
    least = best + rows.square().sum(1)
    wanted = torch.from_numpy(preferred).to(found.device)
    return np.asarray(torch.where(own <= least + ROUNDING * rows.shape[1], wanted, found).cpu().numpy())


def _distances(rows: Float[Tensor, "b P"], candidates: Float[Tensor, "N P"]) -> Float[Tensor, "b N"]:
    """Squared distances, less what the images alone add to all of theirs."""
    return candidates.square().sum(1) - 2 * rows @ candidates.T
