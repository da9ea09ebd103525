"""The codes of many images, and the mechanisms estimated from them.

Axes: N images of the data, P pairs, V variables, A actions, S states, D length of a vector; sides: 2 P images of pairs.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.data.types import Images, Integers
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.grid.grid_transition import GridTransition
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.slots.mechanisms import fit_mechanisms
from causalvq.runtime.slots.slot_transition import SlotTransition
from causalvq.runtime.trainable import Trainable

BATCH = 512
CALIBRATED = 2_000
"""Pairs by which retrieval is calibrated; more are thinned evenly."""
SAMPLE = 512
"""Images whose graphs are summarised: the standard error of a mean probability is then at most 0.02."""
LEANINGS = (0.0, 1.0, 4.0, 16.0, 64.0, 256.0)
"""Weights of the distance along a coordinate, beside that of the whole vector."""


@torch.inference_mode()
def encode_rows(model: CausalVQ, images: Images, rows: Integers, device: torch.device) -> Int[Tensor, "N V"]:
    """The codes of some images, as a table over all of them; rows that were not asked for are -1."""
    table = torch.full((len(images), len(model.quantizer.active)), -1, dtype=torch.int64, device=device)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        table[torch.from_numpy(part).to(device)] = model.encode(images_at(images, part, device, model.pixels.normalise))
    return table


@torch.inference_mode()
def read_actions(model: CausalVQ, images: Images, pairs: Pairs, device: torch.device) -> Float[Tensor, "R P A"]:
    """Log-probabilities in nats of the action of each pair, as the readers of the model's retrieval head see them."""
    assert model.retrieval is not None
    x, y = pair_vectors(model, images, pairs, device).chunk(2)
    found = []
    for start in range(0, len(pairs), BATCH):
        part = slice(start, start + BATCH)
        rows = np.concatenate([pairs.x[part], pairs.y[part]])
        shown = images_at(images, rows, device, model.pixels.normalise)
        found.append(model.retrieval(torch.cat([x[part], y[part]]), shown))
    return torch.cat(found, 1)


def pair_vectors(model: CausalVQ, images: Images, pairs: Pairs, device: torch.device) -> Float[Tensor, "sides V D"]:
    """The vectors of the images x of pairs, then of y, before they are rounded; each image is read once."""
    # An image is in many pairs; the encoder is what takes time.
    rows, place = np.unique(np.concatenate([pairs.x, pairs.y]), return_inverse=True)
    parts = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
    vectors = torch.cat([model.encoder(images_at(images, part, device, model.pixels.normalise)) for part in parts])
    return vectors[torch.from_numpy(place).to(device)]


@torch.inference_mode()
def calibrate(model: CausalVQ, data: Prepared, device: torch.device) -> None:
    """Weigh what codes, vectors and pixels say of actions by pairs that were not trained on."""
    pairs = data.pairs["validation"]
    if model.retrieval is None or not len(pairs):
        return
    # Evenly, not the first: pairs lie sorted by their factor.
    pairs = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), CALIBRATED)).astype(np.int64)]
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    by_codes = model.transition.log_likelihoods(codes[pairs.x], codes[pairs.y]).log_softmax(1)
    read = read_actions(model, data.images, pairs, device)
    model.retrieval.calibrate(by_codes, read, pair_actions(model, pairs, device))


@torch.inference_mode()
def doubt(model: CausalVQ, transition: SlotTransition, data: Prepared, device: torch.device) -> None:
    """Measure how often codes are wrong on pairs that were not trained on, so that likelihoods expect it."""
    pairs = data.pairs["validation"]
    pairs = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), CALIBRATED)).astype(np.int64)]
    if len(pairs):
        codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
        transition.doubt(codes[pairs.x], codes[pairs.y], pair_actions(model, pairs, device))


def pair_actions(model: Trainable, pairs: Pairs, device: torch.device) -> Int[Tensor, " P"]:
    """The index of each pair's action."""
    columns = (torch.from_numpy(column).to(device) for column in (pairs.factor, pairs.direction, pairs.value))
    actions: Tensor = model.actions(*columns)
    return actions


def estimate_mechanisms(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> None:
    """Estimate from pairs what training by gradients leaves open: the graph and the mechanisms.

    Tables learn the graph from the codes of the training pairs and count the mechanisms of largest likelihood. A causal
    layer has learned; its graphs are summarised, those of held-out images where there are any.
    """
    model.eval()
    if plan.layered:
        pairs = data.pairs["validation"] if len(data.pairs["validation"]) else data.pairs["train"]
        pairs = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), SAMPLE)).astype(np.int64)]
        codes = encode_rows(model, data.images, np.unique(pairs.x), device)
        cast(GridTransition, model.transition).estimate(plan, codes[pairs.x], pair_actions(model, pairs, device))
    else:
        tables = cast(SlotTransition, model.transition)
        _count_mechanisms(model, tables, data, plan, device)
        doubt(model, tables, data, device)
    calibrate(model, data, device)


def _count_mechanisms(
    model: CausalVQ, transition: SlotTransition, data: Prepared, plan: Plan, device: torch.device
) -> None:
    """The mechanisms of largest likelihood of all training pairs."""
    pairs = data.pairs["train"]
    if model.coordinates is not None:
        # Codes are united as vectors alone say them; how far coordinates have a say is decided on what is left.
        model.coordinates.leaning.zero_()
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    action = pair_actions(model, pairs, device)
    if not bool(model.quantizer.whole.all()):
        codes = unite_codes(model, codes, pairs, model.actions.targets[action])
        if lean(model, data, device):
            codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    x, y = codes[pairs.x], codes[pairs.y]
    fit_mechanisms(transition, plan, x, y, action)
    if plan.labels == "partial":
        _use_unknown(model, transition, data, (x, y, action), device)


def unite_codes(
    model: CausalVQ, codes: Int[Tensor, "N V"], pairs: Pairs, targets: Bool[Tensor, "P V"]
) -> Int[Tensor, "N V"]:
    """Drop states that no image has, merge those that stand for the same thing, and return the codes that are left.

    States that are all that a variable can have stay as they are.
    """
    rows, quantizer = np.union1d(pairs.x, pairs.y), model.quantizer
    # First what no image has, then one place of a line, then what meets: each step counts on what the one before left.
    quantizer.retire(codes[rows])
    if model.coordinates is not None:
        lines = model.coordinates.alone & ~quantizer.whole
        quantizer.align(model.coordinates.places(quantizer.codebook), codes[rows], lines)
    x, y = (quantizer.standing(codes[side]) for side in (pairs.x, pairs.y))
    quantizer.unite(x, y, ~targets & ~quantizer.whole)
    # Rows that were not read are -1, which as an index would be the last code.
    return torch.where(codes < 0, codes, model.quantizer.standing(codes.clamp_min(0)))


@torch.inference_mode()
def lean(model: CausalVQ, data: Prepared, device: torch.device) -> bool:
    """Decide for each variable on a line how far its code is chosen by the coordinate, by pairs not trained on.

    The coordinate is one direction of a vector, learned from all steps, and is right of images that were not trained on
    where the other directions are off. That weight is taken, of `LEANINGS`, with which the variable most often stays
    where an action leaves it alone, and goes the right way where one sets it; the least of those that are as good.

    Returns:
        whether any code is chosen by it.
    """
    pairs, coordinates, quantizer = data.pairs["validation"], model.coordinates, model.quantizer
    if coordinates is None or not len(pairs):
        return False
    pairs = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), CALIBRATED)).astype(np.int64)]
    targets = model.actions.targets[pair_actions(model, pairs, device)]
    direction = torch.from_numpy(pairs.direction).to(device)
    places = coordinates.places(quantizer.codebook)
    best = torch.full_like(coordinates.leaning, -1.0)
    chosen = torch.zeros_like(best)
    lines = coordinates.alone & ~quantizer.whole
    vectors = pair_vectors(model, data.images, pairs, device)
    for leaning in LEANINGS:
        coordinates.leaning.copy_(leaning * lines)
        x, y = torch.cat([model.codes_of(part) for part in torch.split(vectors, BATCH)]).chunk(2)
        right = rightness(x, y, targets, direction, places)
        # Strictly better: of equal weights the least is taken, which leaves most to the vector.
        better = right > best
        best, chosen = torch.where(better, right, best), torch.where(better, leaning, chosen)
    coordinates.leaning.copy_(chosen * lines)
    return bool(coordinates.leaning.any())


def rightness(
    x: Int[Tensor, "P V"],
    y: Int[Tensor, "P V"],
    targets: Bool[Tensor, "P V"],
    direction: Int[Tensor, " P"],
    places: Float[Tensor, "V S"],
) -> Float[Tensor, " V"]:
    """How often each variable stays where it is left alone, times how often it goes the right way where it is set."""
    variables = torch.arange(x.shape[1], device=x.device)
    moved = places[variables, y] - places[variables, x]
    stays = ((x == y) & ~targets).sum(0) / (~targets).sum(0).clamp_min(1)
    goes = ((moved * direction[:, None] > 0) & targets).sum(0) / targets.sum(0).clamp_min(1)
    # A product: a leaning that never moves stays perfectly, and one that always moves goes the right way by chance.
    return stays * goes


def _use_unknown(
    model: CausalVQ,
    transition: SlotTransition,
    data: Prepared,
    known: tuple[Int[Tensor, "P V"], Int[Tensor, "P V"], Int[Tensor, " P"]],
    device: torch.device,
) -> None:
    """Infer the actions of the other training pairs by the mechanisms, then count the mechanisms on all pairs."""
    pairs = data.unknown["train"]
    codes = encode_rows(model, data.images, np.union1d(pairs.x, pairs.y), device)
    x, y = codes[pairs.x], codes[pairs.y]
    parts = [slice(start, start + BATCH) for start in range(0, len(x), BATCH)]
    inferred = torch.cat([transition.log_likelihoods(x[part], y[part]).argmax(1) for part in parts])
    x, y, action = (torch.cat(both) for both in zip(known, (x, y, inferred), strict=True))
    # The graph stays that of the known actions: inferred ones follow from it, and would only confirm it.
    transition.fit(x, y, action, transition.adjacency, transition.edge_probability)
