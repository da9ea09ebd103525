"""What `layout: grid` learns from: an autoencoder, and the causal layer on its codes, one after the other or at once.

Axes: b pairs, V variables, S states, D length of a vector, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from causalvq.compiler.plan import Plan
from causalvq.data.prepared import Prepared
from causalvq.runtime.estimation.codes import encode_rows
from causalvq.runtime.feeding.feed import DeviceBatch
from causalvq.runtime.feeding.schedule import phase_at
from causalvq.runtime.grid.grid_transition import GridTransition, Step
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.objectives import grid_terms as paper
from causalvq.runtime.objectives.losses import squared_error
from causalvq.runtime.objectives.objective import Terms
from causalvq.runtime.objectives.slots_objective import SlotsObjective

CAUSAL, WITHOUT_CODES = "causal", "warm-up"


@dataclass(slots=True, eq=False)
class GridObjective:
    """The two stages of CT-VAE (arXiv 2302.00869, section 4), or both at once where the plan has no causal phase.

    Args:
        plan: a plan with `layout: grid` whose graph is made for each image.
        model: built from it.
        data: images and pairs; in the causal phase the codes of all training images are read once and kept.
    """

    plan: Plan
    model: CausalVQ
    data: Prepared
    _codes: Tensor | None = field(default=None, init=False)

    @property
    def two_stages(self) -> bool:
        """Whether the causal layer is trained after the autoencoder, which then stays as it is."""
        return any(phase.name == CAUSAL for phase in self.plan.train.phases)

    def trained(self, phase: str) -> Iterator[nn.Parameter]:
        """The parameters that a phase trains: in two stages the causal layer or all the rest, else everything."""
        causal = {id(parameter) for parameter in self.model.transition.parameters()}
        for parameter in self.model.parameters():
            if not self.two_stages or (id(parameter) in causal) == (phase == CAUSAL):
                yield parameter

    def terms(self, batch: DeviceBatch, step: int, generator: torch.Generator) -> Terms:
        """The unweighted terms of one step. Of a pair they read the two images and the action, nothing else."""
        phase = phase_at(self.plan, step)
        action = self.model.actions(batch.factor, batch.direction, batch.value)
        if phase == CAUSAL:
            x, y = self._coded(batch)
            return causal_terms(self.plan, self.model, x, y, action, batch.y, generator)
        terms = SlotsObjective(self.plan, self.model).terms(batch, step, generator)
        # In two stages the layer learns from codes that stand still; while
        # they move it would learn what is gone tomorrow.
        if self.two_stages or phase == WITHOUT_CODES:
            return terms
        # Codes are indices: there is no gradient through them, and none of the layer is to reach the encoder.
        with torch.no_grad():
            x, y = self.model.encode(torch.cat([batch.x, batch.y])).chunk(2)
        return {**terms, **causal_terms(self.plan, self.model, x, y, action, batch.y, generator)}

    def scores(
        self,
        phase: str,
        seen: Iterable[DeviceBatch],  # noqa: ARG002
        held_out: Iterable[DeviceBatch],
    ) -> Mapping[str, float]:
        """How often the action is found from two images, once the causal layer is trained."""
        if phase == WITHOUT_CODES or (self.two_stages and phase != CAUSAL):
            return {}
        model, hits = self.model, list[Tensor]()
        for batch in held_out:
            found = model.transition.log_likelihoods(model.encode(batch.x), model.encode(batch.y)).argmax(1)
            hits.append(found == model.actions(batch.factor, batch.direction, batch.value))
        return {"action_accuracy": float(torch.cat(hits).float().mean())}

    def _coded(self, batch: DeviceBatch) -> tuple[Int[Tensor, "b V"], Int[Tensor, "b V"]]:
        """The codes of a batch: kept ones in training, read from the images where others are looked at."""
        if not self.model.training:
            return self.model.encode(batch.x), self.model.encode(batch.y)
        codes = self._kept_codes(batch.x.device)
        return codes[batch.x_index], codes[batch.y_index]

    def _kept_codes(self, device: torch.device) -> Int[Tensor, "N V"]:
        """The codes of all training images, always made in the same order, so that a resumed run has the same."""
        if self._codes is None:
            pairs = self.data.pairs["train"]
            self._codes = encode_rows(self.model, self.data.images, np.union1d(pairs.x, pairs.y), device)
        return self._codes


def causal_terms(
    plan: Plan,
    model: CausalVQ,
    x: Int[Tensor, "b V"],
    y: Int[Tensor, "b V"],
    action: Int[Tensor, " b"],
    image: Float[Tensor, "b C H W"],
    generator: torch.Generator,
) -> Terms:
    """The terms of the causal layer; those of weight 0 are not computed.

    Args:
        plan: its weights.
        model: its causal layer, and, for the image, its codebooks and decoder.
        x: codes before.
        y: codes after.
        action: what led from x to y.
        image: the image after.
        generator: of the samples of masks, graphs and noise.
    """
    layer, weights = cast(GridTransition, model.transition), plan.losses
    with torch.autocast(x.device.type, enabled=False):  # log-odds of hundreds of causes are summed
        # Base mode on the same images: what holds without an action is what the action is held against.
        acted, observed = layer(x, action, generator), layer(x, None, generator)
        made: dict[str, Callable[[], Tensor]] = {
            "transition": lambda: (
                paper.code_cross_entropy(acted.logits, y) + paper.code_cross_entropy(observed.logits, x)
            ),
            "identity": lambda: _identity(layer, x, observed),
            "prior": lambda: paper.graph_divergence(acted.edges, layer.prior_log_odds, layer.open_edges),
            "dependencies": lambda: paper.dependencies(observed.edges, layer.observed_edges(y)),
            "graph_size": lambda: paper.graph_size(acted.graph),
            "non_empty": lambda: paper.non_empty(acted.edges),
            "targets": lambda: plan.target_penalty * paper.target_count(acted.mask_probability),
            "prediction": lambda: squared_error(model.decoder(predicted_vectors(model, acted)), image).mean(),
        }
        return {name: term() for name, term in made.items() if weights[name]}


def _identity(layer: GridTransition, x: Int[Tensor, "b V"], observed: Step) -> Float[Tensor, ""]:
    """What a graph of own states alone says of the codes, and how far the graph in use is from it."""
    alone = torch.eye(x.shape[1], device=x.device).expand(len(x), -1, -1)
    return paper.identity(layer.under(x, alone), x, observed.graph)


def predicted_vectors(model: CausalVQ, step: Step) -> Float[Tensor, "b V D"]:
    """The vectors of the most probable codes, with the gradient of the expected ones: an image loss passes through."""
    chances = step.logits.softmax(-1)
    expected = torch.einsum("bvs,vsd->bvd", chances, model.quantizer.codebook)
    chosen = model.quantizer.lookup(step.logits.argmax(-1))
    # Straight-through over the softmax: the decoder sees a vector of the
    # codebook, the layer the gradient of all of them.
    return expected + (chosen - expected).detach()
