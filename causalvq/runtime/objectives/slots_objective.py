"""Make the loss of a step for `layout: slots`, and of the autoencoder for every layout.

Images -> encoder -> a vector a variable -> quantiser -> codes -> decoder -> images. To see two images and the action
between them is all that it takes for a variable to stand for one factor: what the action leaves alone is exchanged
between the two before it is decoded (`swap`), and drawn together (`pull`); the pixels that differ count more
(`changed_pixels`). Each term is a pure function in `losses.py`, where their weights meet too.

What an action does to codes is not learned by gradients but counted once training has ended:
`causalvq/runtime/slots/slot_transition.py`.

Axes: b pairs, n = 2b images (x first, then y), C, H, W pixels, V variables, D length of a vector,
P pairs of several batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.runtime.compute.recompute import in_pieces
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.feeding.schedule import phase_at, pull_ramp
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import losses
from causalvq.runtime.objectives.objective import Terms, without_reader
from causalvq.runtime.slots.coordinates import Coordinates
from causalvq.runtime.slots.mechanisms import fit_mechanisms
from causalvq.runtime.slots.retrieval import RetrievalHead
from causalvq.runtime.slots.slot_transition import SlotTransition

SURE = 0.7
"""Share of the change from x to y that one factor's variables must account for, for an unknown action to be its."""


@dataclass(frozen=True, slots=True, eq=False)
class SlotsObjective:
    """Autoencoder and codebooks, learned together in every phase: all that slots learn by gradients.

    Args:
        plan: weights and phases.
        model: what is trained.
        pieces: in which the networks see a batch.
    """

    plan: Plan
    model: CausalVQ
    pieces: int = 1

    def trained(self, phase: str) -> Iterator[nn.Parameter]:  # noqa: ARG002
        """All parameters; of a VQ-VAE all but those of the head, which is fitted when training has ended."""
        return self.model.parameters() if self.plan.baseline is None else without_reader(self.model)

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
        """The unweighted terms of one step.

        Of a pair it reads the two images and the action where it is known; a batch has labels only with `labels: full`.
        """
        plan, model = self.plan, self.model
        images = torch.cat([batch.x, batch.y])
        vectors = in_pieces(model.encoder, images, self.pieces)
        targets = self._targets(batch, vectors, step)
        terms: dict[str, Float[Tensor, ""]] = {}
        # Codebooks at random places are not rounded to in warm-up either: that can keep all from being learned.
        phase, codes = phase_at(plan, step), None
        if phase == "warm-up":
            kept, terms["quantizer"] = model.quantizer.relaxed(vectors, generator)
        else:
            if phase == "anneal":
                model.quantizer.settle()
            found = model.quantizer(vectors)
            kept, terms["quantizer"], codes = found.vectors, found.loss, found.codes
        free = targets
        if model.actions.only_sets:  # what an action sets may have effects, which are learned from such actions alone
            free = targets | changed(model.quantizer.encode(vectors) if codes is None else codes)
        if model.coordinates is not None:
            terms["direction"] = self._direction(batch, model.coordinates, vectors)
        if model.retrieval is not None and plan.baseline is None:
            terms["retrieval"] = self._retrieval(batch, model.retrieval, vectors, images)
        if bool(model.quantizer.fixed.any()):
            terms |= self._told(batch, vectors, targets)
        share = swap_share(plan.losses)
        mixed, swapped = losses.mix(kept, free, share, generator)
        # The decoder runs once: each image is decoded either from its own vectors or from exchanged ones.
        errors = losses.squared_error(in_pieces(model.decoder, mixed, self.pieces), images)
        if phase != "warm-up" and plan.grid is None and plan.losses.get("cycle"):
            terms["cycle"] = self._cycle(kept, generator)
        of_image = errors.mean((1, 2))
        return terms | {
            # Divided by the share that was drawn, each is an unbiased estimate of the loss over all images.
            "reconstruction": (of_image * ~swapped).mean() / max(1 - share, 1e-9),
            "swap": (of_image * swapped).mean() / max(share, 1e-9),
            "changed_pixels": losses.over_changed_pixels(errors, batch.x, batch.y).mean(),
            "pull": pull_ramp(plan, step) * losses.pull(vectors, free),
        }

    def scores(self, phase: str, seen: Iterable[DeviceBatch], held_out: Iterable[DeviceBatch]) -> Mapping[str, float]:
        """How often the action is found from two images; none in warm-up, which has no codes.

        Codes are those that there would be if the last phase began now: while codebooks move, several codes of one
        value take turns, and the score would say little of what is left in the end.
        """
        if phase == "warm-up" and not self.model.actions.only_sets:
            return {}
        # Tables of its own, counted on a copy: a validation leaves no trace in the model that is trained.
        transition = SlotTransition(self.plan, self.model.actions).to(self.model.quantizer.active.device)
        with settled(self.model):
            fit_mechanisms(transition, self.plan, *self._coded(seen))
            x, y, action = self._coded(held_out)
        found, factor = transition.log_likelihoods(x, y).argmax(1), self.model.actions.factor
        hits = {"action_accuracy": found == action, "factor_accuracy": factor[found] == factor[action]}
        return {name: float(hit.float().mean()) for name, hit in hits.items()}

    def _coded(
        self, batches: Iterable[DeviceBatch]
    ) -> tuple[Int[Tensor, "P V"], Int[Tensor, "P V"], Int[Tensor, " P"]]:
        """The codes of pairs before and after, and their actions."""
        model = self.model
        coded = [
            (model.encode(batch.x), model.encode(batch.y), model.actions(batch.factor, batch.direction, batch.value))
            for batch in batches
        ]
        x, y, action = (torch.cat(column) for column in zip(*coded, strict=True))
        return x, y, action

    def _targets(self, batch: DeviceBatch, vectors: Float[Tensor, "n V D"], step: int) -> Bool[Tensor, "b V"]:
        """The variables that each pair's action may set.

        An unknown action is inferred from what the vectors say now. In warm-up, when they say little, and where no
        factor accounts for most of the change, any variable may have been set, so that the pair is only reconstructed.
        """
        actions = self.model.actions
        if self.plan.labels != "partial":
            return actions.targets[actions(batch.factor, batch.direction, batch.value)]
        known = batch.factor >= 0
        declared = actions(batch.factor.clamp_min(0), batch.direction, batch.value.clamp_min(0))
        likely, share = actions.likely(vectors)
        # Where nothing is sure all variables are targets: no loss then holds any
        # of them still, and a wrong guess harms none.
        open_still = ~known & ((share < SURE) | (phase_at(self.plan, step) == "warm-up"))
        targets: Tensor = actions.targets[torch.where(known, declared, likely)]
        return targets | open_still[:, None]

    def _retrieval(
        self,
        batch: DeviceBatch,
        head: RetrievalHead,
        vectors: Float[Tensor, "n V D"],
        images: Float[Tensor, "n C H W"],
    ) -> Float[Tensor, ""]:
        """Cross-entropy of the actions that are known, as read from the vectors of both images, and from their pixels.

        The head reads what is there and changes nothing of it: codes are what they are without it.
        """
        known = batch.factor >= 0
        action = self.model.actions(batch.factor.clamp_min(0), batch.direction, batch.value.clamp_min(0))
        # Detached: retrieval may not put into codes what only two images together say.
        read = head(vectors.detach(), images)
        return torch.stack([losses.action_cross_entropy(likely, known, action) for likely in read]).sum()

    def _cycle(self, kept: Float[Tensor, "n V D"], generator: torch.Generator) -> Float[Tensor, ""]:
        """How far what is read from images of recombined vectors is from these; the decoder learns nothing of it."""
        model, mixed = self.model, losses.recombine(kept, generator)
        # The encoder learns to read what is drawn. If the decoder learned too,
        # it could draw what is easily read instead.
        with torch.no_grad():
            made = in_pieces(model.decoder, mixed, self.pieces).float().clamp(-1, 1)
        return (in_pieces(model.encoder, made, self.pieces) - mixed).square().mean()

    def _direction(
        self, batch: DeviceBatch, coordinates: Coordinates, vectors: Float[Tensor, "n V D"]
    ) -> Float[Tensor, ""]:
        """How far the coordinates are from saying the steps that are known."""
        known = batch.factor >= 0
        factors = torch.arange(len(self.plan.data.factors), device=vectors.device)
        # 0 for every other factor: an action that leaves a factor alone leaves its coordinate where it is.
        moved = (factors == batch.factor[:, None]) * batch.direction[:, None].float()
        return losses.direction(coordinates(vectors), moved, known[:, None] & coordinates.directed, coordinates.spaced)

    def _told(
        self, batch: DeviceBatch, vectors: Float[Tensor, "n V D"], targets: Bool[Tensor, "b V"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The terms that tell states the values they stand for: the value set, and with full labels all values."""
        actions, distances = self.model.actions, self.model.quantizer.distances(vectors)
        terms: dict[str, Float[Tensor, ""]] = {}
        if bool(actions.sets.any()):
            known = (batch.factor >= 0) & (batch.value >= 0)
            told = targets & (known & actions.sets_factor[batch.factor.clamp_min(0)])[:, None]
            states = actions.states(batch.value.clamp_min(0)[:, None].expand_as(told))
            terms["transition"] = losses.state_cross_entropy(distances[len(batch.y) :], told, states)
        if batch.labels is not None:
            states = actions.states(batch.labels[:, actions.owner])
            terms["labels"] = losses.state_cross_entropy(distances, actions.owned.expand_as(states), states)
        return terms


@contextmanager
def settled(model: CausalVQ) -> Iterator[None]:
    """While inside, the model has a copy of its quantiser, of which every state is one that stays."""
    moving = model.quantizer
    model.quantizer = deepcopy(moving)
    model.quantizer.settle()
    try:
        yield
    finally:
        model.quantizer = moving


def changed(codes: Int[Tensor, "n V"]) -> Bool[Tensor, "b V"]:
    """The variables whose codes differ between x and y."""
    x, y = codes.chunk(2)
    return x != y


def swap_share(weights: Mapping[str, float]) -> float:
    """The share of images decoded with exchanged vectors, so that both losses keep their weights."""
    both = weights["reconstruction"] + weights["swap"]
    return weights["swap"] / both if both else 0.5
