"""The quantisers of `layout: slots`.

Axes: V variables, S states (of the largest codebook), D numbers of a vector, K numbers of a code (of the longest).
"""

from __future__ import annotations

from collections.abc import Sequence

from causalvq.compiler.plan import CodebookPlan, LayerPlan, VariablePlan

WIDENING = 2
"""Width of the networks between vectors and the numbers of codes, in vectors."""


def quantizer(variables: Sequence[VariablePlan], codebook: CodebookPlan) -> list[LayerPlan]:
    """Vectors -> codes -> vectors; where codes are numbers, small networks lead to them and back."""
    dim, count, states = codebook.dim, len(variables), max(variable.states for variable in variables)
    if codebook.quantizer == "vq":
        return [books(codebook, variables, (count, dim), states * count * dim)]
    numbers = max(len(variable.levels) for variable in variables)
    return [
        network("inward", count, dim, numbers, dim),
        books(codebook, variables, (count, numbers), states * count * numbers),
        network("outward", count, numbers, dim, dim),
    ]


def network(name: str, variables: int, inputs: int, outputs: int, dim: int) -> LayerPlan:
    """A network of one hidden layer of its own for each variable."""
    hidden = WIDENING * dim
    weights = variables * hidden * (inputs + outputs)
    return LayerPlan(
        name=f"quantizer.{name}",
        kind="networks",
        out=(variables, outputs),
        parameters=weights + variables * (hidden + outputs),
        multiply_adds=weights,
    )


def books(
    codebook: CodebookPlan, variables: Sequence[VariablePlan], out: tuple[int, ...], multiply_adds: int
) -> LayerPlan:
    """What is kept of each state: whether it is there, which one stands for it, how often it was chosen.

    Of all, whether they are settled.

    Beside these, vq keeps the vector of each code, the average's sum and its usage, and for each module of the
    library whether it has begun; lfq keeps for each module what its signs count. Only latent learns by gradients.
    """
    kinds = dict.fromkeys((variable.states, variable.levels) for variable in variables)
    own = {
        "vq": sum(variable.states for variable in variables) * (2 * codebook.dim + 1) + len(kinds),
        "lfq": sum(len(levels) for _, levels in kinds),
    }
    count, states = len(variables), max(variable.states for variable in variables)
    finest = max((level for variable in variables for level in variable.levels), default=0)
    return LayerPlan(
        name="quantizer.codebooks",
        kind="codebooks",
        out=out,
        parameters=out[0] * out[1] * finest if codebook.quantizer == "latent" else 0,
        buffers=3 * count * states + 1 + own.get(codebook.quantizer, 0),
        multiply_adds=multiply_adds,
    )
