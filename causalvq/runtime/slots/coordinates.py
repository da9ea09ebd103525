"""Coordinates of an image on the line of each factor's values, read from its vectors before they are rounded.

Axes: n images, V variables, S states, D length of a vector, F factors.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from causalvq.compiler.plan import Plan


class Coordinates(nn.Module):
    """A coordinate for each directed factor, linear in the vectors of its variables.

    Only differences of coordinates have a meaning, so there is no bias.

    Args:
        plan: a plan with `directed` factors, which `directed` bool [F] tells; `spaced` bool [F] are those of them whose
            steps are of several lengths. `leaning` [V] says how much a code is chosen by the coordinate rather than by
            all numbers of a vector, 0 for not at all. `alone` bool [V] tells the variables
            each of which is all that such a factor has.
    """

    directed: Tensor
    spaced: Tensor
    leaning: Tensor
    owned: Tensor
    alone: Tensor

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        variables, dim = len(plan.variables), plan.codebook.dim
        self.weight = nn.Parameter(torch.empty(variables, dim).uniform_(-(dim**-0.5), dim**-0.5))
        owned = torch.zeros(variables, len(plan.data.factors))
        for position in plan.directed:
            owned[list(plan.targets[position]), position] = 1
        self.register_buffer("owned", owned, persistent=False)
        # A coordinate tells codes apart only where one variable holds all of its factor; of two it is a sum.
        self.register_buffer("alone", (owned @ owned.T).sum(1) == 1, persistent=False)
        self.register_buffer("directed", owned.any(0), persistent=False)
        self.register_buffer("leaning", torch.zeros(variables))
        spaced = torch.zeros(len(plan.data.factors), dtype=torch.bool)
        spaced[list(plan.spaced)] = True
        self.register_buffer("spaced", spaced, persistent=False)

    def forward(self, vectors: Float[Tensor, "n V D"]) -> Float[Tensor, "n F"]:
        """The coordinates of vectors; 0 for factors that have none."""
        along: Tensor = (vectors.float() * self.weight).sum(-1)  # [n, V]
        return along @ self.owned

    def off(self, vectors: Float[Tensor, "n V D"], codebook: Float[Tensor, "V S D"]) -> Float[Tensor, "n V S"]:
        """Squared distance, in steps of the factor, of each vector's coordinate from that of each code."""
        along = torch.einsum("nvd,vd->nv", vectors.float(), self.weight)
        return (along.unsqueeze(-1) - self.places(codebook)).square()

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *rest: Any) -> None:
        """Models of earlier versions chose no code by its place."""
        state_dict.setdefault(f"{prefix}leaning", torch.zeros_like(self.leaning))
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def places(self, codebook: Float[Tensor, "V S D"]) -> Float[Tensor, "V S"]:
        """What the vector of each code adds to the coordinate of its factor."""
        along: Tensor = torch.einsum("vsd,vd->vs", codebook, self.weight)
        return along
