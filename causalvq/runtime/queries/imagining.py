"""Images that were never seen: drawn from the prior over codes, or each variable through all its states.

Axes: n images, V variables, C, H, W pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from causalvq.errors import Diagnostic, QueryError
from causalvq.runtime.answers.change import Change
from causalvq.runtime.answers.naming import Naming
from causalvq.runtime.answers.results import Pictures
from causalvq.runtime.estimation.code_prior import CodePrior
from causalvq.runtime.estimation.value_tables import ValueTable
from causalvq.runtime.model import CausalVQ
from causalvq.runtime.queries.changes import carry_out, sequences_of
from causalvq.runtime.run_diagnostics import NO_SUCH_IMAGE

BATCH = 256


def decode(model: CausalVQ, codes: Int[Tensor, "n V"]) -> Float[Tensor, "n C H W"]:
    """The images of codes, some at a time."""
    return torch.cat([model.decode(part) for part in torch.split(codes, BATCH)])


def sample(
    model: CausalVQ,
    naming: Naming,
    prior: CodePrior,
    values: Sequence[ValueTable | None],
    count: int,
    changes: Sequence[Change],
    seed: int,
) -> Pictures:
    """Draw images; where something is done to them, what follows from it follows.

    Args:
        model: trained.
        naming: the names of the run.
        prior: over codes.
        values: which values go with which codes.
        count: how many.
        changes: what is done at once to every one.
        seed: equal seeds draw alike.

    Raises:
        QueryError: CVQ511 when a value cannot be read from codes, or no sample can be brought to it; CVQ514 for less
            than one image.
    """
    if count < 1:
        raise QueryError(
            Diagnostic(NO_SUCH_IMAGE, "so many images cannot be drawn", expected="at least 1", got=str(count))
        )
    device = model.actions.targets.device
    codes = prior.sample(count, torch.Generator().manual_seed(seed)).to(device)
    sequences = sequences_of(changes, codes, model.transition, values, naming)
    codes, _ = carry_out(codes, changes, sequences, model.transition, naming, seed)
    notes = tuple(
        f"sample {number}" + ("" if walks is not None else ": out of reach") for number, walks in enumerate(sequences)
    )
    return Pictures(naming, decode(model, codes), codes, notes, prior.log_probability(codes.cpu()))


def traverse(
    model: CausalVQ,
    naming: Naming,
    start: Int[Tensor, " V"],
    variable: int,
    met: Sequence[int],
) -> Pictures:
    """One variable through its states, all others as they are: what that variable is for.

    Args:
        model: trained.
        naming: the names of the run.
        start: codes of an image.
        variable: its position.
        met: the states to go through.
    """
    codes = start.repeat(len(met), 1)
    codes[:, variable] = torch.tensor(met, device=codes.device)
    names = naming.state_names[variable]
    notes = tuple(f"{names[state]} ({state})" if names[state] else f"state {state}" for state in met)
    return Pictures(naming, decode(model, codes), codes, notes)
