"""What queries need to know of the data, beside the model: written with it, so that it answers where no data are.

Axes: N images of the training split, V variables, F factors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from causalvq.compiler.plan import Plan
from causalvq.data.pairs.image_pairs import Pairs
from causalvq.data.prepared import Prepared
from causalvq.runtime.estimation.code_prior import CodePrior, fit_prior
from causalvq.runtime.estimation.codes import encode_rows
from causalvq.runtime.estimation.explained import Explained, fit_explained, gather_evidence
from causalvq.runtime.estimation.unexplained_pairs import equal_cells, far_cells, patched, strange, twice
from causalvq.runtime.estimation.value_tables import ValueTable, count_values
from causalvq.runtime.feeding.feed import images_at
from causalvq.runtime.model import CausalVQ

BATCH: Final = 256
MADE: Final = 1_000
"""Pairs that an action made, by which it is learned what such pairs look like; of each other kind a quarter as many."""
FEWEST: Final = 20
"""Pairs that were not trained on, with fewer of which those of the training split are taken too."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeStatistics:
    """Counts over the training images, and what pairs look like that an action made.

    Args:
        values: for each factor, which value goes with which codes; None where that is not known.
        prior: how probable codes are.
        explained: whether an action explains a pair; None where there were no pairs to learn from.
    """

    values: tuple[ValueTable | None, ...]
    prior: CodePrior
    explained: Explained | None

    def to_tensors(self) -> dict[str, Tensor]:
        """Flatten to one table of tensors, to be saved."""
        found = {
            "prior.parent": torch.tensor(self.prior.parent),
            "prior.order": torch.tensor(self.prior.order),
            "prior.states": torch.tensor(self.prior.states),
        }
        for variable, (pairs, counts) in enumerate(zip(self.prior.pairs, self.prior.counts, strict=True)):
            found |= {f"prior.{variable}.pairs": pairs, f"prior.{variable}.counts": counts}
        for position, table in enumerate(self.values):
            if table is not None:
                found |= {f"values.{position}.codes": table.codes, f"values.{position}.counts": table.counts}
        if self.explained is not None:
            one = self.explained
            parts = {"centre": one.centre, "scale": one.scale, "weights": one.weights, "bias": one.bias}
            found |= {f"explained.{name}": part.cpu() for name, part in parts.items()}
        return {name: tensor.contiguous() for name, tensor in found.items()}

    @classmethod
    def from_tensors(cls, plan: Plan, found: dict[str, Tensor]) -> CodeStatistics:
        """What `to_tensors` gave, for the plan of the model.

        Raises:
            ValueError: a tensor is missing, or is not what one of this name can be.
        """
        require_tensors(plan, found)
        variables = range(len(plan.variables))
        prior = CodePrior(
            parent=tuple(found["prior.parent"].tolist()),
            order=tuple(found["prior.order"].tolist()),
            pairs=tuple(found[f"prior.{variable}.pairs"] for variable in variables),
            counts=tuple(found[f"prior.{variable}.counts"] for variable in variables),
            states=tuple(found["prior.states"].tolist()),
        )
        values = tuple(
            ValueTable(plan.targets[factor], found[f"values.{factor}.codes"], found[f"values.{factor}.counts"])
            if f"values.{factor}.codes" in found
            else None
            for factor in range(len(plan.data.factors))
        )
        names = ("centre", "scale", "weights", "bias")
        there = "explained.bias" in found
        explained = Explained(*(found[f"explained.{name}"] for name in names)) if there else None
        return cls(values, prior, explained)


def require_tensors(plan: Plan, found: dict[str, Tensor]) -> None:
    """Refuse tensors that are not those of `CodeStatistics.to_tensors` for this plan, with what is wrong in words.

    Raises:
        ValueError: a tensor is missing, of another shape or type, or has numbers that it cannot have.
    """
    count = len(plan.variables)
    states = torch.tensor([variable.states for variable in plan.variables])
    for name in ("prior.parent", "prior.order", "prior.states"):
        _require(found, name, (count,))
    _say(
        found["prior.order"].sort().values.equal(torch.arange(count)), "prior.order", "does not name each variable once"
    )
    _say(found["prior.states"].equal(states), "prior.states", "is not the numbers of states of the plan's variables")
    parent = found["prior.parent"]
    _say(bool(((parent >= -1) & (parent < count)).all()), "prior.parent", "names a variable that there is not")
    for variable in range(count):
        pairs = _require(found, f"prior.{variable}.pairs", (None, 2))
        counts = _require(found, f"prior.{variable}.counts", (len(pairs),))
        above = int(states[parent[variable]]) if parent[variable] >= 0 else 1
        within = bool(((pairs >= 0) & (pairs < torch.tensor([above, int(states[variable])]))).all())
        _say(len(pairs) > 0 and within, f"prior.{variable}.pairs", "has states that there are not")
        _say(bool((counts > 0).all()), f"prior.{variable}.counts", "has counts below one")
    for factor in range(len(plan.data.factors)):
        if f"values.{factor}.codes" in found or f"values.{factor}.counts" in found:
            rows = len(_require(found, f"values.{factor}.codes", (None, None)))
            _require(found, f"values.{factor}.counts", (rows, None))
    parts = [f"explained.{name}" for name in ("centre", "scale", "weights", "bias")]
    if any(name in found for name in parts):
        for name in parts:
            _say(name in found, name, "is missing")
            _say(bool(found[name].isfinite().all()), name, "has numbers that are not finite")


def _require(found: dict[str, Tensor], name: str, shape: tuple[int | None, ...]) -> Tensor:
    """A tensor of whole numbers; of a shape, where that is known."""
    _say(name in found, name, "is missing")
    tensor = found[name]
    fits = tensor.ndim == len(shape) and all(
        want in (None, size) for want, size in zip(shape, tensor.shape, strict=True)
    )
    _say(fits, name, f"has the shape {tuple(tensor.shape)}")
    _say(tensor.dtype == torch.int64, name, f"has numbers of the type {tensor.dtype}")
    return tensor


def _say(right: bool, name: str, words: str) -> None:
    if not right:
        raise ValueError(f"in the file of counts of codes, {name} {words}")


@torch.inference_mode()
def code_statistics(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> CodeStatistics:
    """Count the codes of the training images, and learn what pairs look like that an action made.

    Args:
        model: trained, with its mechanisms estimated.
        data: images and pairs.
        plan: of the model.
        device: where the model is.
    """
    model.eval()
    rows = data.split.train
    codes = encode_rows(model, data.images, rows, device)[torch.from_numpy(rows).to(device)].cpu()
    labels = torch.from_numpy(data.labels[rows])
    prior = fit_prior(codes, tuple(variable.states for variable in plan.variables))
    return CodeStatistics(count_values(plan, codes, labels), prior, _learn_explained(model, data, plan, device))


def _learn_explained(model: CausalVQ, data: Prepared, plan: Plan, device: torch.device) -> Explained | None:
    pairs = data.pairs["validation"]
    if len(pairs) < FEWEST:
        pairs = data.pairs["train"]
    if not len(pairs):
        return None
    pairs = _some(pairs, MADE)
    chance = torch.Generator().manual_seed(plan.seed)
    made, errors = _evidence(model, data, (pairs.x, pairs.y), device)
    quarter = _some(pairs, MADE // 4)
    rows = np.union1d(pairs.x, pairs.y)

    def shown(indices: np.ndarray) -> Float[Tensor, "b C H W"]:
        return images_at(data.images, indices, device, model.pixels.normalise).cpu()

    noise = errors.sqrt()[torch.randint(0, len(errors), (len(quarter),), generator=chance)]
    x, y = shown(quarter.x), shown(quarter.y)
    noise = noise * torch.rand(len(quarter), generator=chance)
    made_up = [twice(x, noise, chance), (x, patched(x, chance)), (x, patched(y, chance))]
    made_up.append((strange(x, chance), strange(y, chance)))
    made_up.append((x, strange(y, chance)))
    taken = [
        equal_cells(data, rows, len(quarter)),
        far_cells(data, pairs, rows, len(quarter), plan.seed),
    ]
    others = [_evidence_of(model, *both, device)[0] for both in made_up]
    others += [_evidence(model, data, both, device)[0] for both in taken if len(both[0])]
    with torch.inference_mode(mode=False):
        return fit_explained(made.clone(), torch.cat(others).clone())


def _some(pairs: Pairs, most: int) -> Pairs:
    return pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), most)).astype(np.int64)]


def _evidence(
    model: CausalVQ, data: Prepared, rows: tuple[np.ndarray, np.ndarray], device: torch.device
) -> tuple[Float[Tensor, "b E"], Float[Tensor, " b"]]:
    """The evidence about pairs of images of the data, and the mean squared error of each image x."""
    parts = []
    for start in range(0, len(rows[0]), BATCH):
        x, y = (
            images_at(data.images, side[start : start + BATCH], device, model.pixels.normalise).cpu() for side in rows
        )
        parts.append(_evidence_of(model, x, y, device))
    return torch.cat([evidence for evidence, _ in parts]), torch.cat([errors for _, errors in parts])


def _evidence_of(
    model: CausalVQ, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"], device: torch.device
) -> tuple[Float[Tensor, "b E"], Float[Tensor, " b"]]:
    evidence, errors = [], []
    for before, after in zip(torch.split(x, BATCH), torch.split(y, BATCH), strict=True):
        before, after = before.to(device), after.to(device)
        evidence.append(pair_evidence(model, before, after))
        errors.append((before - model.decode(model.encode(before))).square().mean((1, 2, 3)))
    return torch.cat(evidence).cpu(), torch.cat(errors).cpu()


def pair_evidence(model: CausalVQ, x: Float[Tensor, "b C H W"], y: Float[Tensor, "b C H W"]) -> Float[Tensor, "b E"]:
    """The evidence about pairs, if the most probable action is what happened."""
    read = model.read_pair(x, y)
    sureness, action = read.found.max(1)
    reached = model.transition.predict(read.before, action, None)
    fit = read.by_codes.gather(1, action[:, None]).squeeze(1)
    return gather_evidence(model, x, y, (read.before, read.after, reached), fit, sureness)
